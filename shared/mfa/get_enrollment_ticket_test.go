package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestADeviceThatWasLeftUnassignedIsCreatedAgainAndItsOldSeedDies(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")})
	first := f.Hold(out.Ticket).CreateDevice(mfa.CreateVirtualMFADeviceRequest{})
	state := func() string {
		in := mfa.GetEnrollmentTicketRequest{}
		return mfatest.Must[mfa.GetEnrollmentTicketResponse](f.Hold(out.Ticket), mfa.GetEnrollmentTicket, in).DeviceStatus
	}
	if got := state(); got != "Unassigned" {
		t.Errorf("the device is %s", got)
	}
	second := f.Hold(out.Ticket).CreateDevice(mfa.CreateVirtualMFADeviceRequest{})
	wantCode(t, enable(f, out.Ticket, first, 0), mfa.InvalidAuthenticationCode)
	if err := enable(f, out.Ticket, second, 0); err != nil {
		t.Error(err)
	}
}

func TestGetEnrollmentTicketDescribesTheTicketToAnAdministrator(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")})
	f.Hold(out.Ticket).CreateDevice(mfa.CreateVirtualMFADeviceRequest{})
	in := mfa.GetEnrollmentTicketRequest{UserName: ptr("alice"), TicketId: &out.TicketId}
	got := mfatest.Must[mfa.GetEnrollmentTicketResponse](f.Root, mfa.GetEnrollmentTicket, in)
	if got.DeviceStatus != "Unassigned" {
		t.Errorf("%+v", got)
	}
	in.TicketId = ptr("ATKTAAAAAAAAAAAAAAAA")
	wantCode(t, call(f.Root, mfa.GetEnrollmentTicket, in), mfa.NoSuchEntity)
}
