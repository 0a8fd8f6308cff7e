package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

func TestDeleteEnrollmentTicketAndDeleteUserRevokeATicket(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")})
	revoke := mfa.DeleteEnrollmentTicketRequest{UserName: ptr("alice"), TicketId: &out.TicketId}
	mfatest.Do(f.Root, mfa.DeleteEnrollmentTicket, revoke)
	wantCode(t, holder(f, out.Ticket), wire.EnrollmentTicketRevoked)
	wantCode(t, call(f.Root, mfa.DeleteEnrollmentTicket, revoke), mfa.NoSuchEntity)

	mfatest.Must[mfa.CreateUserResponse](f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: ptr("bob")})
	out = invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("bob")})
	phone := f.Hold(out.Ticket).CreateDevice(mfa.CreateVirtualMFADeviceRequest{})
	mfatest.Do(f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("bob")})
	wantCode(t, enable(f, out.Ticket, phone, 0), mfa.NoSuchEntity)
	mfatest.Must[mfa.CreateUserResponse](f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: ptr("bob")})
	wantCode(t, enable(f, out.Ticket, phone, 0), mfa.NoSuchEntity)
	wantCode(t, call(f.Hold(out.Ticket), mfa.CreateVirtualMFADevice, mfa.CreateVirtualMFADeviceRequest{}),
		mfa.InvalidClientTokenID)
}
