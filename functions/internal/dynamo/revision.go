package dynamo

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
)

// A writeStamp is what every change leaves on a user or a device.
//
// The revision is a number that only goes up, and not the attempt's id: an
// attempt that is sent again would set that again, and the item would look as
// it was before others changed it.
type writeStamp struct {
	Attempt  string                `dynamodbav:"attempt"`
	Revision attributevalue.Number `dynamodbav:"revision"`
}

// firstStamp is that of something new. Its revision is as good as random, so
// that what has the name of something deleted never has its revision.
func firstStamp(attempt string) writeStamp {
	sum := sha256.Sum256([]byte(attempt))
	return writeStamp{attempt, attributevalue.Number(strconv.FormatUint(binary.BigEndian.Uint64(sum[:]), 10))}
}

// stamped begins a change.
func stamped(attempt string) expression.UpdateBuilder {
	return expression.Set(expression.Name("attempt"), value(attempt)).Add(expression.Name("revision"), value(1))
}

// isRevision is the condition that nothing has changed since the item was read.
func isRevision(revision string) expression.ConditionBuilder {
	return expression.Name("revision").Equal(value(attributevalue.Number(revision)))
}
