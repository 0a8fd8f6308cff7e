package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

func TestApproveEnrollmentTicketTakesAnotherAdministrator(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	second := f.User("second")
	putPolicy(f, "second", "all", allowAll)
	putPolicy(f, "alice", "all", allowAll)
	alice := f.KeyOf("alice").WithMFA(f.Enable("alice", "phone"), 1)
	in := mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice"), RequireApproval: ptr(true)}
	out := invite(f, in)
	wantCode(t, holder(f, out.Ticket), wire.EnrollmentTicketNotApproved)
	approve := mfa.ApproveEnrollmentTicketRequest{UserName: ptr("alice"), TicketId: &out.TicketId}
	wantCode(t, call(f.Root, mfa.ApproveEnrollmentTicket, approve), mfa.AccessDenied) // who made it
	wantCode(t, call(alice, mfa.ApproveEnrollmentTicket, approve), mfa.AccessDenied)  // whom it is for
	wantCode(t, call(second, mfa.ApproveEnrollmentTicket, approve), mfa.AccessDenied) // a key alone
	wantCode(t, holder(f, out.Ticket), wire.EnrollmentTicketNotApproved)
	session := second.WithMFA(f.Enable("second", "seconds"), 1)
	for range 2 { // the second time changes nothing
		mfatest.Must[mfa.NoOutput](session, mfa.ApproveEnrollmentTicket, approve)
	}
	listed := mfatest.Must[mfa.ListEnrollmentTicketsResponse](
		f.Root, mfa.ListEnrollmentTickets, mfa.ListEnrollmentTicketsRequest{UserName: ptr("alice")},
	).EnrollmentTickets
	if len(listed) != 1 || !listed[0].NeedsApproval || listed[0].ApprovedByArn != session.Identity().ARN {
		t.Errorf("listed as %+v", listed)
	}
	enroll(t, f, out.Ticket)
	wantCode(t, call(session, mfa.ApproveEnrollmentTicket, approve), mfa.NoSuchEntity)
}

func TestAnApprovalThatWasWrittenIntoTheTableDoesNotCount(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice"), RequireApproval: ptr(true)})
	for name, edit := range map[string]func(*mfa.EnrollmentTicket){
		"an approval": func(e *mfa.EnrollmentTicket) {
			e.ApprovedBy, e.Approval = "arn:aws:iam::123456789012:user/x", []byte("x")
		},
		"that none is needed":  func(e *mfa.EnrollmentTicket) { e.NeedsApproval = false },
		"another who made it":  func(e *mfa.EnrollmentTicket) { e.CreatorID = "AIDAOTHER" },
		"an approver, no seal": func(e *mfa.EnrollmentTicket) { e.ApprovedBy = "arn:aws:iam::123456789012:user/x" },
	} {
		t.Run(name, func(t *testing.T) {
			stored, err := f.Store().EnrollmentTicket(t.Context(), out.TicketId)
			if err != nil {
				t.Fatal(err)
			}
			edited := stored
			edit(&edited)
			if err := f.Store().Commit(t.Context(), mfa.Write{Ticket: &edited}); err != nil {
				t.Fatal(err)
			}
			if holder(f, out.Ticket) == nil {
				t.Error("the ticket opens")
			}
			edited, _ = f.Store().EnrollmentTicket(t.Context(), out.TicketId)
			stored.Revision = edited.Revision
			if err := f.Store().Commit(t.Context(), mfa.Write{Ticket: &stored}); err != nil {
				t.Fatal(err)
			}
		})
	}
}
