package dynamo

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// An Image is an item of the table as a stream record has it. At most one field
// is set: no other kinds are told of.
type Image struct {
	User   *mfa.User
	Ticket *mfa.EnrollmentTicket
}

// ReadImage decodes the JSON of an item (Lambda developer guide, "Process
// Amazon DynamoDB records with Lambda"). No JSON is no item.
func ReadImage(encoded []byte) (Image, error) {
	if len(encoded) == 0 {
		return Image{}, nil
	}
	i, err := attributevalue.UnmarshalMapJSON(encoded)
	if err != nil {
		return Image{}, err
	}
	kind, _, _ := strings.Cut(text(i, partitionKey), "#")
	switch kind {
	case "user":
		u, err := newUser(i)
		return Image{User: &u}, err
	case "ticket":
		t, err := newTicket(i)
		return Image{Ticket: &t}, err
	}
	return Image{}, nil
}
