package dynamo_test

import (
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// Refusals as DynamoDB writes them.
const (
	throttled = `{"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException", "message": "slower"}`
	busy      = `{"__type": "com.amazonaws.dynamodb.v20120810#TransactionConflictException", "message": "busy"}`
	canceled  = `{"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", "message": "busy",
		"CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict"}]}`
	crowded = `{"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", "message": "slower",
		"CancellationReasons": [{"Code": "ThrottlingError"}, {"Code": "None"}]}`
	invalid = `{"__type": "com.amazonaws.dynamodb.v20120810#ValidationException", "message": "no"}`
)

func TestWhatDynamoDBRefusesForNowIsTriedAgainAndThenThrottled(t *testing.T) {
	s := newScene(t)
	for _, s.wire.answer = range []string{throttled, busy, canceled, crowded} {
		for _, c := range slices.Concat(changes, reads) {
			s.wire.calls = nil
			if err := c.do(s); !errors.Is(err, mfa.ErrThrottled) {
				t.Errorf("%s: got error %v", c.name, err)
			}
			if len(s.wire.calls) != tries {
				t.Errorf("%s: it was tried %d times", c.name, len(s.wire.calls))
			}
		}
	}
}

func TestAnotherRefusalIsNeitherTriedAgainNorInTheContractsWords(t *testing.T) {
	s := newScene(t)
	s.wire.answer = invalid
	for _, c := range slices.Concat(changes, reads) {
		s.wire.calls = nil
		err := c.do(s)
		for _, word := range []error{nil, mfa.ErrNotFound, mfa.ErrExists, mfa.ErrConflict, mfa.ErrThrottled} {
			if errors.Is(err, word) {
				t.Errorf("%s: got error %v", c.name, err)
			}
		}
		if len(s.wire.calls) != 1 {
			t.Errorf("%s: it was tried %d times", c.name, len(s.wire.calls))
		}
		if err != nil && strings.Contains(err.Error(), sealed) {
			t.Errorf("%s: the error has the secret: %v", c.name, err)
		}
	}
}

func TestAFailedConditionIsNotThrottling(t *testing.T) {
	s := newScene(t)
	s.wire.answer = `{"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", "message": "both",
		"CancellationReasons": [{"Code": "TransactionConflict"},
		{"Code": "ConditionalCheckFailed", "Item": {"pk": {"S": "x"}}}]}`
	if err := s.Unassign(t.Context(), s.alice, phone); !errors.Is(err, mfa.ErrConflict) || len(s.wire.calls) != 1 {
		t.Errorf("got error %v after %d tries", err, len(s.wire.calls))
	}
}

func TestCheckNamesAMissingTable(t *testing.T) {
	s := newScene(t)
	s.must(s.Check(t.Context()))
	err := open(t, "missing", http.DefaultClient).Check(t.Context())
	if err == nil || err.Error() != `DynamoDB has no table "missing"` {
		t.Errorf("got error %v", err)
	}
}

func TestCheckNamesATableThatCannotBeReached(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	err = dynamo.New(connect(endpoint, http.DefaultClient), "mfa", time.Now, rand.Reader).Check(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), `DynamoDB's table "mfa" cannot be reached: `) ||
		strings.Contains(err.Error(), "\n") {
		t.Errorf("got error %v", err)
	}
}
