package mfa_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestAnothersDeviceIsNeverReplaced(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	f.User("bob").Device("his")
	f.Enable("alice", "hers")
	for _, name := range []string{"his", "hers"} {
		in := mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice"), VirtualMFADeviceName: &name}
		wantCode(t, call(f.Root, mfa.CreateEnrollmentTicket, in), mfa.EntityAlreadyExists)
	}
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice"), VirtualMFADeviceName: ptr("late")})
	f.Root.Device("late")
	wantCode(t, call(f.Hold(out.Ticket), mfa.CreateVirtualMFADevice, mfa.CreateVirtualMFADeviceRequest{}),
		mfa.EntityAlreadyExists)
	f.Root.Device("alice")
	other := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")})
	if !strings.Contains(other.SerialNumber, ":mfa/alice-") {
		t.Errorf("the name that was taken became %s", other.SerialNumber)
	}
}

func TestCreateEnrollmentTicketAllowsFiveOfAUser(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	var wait sync.WaitGroup
	made := make(chan string, 20)
	for range 20 {
		wait.Go(func() {
			out, err := mfatest.Call[mfa.CreateEnrollmentTicketResponse](
				f.Root, mfa.CreateEnrollmentTicket, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")},
			)
			if err == nil {
				made <- out.TicketId
			} else {
				wantCode(t, err, mfa.LimitExceeded)
			}
		})
	}
	wait.Wait()
	close(made)
	if len(made) != 5 {
		t.Fatalf("%d tickets were made", len(made))
	}
	revoke := mfa.DeleteEnrollmentTicketRequest{UserName: ptr("alice"), TicketId: ptr(<-made)}
	mfatest.Do(f.Root, mfa.DeleteEnrollmentTicket, revoke)
	invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")})
	f.Wait(time.Hour) // all have expired
	invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")})
}

func TestUsersInviteThemselvesInAnMFASessionOnly(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	in := mfa.CreateEnrollmentTicketRequest{}
	wantCode(t, call(alice, mfa.CreateEnrollmentTicket, in), mfa.AccessDenied)
	document := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`
	put := mfa.PutUserPolicyRequest{UserName: ptr("alice"), PolicyName: ptr("all"), PolicyDocument: &document}
	mfatest.Do(f.Root, mfa.PutUserPolicy, put)
	wantCode(t, call(alice, mfa.CreateEnrollmentTicket, in), mfa.AccessDenied)
	session := alice.WithMFA(f.Enable("alice", "phone"), 1)
	out := mfatest.Must[mfa.CreateEnrollmentTicketResponse](session, mfa.CreateEnrollmentTicket, in)
	enroll(t, f, out.Ticket)
}

func TestALostDeviceIsReplacedInOneStep(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	f.User("bob")
	lost := f.Enable("alice", "lost")
	for i := range 7 {
		f.Enable("alice", fmt.Sprint("other", i))
	}
	in := mfa.CreateEnrollmentTicketRequest{UserName: ptr("bob"), ReplacedSerialNumber: &lost.Serial}
	wantCode(t, call(f.Root, mfa.CreateEnrollmentTicket, in), mfa.NoSuchEntity)
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice"), ReplacedSerialNumber: &lost.Serial})
	enroll(t, f, out.Ticket)
	u, err := f.Store().User(t.Context(), "alice")
	_, hasLost := u.Devices[lost.Serial]
	if _, hasNew := u.Devices[out.SerialNumber]; err != nil || hasLost || !hasNew || len(u.Devices) != 8 {
		t.Errorf("alice has %d devices, the lost one %v, the new one %v", len(u.Devices), hasLost, hasNew)
	}
	if d, err := f.Store().Device(t.Context(), lost.Serial); err != nil || d.Owner != nil || d.State.LastPair == 0 {
		t.Errorf("the lost device is %+v, %v", d, err)
	}
}
