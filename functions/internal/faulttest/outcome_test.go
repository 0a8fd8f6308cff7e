package faulttest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// An outcome is what came of a message.
type outcome struct {
	endpoint.Response
	record endpoint.Event
	calls  []string // of DynamoDB and KMS
}

// told is all that a sender is told of our troubles. AWS's SDKs send again by
// themselves what is answered so.
var told = map[mfa.ErrorCode]struct {
	status int
	text   string
}{
	mfa.Throttling:         {400, "Rate exceeded"},
	mfa.ServiceFailure:     {500, "The request processing has failed because of an unknown error, exception or failure."},
	mfa.ServiceUnavailable: {503, "The request has failed due to a temporary failure of the server."},
}

// want checks the answer, the one record of it, and that the table is whole.
func (s *stage) want(t *testing.T, when string, m message, got outcome, code mfa.ErrorCode) {
	t.Helper()
	var body map[string]any
	must(t, json.Unmarshal(got.Body, &body))
	if answered, _ := body["Code"].(string); answered != string(code) || (got.Status == 200) != (code == "") {
		t.Errorf("%s: it was answered by %d %q instead of %q", when, got.Status, answered, code)
	}
	if trouble, is := told[code]; is && (got.Status != trouble.status || body["Message"] != trouble.text) {
		t.Errorf("%s: it was answered by %d: %v", when, got.Status, body["Message"])
	}
	if members := slices.Sorted(maps.Keys(body)); code != "" &&
		!slices.Equal(members, []string{"Code", "Message", "RequestId"}) {
		t.Errorf("%s: it was refused, and answered %v", when, members)
	}
	if r := got.record; r.ErrorCode != string(code) || r.EventName != m.Operation.Name ||
		r.RequestID != got.Header["X-Amzn-Requestid"] {
		t.Errorf("%s: it was recorded as %s %q, %s", when, r.EventName, r.ErrorCode, r.Reason)
	}
	s.wantWhole(t, when)
}

// wantWhole checks that users, devices and keys agree about who has what.
func (s *stage) wantWhole(t *testing.T, when string) {
	t.Helper()
	table := s.scan(t)
	claims := map[[2]string]int{} // of a user and a thing: 1 by the user, 2 by the thing
	for pk, i := range table {
		var is struct {
			Devices map[string]any        `dynamodbav:"devices"`
			Keys    []string              `dynamodbav:"keys,stringset"`
			Owner   struct{ Name string } `dynamodbav:"owner"`
			User    string                `dynamodbav:"user"`
		}
		must(t, attributevalue.UnmarshalMap(i, &is))
		for serial := range is.Devices {
			claims[[2]string{pk, "device#" + serial}]++
		}
		for _, id := range is.Keys {
			claims[[2]string{pk, "key#" + id}]++
		}
		if is.Owner.Name != "" {
			claims[[2]string{"user#" + is.Owner.Name, pk}] += 2
		}
		if is.User != "" {
			claims[[2]string{is.User, pk}] += 2
		}
	}
	for claim, by := range claims {
		if by != 3 {
			t.Errorf("%s: %s has %s, says only one of them", when, claim[0], claim[1])
		}
	}
	if len(claims) == 0 {
		t.Errorf("%s: no item has an owner", when)
	}
}

// attempts is the sum of all counters of a user.
func attempts(t *testing.T, user item) (n int) {
	t.Helper()
	for attribute, v := range user {
		if strings.HasPrefix(attribute, "counter:") {
			var charged int
			must(t, attributevalue.Unmarshal(v, &charged))
			n += charged
		}
	}
	return n
}
