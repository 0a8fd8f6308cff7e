package endpoint_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret/secrettest"
)

// newTicket makes a user with a ticket, and returns the ticket.
func (f *front) newTicket(t *testing.T, name string) string {
	t.Helper()
	f.send(f.iam("Action=CreateUser&Version=2010-05-08&UserName=" + name))
	answer := f.send(f.iam("Action=CreateEnrollmentTicket&Version=2026-11-23&UserName=" + name))
	want(t, answer, 200, `xmlns="https://iam.amazonaws.com/doc/2026-11-23/"`)
	ticket := element(t, answer.Body, "Ticket")
	if url := element(t, answer.Body, "Url"); url != "http://"+host+"/enroll/#"+ticket {
		t.Error("the address is not this server's, with the ticket in its fragment")
	}
	return ticket
}

// bearing is a request with a ticket in place of a signature.
func bearing(ticket, operation, body string) endpoint.Request {
	return endpoint.Request{
		Method: "POST",
		Path:   "/" + operation,
		Host:   host,
		Header: map[string][]string{
			"Authorization": {"Bearer " + ticket},
			"Content-Type":  {"application/json"},
		},
		Body:     []byte(body),
		SourceIP: "127.0.0.1",
	}
}

func TestATicketReplacesASignatureOnItsRoutesOnly(t *testing.T) {
	f := newFront(t, nil)
	ticket := f.newTicket(t, "alice")
	for _, op := range mfa.Operations() {
		status, text := 400, "IncompleteSignature"
		switch op.Name {
		case "GetEnrollmentTicket", "CreateVirtualMFADevice":
			status, text = 200, "arn:aws:iam::123456789012:mfa/alice"
		case "EnableMFADevice":
			status, text = 400, "ValidationError" // there are no codes in it
		}
		want(t, f.Serve(t.Context(), bearing(ticket, op.Name, "{}")), status, text)
		form := bearing(ticket, op.Name, "Action="+op.Name+"&Version="+op.Version())
		form.Header["Content-Type"] = []string{"application/x-www-form-urlencoded"}
		want(t, f.Serve(t.Context(), form), 400, "IncompleteSignature")
	}
	for name, change := range map[string]func(*endpoint.Request){
		"no ticket": func(r *endpoint.Request) { r.Header["Authorization"] = []string{"Bearer "} },
		"two": func(r *endpoint.Request) {
			r.Header["Authorization"] = []string{"Bearer " + ticket, "Bearer " + ticket}
		},
		"another case":  func(r *endpoint.Request) { r.Header["Authorization"] = []string{"bearer " + ticket} },
		"a query":       func(r *endpoint.Request) { r.RawQuery = "ticket=" + ticket },
		"a get":         func(r *endpoint.Request) { r.Method = "GET" },
		"another media": func(r *endpoint.Request) { r.Header["Content-Type"] = []string{"text/plain"} },
		"a wrong one":   func(r *endpoint.Request) { r.Header["Authorization"] = []string{"Bearer " + ticket + "A"} },
	} {
		t.Run(name, func(t *testing.T) {
			r := bearing(ticket, "GetEnrollmentTicket", "{}")
			change(&r)
			if answer := f.Serve(t.Context(), r); answer.Status == 200 || bytes.Contains(answer.Body, []byte(ticket)) {
				t.Errorf("answered %d", answer.Status)
			}
		})
	}
}

func TestTheRecordOfATicketsHolderNamesTheTicketAndHasNoSecret(t *testing.T) {
	f := newFront(t, nil)
	ticket := f.newTicket(t, "alice")
	answer := f.Serve(t.Context(), bearing(ticket, "CreateVirtualMFADevice", "{}"))
	var created struct {
		VirtualMFADevice struct{ Base32StringSeed []byte }
	}
	if err := json.Unmarshal(answer.Body, &created); err != nil {
		t.Fatal(err)
	}
	id, _, _ := strings.Cut(ticket, ".")
	who := f.events[len(f.events)-1].UserIdentity
	if who.Type != "EnrollmentTicket" || who.PrincipalID != id || who.UserName != "alice" || who.AccessKeyID != "" {
		t.Errorf("the record names %+v", who)
	}
	var sinks bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&sinks, nil))
	for _, e := range f.events {
		endpoint.LogEvent(t.Context(), log, e)
	}
	stored, err := f.mfa.Store().EnrollmentTicket(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&sinks, "%+v %v", stored, bearing("", "", ""))
	_, secretPart, _ := strings.Cut(ticket, ".")
	hunt(t, &sinks, secrettest.Secrets{
		secretPart: "the ticket",
		string(created.VirtualMFADevice.Base32StringSeed): "the seed",
	})
}
