package mfa_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListEnrollmentTicketsListsTheLiveOnes(t *testing.T) {
	c := newConsole(t)
	out := invite(c.f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")})
	const alice = `{"UserName":"alice"}`
	c.wants(mfa.ListEnrollmentTickets, alice, "EnrollmentTickets.*.TicketId", "["+out.TicketId+"]")
	c.f.Wait(time.Hour)
	c.wants(mfa.ListEnrollmentTickets, alice, "EnrollmentTickets", "[]")
	c.refuses(mfa.ListEnrollmentTickets, `{"UserName":"carol"}`, mfa.NoSuchEntity,
		"The user with name carol cannot be found.")
}
