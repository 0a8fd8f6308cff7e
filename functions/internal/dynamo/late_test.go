package dynamo_test

import (
	"bytes"
	"io"
	"net/http"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A copier carries calls and keeps copies of them.
type copier struct {
	requests []*http.Request
	bodies   [][]byte
}

func (c *copier) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	c.requests, c.bodies = append(c.requests, r), append(c.bodies, body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return http.DefaultClient.Do(r)
}

// deliver sends all copies again.
func (c *copier) deliver(t *testing.T) (delivered int) {
	t.Helper()
	for i, r := range c.requests {
		late := r.Clone(t.Context())
		late.Body = io.NopCloser(bytes.NewReader(c.bodies[i]))
		answer, err := http.DefaultClient.Do(late)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		delivered++
	}
	return delivered
}

// What others do between a change and the late copy of it: mostly the opposite.
var meanwhile = map[string]func(s *scene) error{
	"CreateUser": func(s *scene) error { _, err := s.others.DeleteUser(s.Context(), "carol"); return err },
	"DeleteUser": func(s *scene) error {
		return s.others.CreateUser(s.Context(), mfa.User{Name: "bob", ID: "AIDABOBAGAIN"})
	},
	"CreateAccessKey": func(s *scene) error { return s.others.DeleteAccessKey(s.Context(), "alice", "AKIA2") },
	"UpdateAccessKey": func(s *scene) error {
		return s.others.UpdateAccessKey(s.Context(), "alice", "AKIA1", mfa.Active)
	},
	"DeleteAccessKey": func(s *scene) error { return s.others.CreateAccessKey(s.Context(), s.key("AKIA1"), 2) },
	"RecordUse": func(s *scene) error {
		again := used
		again.Date, again.Region = used.Date.Add(time.Hour), "eu-west-1"
		return s.others.RecordUse(s.Context(), mfa.Use{KeyID: "AKIA1", LastUse: again})
	},
	"CreateDevice": func(s *scene) error { _, err := s.others.DeleteDevice(s.Context(), "new", "", ""); return err },
	"DeleteDevice": func(s *scene) error { return s.others.CreateDevice(s.Context(), mfa.Device{Serial: spare}) },
	"Tag": func(s *scene) error {
		_, err := s.others.Untag(s.Context(), spare, "", []string{"new"})
		return err
	},
	"Untag": func(s *scene) error {
		_, err := s.others.Tag(s.Context(), spare, "", map[string]string{"old": "again"}, 3)
		return err
	},
	"RedeemCode": takenAndGivenBack,
	"RedeemCode where only the floor is kept": takenAndGivenBack,
	"Assign":                            func(s *scene) error { return s.others.Unassign(s.Context(), s.user("alice"), spare) },
	"Unassign":                          func(s *scene) error { return s.others.Assign(s.Context(), s.assignment(phone)) },
	"Commit of a rename":                func(s *scene) error { return s.rename(s.others, "robert", "alice") },
	"Commit of the account":             func(s *scene) error { return s.alias("red-team") },
	"Commit of a report":                func(s *scene) error { return s.reportAgain() },
	"Commit of a ticket":                func(s *scene) error { return s.revoke("ATKT2") },
	"Commit of a user's tickets":        func(s *scene) error { return s.takeTickets() },
	"Commit of a user's recovery codes": (*scene).newerRecoveryCodes,
	"ReplaceDevice": func(s *scene) error {
		return s.others.ReplaceDevice(s.Context(), mfa.Device{Serial: left, Seed: []byte("newer"), CreatedBy: "AIDAALICE"})
	},
	"Assign by a ticket": func(s *scene) error { return s.others.Unassign(s.Context(), s.user("alice"), spare) },
	"Resync": func(s *scene) error {
		again := s.newResyncWrite()
		again.User, again.State.LastPair, again.State.Skew = s.user("alice"), 9, 0
		return s.others.Resync(s.Context(), again)
	},
}

// charged twice at most, which is the safe side, and put as it was.
var mayComeTwice = []string{"Reserve", "CreateAccessKey of root"}

func (s *scene) assignment(serial string) mfa.Assignment {
	d := s.device(serial)
	return mfa.Assignment{User: s.user("alice"), Device: d, MaxDevices: 2, State: d.State}
}

func takenAndGivenBack(s *scene) error {
	if err := s.others.Unassign(s.Context(), s.user("alice"), phone); err != nil {
		return err
	}
	return s.others.Assign(s.Context(), s.assignment(phone))
}

func TestALateCopyOfAChangeChangesNothing(t *testing.T) {
	var delivered atomic.Int64
	t.Cleanup(func() { t.Logf("%d late copies delivered", delivered.Load()) })
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel() // each waits
			undo, ok := meanwhile[c.name]
			if !ok {
				if !slices.Contains(mayComeTwice, c.name) {
					t.Errorf("nothing says what others do after %s", c.name)
				}
				return
			}
			s, late := newScene(t), &copier{}
			s.Store = open(t, s.table, late)
			s.must(c.do(s))
			copies := *late
			s.Store = open(t, s.table, http.DefaultClient)
			s.must(undo(s))
			before := contents(t, s.table)
			time.Sleep(2 * time.Second)
			delivered.Add(int64(copies.deliver(t)))
			if after := contents(t, s.table); !reflect.DeepEqual(before, after) {
				t.Errorf("the table was\n%v\nand is\n%v", before, after)
			}
		})
	}
}

// contents returns all items by their keys.
func contents(t *testing.T, table string) map[string]any {
	t.Helper()
	found, err := connect(tooltest.DynamoDBLocal(t), http.DefaultClient).Scan(t.Context(), &dynamodb.ScanInput{
		TableName:      &table,
		ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]any{}
	for _, item := range found.Items {
		all[reflect.ValueOf(item["pk"]).Elem().FieldByName("Value").String()] = item
	}
	return all
}
