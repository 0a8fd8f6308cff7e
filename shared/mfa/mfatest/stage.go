package mfatest

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A Stage is an account in which every Entry of the Catalogue is answered as its
// entry says.
type Stage struct {
	*Fixture
	// Alice has a device, Phone, and a key. Bob has a key only. There is also a
	// user named idle who has nothing.
	Alice, Bob Caller
	// Session is Alice in a session with MFA. It took the code that Phone shows.
	Session Caller
	// Spare is assigned to no user. Root created it.
	Phone, Spare Phone
	// Ticket is for bob.
	Ticket Ticket
	// Recovery is a recovery code of Alice's.
	Recovery secret.String
}

// NewStage adds the users and devices of a Stage to a fixture.
func NewStage(f *Fixture) *Stage {
	f.T.Helper()
	s := &Stage{Fixture: f}
	idle := "idle"
	Must[mfa.CreateUserResponse](f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: &idle})
	s.Alice, s.Bob = f.User("alice"), f.User("bob")
	s.Phone, s.Spare = f.Enable("alice", "phone"), f.Root.Device("spare")
	s.Ticket = f.Ticket("bob", "bob")
	s.Recovery = f.RecoveryCodes("alice")[0]
	f.Wait(otp.Period)
	s.Session = s.Alice.WithMFA(s.Phone, 0)
	return s
}

// Caller returns the caller of that role.
func (s *Stage) Caller(r Role) Caller {
	return map[Role]Caller{Root: s.Root, Alice: s.Alice, Bob: s.Bob, Session: s.Session}[r]
}

// Target returns what the placeholders of the call stand for on this stage.
func (s *Stage) Target(c Entry) Target {
	return Target{
		User:     c.User,
		KeyID:    map[string]string{"alice": s.Alice.KeyID, "bob": s.Bob.KeyID}[c.User],
		Ticket:   map[string]string{"bob": s.Ticket.ID}[c.User],
		Recovery: s.Recovery,
		Phone:    map[string]Phone{"phone": s.Phone, "spare": s.Spare}[c.Device],
	}
}

// Prepare carries out what the call needs before it.
func (s *Stage) Prepare(c Entry) {
	s.T.Helper()
	s.Root.Prepare(c)
}

// Prepare carries out what a call needs before it, as this caller.
func (c Caller) Prepare(call Entry) {
	c.f.T.Helper()
	for _, first := range call.Before {
		if err := c.Send(first.Operation, first.Body); err != nil {
			c.f.T.Fatalf("%s before %s: %v", first.Operation.Name, call.Operation.Name, err)
		}
	}
}

// Send carries out an operation with a request in JSON.
func (c Caller) Send(op mfa.Operation, body string) error {
	_, _, err := op.Call(context.Background(), c.f.Service, c.again(), func(request any) error {
		return json.Unmarshal([]byte(body), request)
	})
	return err
}

// A Target is what the placeholders of an Entry stand for.
type Target struct {
	User   string // $user
	KeyID  string // $key
	Ticket string // $ticket
	Phone  Phone  // $serial, $older, $newer and $code

	Recovery secret.String // $recovery
}

// Request returns the request of an entry on a target. Members whose placeholder
// stands for nothing are left out.
func (c Entry) Request(t Target) string {
	var older, newer string
	if t.Phone.f != nil {
		older, newer = t.Phone.Code(c.Shift-1).Reveal(), t.Phone.Code(c.Shift).Reveal()
	}
	return c.Fill(map[string]string{
		"$user":     t.User,
		"$key":      t.KeyID,
		"$ticket":   t.Ticket,
		"$recovery": t.Recovery.Reveal(),
		"$serial":   t.Phone.Serial,
		"$older":    older,
		"$newer":    newer,
		"$code":     newer,
	})
}

// Fill returns the request with values in place of the placeholders.
func (c Entry) Fill(values map[string]string) string {
	members := map[string]any{}
	if c.Body != "" {
		if err := json.Unmarshal([]byte(c.Body), &members); err != nil {
			panic(c.Operation.Name + " has a body that is no JSON: " + err.Error())
		}
	}
	for name, member := range members {
		text, isText := member.(string)
		if !isText || !strings.HasPrefix(text, "$") {
			continue
		}
		if members[name] = values[text]; values[text] == "" {
			delete(members, name)
		}
	}
	body, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	return string(body)
}

// Secret returns the caller's secret access key, or its session's.
func (c Caller) Secret() secret.String { return c.secret }

// Token returns the caller's session token.
func (c Caller) Token() secret.String { return c.token }
