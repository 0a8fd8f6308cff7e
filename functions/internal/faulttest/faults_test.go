package faulttest

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A message is a request of somebody.
type message struct {
	operation mfa.Operation
	from      aws.Credentials
	body      string
	// once and again are how it is answered without faults, and if it is sent again. "" is success.
	once, again mfa.ErrorCode
}

// messages has one of each operation.
func (s *stage) messages() []message {
	phone, spare := s.phone.Serial, s.spare.Serial
	pair := func(user, serial, older, newer string) string {
		return fmt.Sprintf(`{"UserName":%q,"SerialNumber":%q,"AuthenticationCode1":%q,"AuthenticationCode2":%q}`, user, serial, older, newer)
	}
	device := func(serial string) string { return fmt.Sprintf(`{"SerialNumber":%q}`, serial) }
	key := fmt.Sprintf(`{"UserName":"bob","AccessKeyId":%q`, s.bob.AccessKeyID)
	return []message{
		{mfa.CreateVirtualMFADevice, s.root, `{"VirtualMFADeviceName":"new"}`, "", mfa.EntityAlreadyExists},
		{mfa.EnableMFADevice, s.bob, pair("bob", spare, s.spare.Code(-1).Reveal(), s.spare.Code(0).Reveal()), "", mfa.AccessDenied}, // bob has a device then, and no MFA
		{mfa.DeactivateMFADevice, s.session, device(phone), "", mfa.NoSuchEntity},
		{mfa.ResyncMFADevice, s.alice, pair("alice", phone, s.phone.Code(4).Reveal(), s.phone.Code(5).Reveal()), "", mfa.InvalidAuthenticationCode},
		{mfa.DeleteVirtualMFADevice, s.root, device(spare), "", mfa.NoSuchEntity},
		{mfa.ListVirtualMFADevices, s.root, `{"MaxItems":1}`, "", ""},
		{mfa.ListMFADevices, s.alice, "", "", ""},
		{mfa.GetMFADevice, s.session, device(phone), mfa.ValidationError, mfa.ValidationError}, // as in AWS, it knows no virtual device
		{mfa.TagMFADevice, s.session, fmt.Sprintf(`{"SerialNumber":%q,"Tags":[{"Key":"k","Value":"v"}]}`, phone), "", ""},
		{mfa.UntagMFADevice, s.root, fmt.Sprintf(`{"SerialNumber":%q,"TagKeys":["k"]}`, phone), "", ""},
		{mfa.ListMFADeviceTags, s.session, device(phone), "", ""},
		{mfa.GetSessionToken, s.alice, fmt.Sprintf(`{"SerialNumber":%q,"TokenCode":%q}`, phone, s.phone.Code(1).Reveal()), "", mfa.AccessDenied},
		{mfa.GetCallerIdentity, s.session, "", "", ""},
		{mfa.CreateUser, s.root, `{"UserName":"new"}`, "", mfa.EntityAlreadyExists},
		{mfa.GetUser, s.alice, "", "", ""},
		{mfa.ListUsers, s.root, "", "", ""},
		{mfa.DeleteUser, s.root, `{"UserName":"idle"}`, "", mfa.NoSuchEntity},
		{mfa.CreateAccessKey, s.root, `{"UserName":"bob"}`, "", mfa.LimitExceeded}, // it is bob's second
		{mfa.ListAccessKeys, s.root, `{"UserName":"bob"}`, "", ""},
		{mfa.UpdateAccessKey, s.root, key + `,"Status":"Inactive"}`, "", ""},
		{mfa.DeleteAccessKey, s.root, key + `}`, "", mfa.NoSuchEntity},
	}
}

// A fault that passes is not noticed. One that stays is told as what it is, grants nothing, and leaves no change behind but the whole one, which
// a message that is sent again finds. So no code opens two sessions, and none opens one that is not spent.
func TestEveryFaultOfEveryCallIsSurvived(t *testing.T) {
	s, tried, byCall := newStage(t), 0, map[string]int{}
	t.Cleanup(func() { t.Logf("%d faults of calls, of %d kinds: %v", tried, len(faults), byCall) })
	for _, m := range s.messages() {
		t.Run(m.operation.Name, func(t *testing.T) {
			calls := s.rehearse(t, m)
			for _, f := range faults {
				for n := range calls {
					s.try(t, m, f, n, calls)
					tried++
					byCall[calls[n]]++
				}
			}
		})
	}
}

func TestEveryOperationHasAMessage(t *testing.T) {
	var sent []string
	for _, m := range newStage(t).messages() {
		sent = append(sent, m.operation.Name)
	}
	var all []string
	for _, operation := range mfa.Operations() {
		all = append(all, operation.Name)
	}
	slices.Sort(sent)
	slices.Sort(all)
	if !slices.Equal(sent, all) {
		t.Errorf("faults are tried with\n%v, and there are\n%v", sent, all)
	}
}

// Reserve, judge, commit: whatever ends an operation while it asks for the seed, the attempt has been counted.
func TestAnAttemptStaysChargedWhateverEndsIt(t *testing.T) {
	s := newStage(t)
	for _, m := range s.messages() {
		payer, charged := map[string]string{"GetSessionToken": "user#alice", "ResyncMFADevice": "user#alice", "EnableMFADevice": "user#bob"}[m.operation.Name]
		if !charged {
			continue
		}
		t.Run(m.operation.Name, func(t *testing.T) {
			before := attempts(t, s.scenery[payer])
			seed := len(s.rehearse(t, m)) - 2
			for _, f := range faults {
				s.restore(t)
				got := s.send(t, m, f, seed, math.MaxInt)
				if got.calls[seed] != "Decrypt" {
					t.Fatalf("the seed is not asked for where it was: %v", got.calls)
				}
				if after := attempts(t, s.scan(t)[payer]); after <= before {
					t.Errorf("KMS is %s: %d attempts are charged, and %d were before", f.name, after, before)
				}
			}
		})
	}
}

// rehearse sends a message twice without a fault, and returns the calls that it takes.
func (s *stage) rehearse(t *testing.T, m message) (calls []string) {
	t.Helper()
	s.restore(t)
	first := s.send(t, m, fault{}, 0, -1)
	s.want(t, "without a fault", m, first, m.once)
	s.want(t, "without a fault, again", m, s.send(t, m, fault{}, 0, -1), m.again)
	if len(first.calls) < 3 { // the caller's key or user, the key ring, KMS to unwrap it
		t.Fatalf("the calls are %v only", first.calls)
	}
	return first.calls
}

// try sends a message while a call and all after it meet the fault, then while that call alone does, and then without a fault. What an operation
// changes it changes by its last call.
func (s *stage) try(t *testing.T, m message, f fault, n int, calls []string) {
	t.Helper()
	s.restore(t)
	what := fmt.Sprintf("call %d, %s, is %s", n, calls[n], f.name)
	got := s.send(t, m, f, n, math.MaxInt)
	s.want(t, what, m, got, f.code)
	if !f.retried && !slices.Equal(got.calls, calls[:n+1]) {
		t.Errorf("%s: the calls were %v", what, got.calls)
	}
	if changed := f.carriedOut && n == len(calls)-1; changed {
		s.want(t, what+", and then no more", m, s.send(t, m, f, 0, -1), m.again)
		s.restore(t)
	}
	last := n
	if !f.retried {
		last = -1
	}
	s.want(t, what+", for a moment", m, s.send(t, m, f, n, last), m.once)
	if m.again != m.once { // so it tells whether the change was made
		s.want(t, what+", and then no more", m, s.send(t, m, f, 0, -1), m.again)
	}
}
