package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// What a request of a scene may come to besides.
const (
	exists   = "EntityAlreadyExists"
	missing  = "NoSuchEntity"
	redeemed = "EnrollmentTicketRedeemed"
	revoked  = "EnrollmentTicketRevoked"
	inUse    = "DeleteConflict: in use"
	usedUp   = "DeleteConflict: used lately"
	conflict = "ConcurrentModification"

	// unexplained is a conflict with no other request's change.
	unexplained = "ConcurrentModification, of nothing"
)

// A scene is what happens to the user of some tickets, or to one token within a
// window. Each is a history of its own.
type scene struct {
	*historian
	began   time.Time
	history []porcupine.Operation // the historian's lock guards it
}

func (r *historian) newScene() *scene { return &scene{historian: r, began: time.Now()} }

// timed carries out a request and returns it as an operation of the history.
func (s *scene) timed(do func() (input any, outcome string)) porcupine.Operation {
	op := porcupine.Operation{Call: time.Since(s.began).Nanoseconds()}
	op.Input, op.Output = do()
	op.Return = time.Since(s.began).Nanoseconds()
	if op.Output == unknown {
		op.Return = never
	}
	return op
}

func (s *scene) add(op porcupine.Operation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.history = append(s.history, op)
}

// A requester sends requests of IAM in the JSON protocol: as the holder of a
// ticket, or as root without one.
type requester struct {
	server *server
	client interface {
		Do(r *http.Request) (*http.Response, error)
	}
	ticket string
}

// do sends a request once, reads the answer into out, and returns what it came to.
func (q requester) do(t *testing.T, operation string, in, out any) string {
	t.Helper()
	body := must(json.Marshal(in))(t)
	url := q.server.exported("AWS_ENDPOINT_URL") + "/" + operation
	request := must(http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body)))(t)
	request.Header.Set("Content-Type", wire.JSONType)
	if q.ticket != "" {
		request.Header.Set("Authorization", "Bearer "+q.ticket)
	} else if err := q.sign(t, request, body); err != nil {
		t.Error(err)
		return unknown
	}
	response, err := q.client.Do(request)
	if err != nil {
		if !errors.Is(err, errLost) {
			t.Error(err)
		}
		return unknown
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		t.Error(err)
	case response.StatusCode >= http.StatusInternalServerError:
	case response.StatusCode != http.StatusOK:
		return refusalIn(t, operation, answer)
	case out == nil:
		return done
	default:
		if err := json.Unmarshal(answer, out); err != nil {
			t.Errorf("%s answers what is not JSON: %v", operation, err)
		}
		return done
	}
	return unknown
}

func (q requester) sign(t *testing.T, request *http.Request, body []byte) error {
	t.Helper()
	root := aws.Credentials{
		AccessKeyID:     q.server.exported("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: q.server.exported("AWS_SECRET_ACCESS_KEY"),
	}
	return sign(t.Context(), root, request, body, string(wire.IAM), region)
}

// refusalIn reads the answer of a request that was refused.
func refusalIn(t *testing.T, operation string, answer []byte) string {
	t.Helper()
	var refusal struct{ Code, Message string }
	if err := json.Unmarshal(answer, &refusal); err != nil {
		t.Errorf("%s refuses with what is not JSON: %v", operation, err)
		return unknown
	}
	switch refusal.Code {
	case "InvalidAuthenticationCode":
		return wrong
	case exists, missing, redeemed, revoked, conflict:
		return refusal.Code
	case "DeleteConflict":
		if strings.Contains(refusal.Message, "in the last 24 hours") {
			return usedUp
		}
		return inUse
	case "Throttling":
		return unknown
	}
	t.Errorf("%s answers %s: %s", operation, refusal.Code, refusal.Message)
	return unknown
}

// markUnexplained finds the requests that were refused because of another change,
// without any that could have been made meanwhile.
func markUnexplained(history []porcupine.Operation, changes func(porcupine.Operation) bool) {
	for i, op := range history {
		if op.Output != conflict {
			continue
		}
		met := false
		for j, other := range history {
			met = met || i != j && changes(other) && other.Call <= op.Return && op.Call <= other.Return
		}
		if !met {
			history[i].Output = unexplained
		}
	}
}

// checkScenes checks scenes, of which each is a history. All of the outcomes must
// have been seen.
func checkScenes(t *testing.T, what string, m porcupine.Model, scenes [][]porcupine.Operation, outcomes ...string) {
	t.Helper()
	calls, count, begun := 0, map[any]int{}, time.Now()
	for _, history := range scenes {
		calls += len(history)
		for _, op := range history {
			count[op.Output]++
		}
		if !porcupine.CheckOperations(m, history) {
			t.Errorf("no order of these requests explains their answers: %s", describe(history))
		}
	}
	t.Logf("%d histories of %s with %d calls: %v; checked in %v", len(scenes), what, calls, count,
		time.Since(begun).Round(time.Millisecond))
	for _, outcome := range outcomes {
		if count[outcome] == 0 {
			t.Errorf("no request came to %q", outcome)
		}
	}
}
