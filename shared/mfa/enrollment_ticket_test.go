package mfa_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// invite makes a ticket as root.
func invite(f *mfatest.Fixture, in mfa.CreateEnrollmentTicketRequest) mfa.CreateEnrollmentTicketResponse {
	f.T.Helper()
	return mfatest.Must[mfa.CreateEnrollmentTicketResponse](f.Root, mfa.CreateEnrollmentTicket, in)
}

// enroll creates the ticket's device and enables it, with nothing but the ticket.
func enroll(t *testing.T, f *mfatest.Fixture, ticket secret.String) mfatest.Phone {
	t.Helper()
	phone := f.Hold(ticket).CreateDevice(mfa.CreateVirtualMFADeviceRequest{})
	if err := enable(f, ticket, phone, 0); err != nil {
		t.Fatal(err)
	}
	return phone
}

// enable sends two codes and leaves out what the ticket knows.
func enable(f *mfatest.Fixture, ticket secret.String, phone mfatest.Phone, offset otp.Step) error {
	in := phone.Pair("", offset)
	in.UserName, in.SerialNumber = nil, nil
	_, err := mfatest.Call[mfa.NoOutput](f.Hold(ticket), mfa.EnableMFADevice, in)
	return err
}

func holder(f *mfatest.Fixture, ticket secret.String) error {
	_, err := f.TicketHolder(f.T.Context(), ticket)
	return err
}

func TestTheHolderOfATicketEnrollsItsDeviceOnce(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	tag := &mfa.Tag{Key: ptr("team"), Value: ptr("blue")}
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice"), Path: ptr("/x/"), Tags: []*mfa.Tag{tag}})
	if !strings.HasSuffix(out.Url.Reveal(), "/enroll/#"+out.Ticket.Reveal()) {
		t.Error("the address does not end with the ticket in its fragment")
	}
	if want := mfatest.Start.Add(time.Hour); !out.Expiration.Equal(want) {
		t.Errorf("it expires at %s, not %s", out.Expiration, want)
	}
	phone := enroll(t, f, out.Ticket)
	if phone.Serial != out.SerialNumber || phone.Serial != "arn:aws:iam::123456789012:mfa/x/alice" {
		t.Errorf("the device is %s, the ticket's %s", phone.Serial, out.SerialNumber)
	}
	d, err := f.Store().Device(t.Context(), phone.Serial)
	if err != nil || d.Owner == nil || d.Owner.Name != "alice" || d.Tags["team"] != "blue" {
		t.Errorf("the device is %+v, %v", d, err)
	}
	wantCode(t, holder(f, out.Ticket), wire.EnrollmentTicketRedeemed)
	left := mfatest.Must[mfa.ListEnrollmentTicketsResponse](
		f.Root, mfa.ListEnrollmentTickets, mfa.ListEnrollmentTicketsRequest{UserName: ptr("alice")},
	)
	if len(left.EnrollmentTickets) != 0 {
		t.Errorf("a redeemed ticket is listed: %+v", left)
	}
}

func TestAWrongCodeDoesNotRedeemATicketAndIsCharged(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	f.User("alice")
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")})
	phone := f.Hold(out.Ticket).CreateDevice(mfa.CreateVirtualMFADeviceRequest{})
	for range 20 {
		wantCode(t, enable(f, out.Ticket, phone, 500), mfa.InvalidAuthenticationCode)
	}
	wantCode(t, enable(f, out.Ticket, phone, 0), mfa.LimitExceeded)
	if err := holder(f, out.Ticket); err != nil {
		t.Error(err)
	}
}

func TestATicketExpiresToTheSecond(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice"), DurationSeconds: ptr(int32(300))})
	f.Wait(299 * time.Second)
	if err := holder(f, out.Ticket); err != nil {
		t.Error(err)
	}
	f.Wait(time.Second)
	wantCode(t, holder(f, out.Ticket), wire.EnrollmentTicketExpired)
	for _, seconds := range []int32{299, 86_401, -1, 0} {
		in := mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice"), DurationSeconds: &seconds}
		if got := mfatest.Refused(f.Root, mfa.CreateEnrollmentTicket, in); got.Code != mfa.ValidationError {
			t.Errorf("%d seconds: %v", seconds, got)
		}
	}
}

func TestEveryChangedByteMakesATicketInvalid(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	text := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")}).Ticket.Reveal()
	tried := 0
	for i := range text {
		for _, b := range []byte{text[i] ^ 1, text[i] ^ 0x80, '.', 'A', 0} {
			if b == text[i] {
				continue
			}
			changed := text[:i] + string([]byte{b}) + text[i+1:]
			wantCode(t, holder(f, secret.New(changed)), wire.InvalidEnrollmentTicket)
			tried++
		}
		wantCode(t, holder(f, secret.New(text[:i])), wire.InvalidEnrollmentTicket)
	}
	for _, more := range []string{"", ".", text + "A", text + "=", " " + text, strings.Repeat("A", 10_000)} {
		wantCode(t, holder(f, secret.New(more)), wire.InvalidEnrollmentTicket)
	}
	t.Logf("%d changed bytes of %d", tried, len(text))
}

func TestATicketEditedInTheTableDoesNotOpen(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	f.User("bob")
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")})
	bob, err := f.Store().User(t.Context(), "bob")
	if err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func(*mfa.EnrollmentTicket){
		"the user":   func(e *mfa.EnrollmentTicket) { e.UserName, e.UserID = bob.Name, bob.ID },
		"the device": func(e *mfa.EnrollmentTicket) { e.Serial += "2" },
		"the end":    func(e *mfa.EnrollmentTicket) { e.Expires = e.Expires.Add(time.Hour) },
		"a loss":     func(e *mfa.EnrollmentTicket) { e.Replaces = "arn:aws:iam::123456789012:mfa/bobs" },
	} {
		stored, err := f.Store().EnrollmentTicket(t.Context(), out.TicketId)
		if err != nil {
			t.Fatal(err)
		}
		edited := stored
		edit(&edited)
		if err := f.Store().Commit(t.Context(), mfa.Write{Ticket: &edited}); err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { wantCode(t, holder(f, out.Ticket), wire.InvalidEnrollmentTicket) })
		edited, _ = f.Store().EnrollmentTicket(t.Context(), out.TicketId)
		stored.Revision = edited.Revision
		if err := f.Store().Commit(t.Context(), mfa.Write{Ticket: &stored}); err != nil {
			t.Fatal(err)
		}
	}
	if err := holder(f, out.Ticket); err != nil {
		t.Error(err)
	}
}

func TestAHolderMayNameOnlyWhatTheTicketIsFor(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	f.User("bob")
	bobs := f.Root.Device("bobs")
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")})
	h := f.Hold(out.Ticket)
	phone := h.CreateDevice(mfa.CreateVirtualMFADeviceRequest{Path: ptr("/"), VirtualMFADeviceName: ptr("alice")})
	other := phone.Pair("bob", 0)
	for name, refused := range map[string]error{
		"another name": call(h, mfa.CreateVirtualMFADevice,
			mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("other")}),
		"another path":   call(h, mfa.CreateVirtualMFADevice, mfa.CreateVirtualMFADeviceRequest{Path: ptr("/other/")}),
		"tags":           call(h, mfa.CreateVirtualMFADevice, mfa.CreateVirtualMFADeviceRequest{Tags: []*mfa.Tag{}}),
		"another user":   call(h, mfa.EnableMFADevice, other),
		"another device": call(h, mfa.EnableMFADevice, bobs.Pair("alice", 0)),
		"another ticket": call(h, mfa.GetEnrollmentTicket,
			mfa.GetEnrollmentTicketRequest{TicketId: ptr("ATKTAAAAAAAAAAAAAAAA")}),
	} {
		t.Run(name, func(t *testing.T) { wantCode(t, refused, mfa.AccessDenied) })
	}
	for _, op := range mfa.Operations() {
		if !op.TakesTickets() {
			if err := h.Send(op, "{}"); refusalOf(err) != mfa.AccessDenied {
				t.Errorf("%s: %v", op.Name, err)
			}
		}
	}
	if err := enable(f, out.Ticket, phone, 0); err != nil {
		t.Error(err)
	}
}

func call[In any](c mfatest.Caller, op mfa.Operation, in In) error {
	_, err := mfatest.Call[any](c, op, in)
	return err
}

func TestOneTicketEnablesOneDeviceHoweverManyTabsRace(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	out := invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")})
	phone := f.Hold(out.Ticket).CreateDevice(mfa.CreateVirtualMFADeviceRequest{})
	var wait sync.WaitGroup
	granted := make(chan struct{}, 16)
	for range 16 {
		wait.Go(func() {
			if enable(f, out.Ticket, phone, 0) == nil {
				granted <- struct{}{}
			}
		})
	}
	wait.Wait()
	u, err := f.Store().User(t.Context(), "alice")
	if len(granted) != 1 || err != nil || len(u.Devices) != 1 {
		t.Errorf("%d were granted, and the user has %d devices (%v)", len(granted), len(u.Devices), err)
	}
}
