package notice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// Source is the source of the events in EventBridge. Their detail type is the
// kind of the notice, and their detail the notice.
const Source = "virtual-mfa"

// maxEntries is how many events one call takes (EventBridge API reference,
// PutEvents).
const maxEntries = 10

// A StreamEvent is what Lambda hands a function of the table's stream.
type StreamEvent struct {
	Records []Record
}

// A Record is one change of one item.
type Record struct {
	EventID  string `json:"eventID"`
	DynamoDB struct {
		ApproximateCreationDateTime float64 // seconds since 1970
		SequenceNumber              string
		OldImage, NewImage          json.RawMessage
	} `json:"dynamodb"`
}

// Notices are what a record tells. It tells the same when it comes again, with
// the same ids. A user who was only inserted is new or renamed, and neither
// enables a device: a rename moves the user with its devices to another key.
func (r Record) Notices(accountID string) ([]Notice, error) {
	before, err := dynamo.ReadImage(r.DynamoDB.OldImage)
	if err != nil {
		return nil, errors.New("an old image cannot be read") // its error may quote it
	}
	after, err := dynamo.ReadImage(r.DynamoDB.NewImage)
	if err != nil {
		return nil, errors.New("a new image cannot be read")
	}
	var notices []Notice
	switch {
	case before.User != nil && after.User != nil:
		notices = ofUser(*before.User, *after.User)
	case after.Ticket != nil:
		notices = ofTicket(orZero[mfa.EnrollmentTicket](before.Ticket), *after.Ticket)
	}
	for i := range notices {
		n := &notices[i]
		n.ID = fmt.Sprintf("%s-%s-%s", r.EventID, n.Kind, n.SerialNumber)
		n.Time = time.Unix(int64(r.DynamoDB.ApproximateCreationDateTime), 0).UTC()
		n.AccountID = accountID
	}
	return notices, nil
}

func orZero[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

// A Bus is EventBridge.
type Bus interface {
	PutEvents(
		context.Context,
		*eventbridge.PutEventsInput,
		...func(*eventbridge.Options),
	) (*eventbridge.PutEventsOutput, error)
}

// A Sender hands notices on.
type Sender struct {
	Bus       Bus
	AccountID string
}

// Handle sends the notices of a batch. It names the first record of which
// something could not be sent, and Lambda hands it that and all after it again:
// each notice is sent at least once (Lambda developer guide, "Configuring
// partial batch response with DynamoDB and Lambda").
func (s Sender) Handle(ctx context.Context, batch StreamEvent) (events.DynamoDBEventResponse, error) {
	for _, r := range batch.Records {
		notices, err := r.Notices(s.AccountID)
		if err == nil {
			err = s.send(ctx, notices)
		}
		if err != nil {
			failed := events.DynamoDBBatchItemFailure{ItemIdentifier: r.DynamoDB.SequenceNumber}
			return events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{failed}}, nil
		}
	}
	return events.DynamoDBEventResponse{}, nil
}

func (s Sender) send(ctx context.Context, notices []Notice) error {
	for len(notices) > 0 {
		n := min(len(notices), maxEntries)
		var in eventbridge.PutEventsInput
		for _, notice := range notices[:n] {
			detail, err := json.Marshal(notice)
			if err != nil {
				return err
			}
			in.Entries = append(in.Entries, types.PutEventsRequestEntry{
				Source:     aws.String(Source),
				DetailType: aws.String(string(notice.Kind)),
				Detail:     aws.String(string(detail)),
				Time:       &notice.Time,
			})
		}
		out, err := s.Bus.PutEvents(ctx, &in)
		if err != nil {
			return err
		}
		if out.FailedEntryCount > 0 {
			return fmt.Errorf("%d of %d events were not taken", out.FailedEntryCount, n)
		}
		notices = notices[n:]
	}
	return nil
}

// Serve is the main function of the Lambda function. It ends the process, with
// one line, if there are no settings.
func Serve() {
	loaded, err := awsconfig.LoadDefaultConfig(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, "the function cannot start:", err)
		os.Exit(1)
	}
	s := Sender{Bus: eventbridge.NewFromConfig(loaded), AccountID: os.Getenv("ACCOUNT_ID")}
	lambda.Start(s.Handle)
}
