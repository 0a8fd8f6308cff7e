package faulttest

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// callsOfTheCaller are the reads of the caller's access key and of the key ring,
// and the one that unwraps its key.
const callsOfTheCaller = 3

// messages are the calls of the catalogue.
func messages() []message { return mfatest.Catalogue() }

// A message is a call of the catalogue.
type message = mfatest.Entry

// A fault that passes is not noticed. One that stays is told as what it is,
// grants nothing, and leaves no change behind but the whole one, which a
// message that is sent again finds. So no code opens two sessions, and none
// opens one that is not spent.
//
// The calls that find out who calls are the same for all operations: those with
// a function of their own are enough to try them with.
func TestEveryFaultOfEveryCallIsSurvived(t *testing.T) {
	s, tried, byCall := newStage(t), 0, map[string]int{}
	t.Cleanup(func() { t.Logf("%d faults of calls, of %d kinds: %v", tried, len(faults), byCall) })
	for _, m := range messages() {
		t.Run(m.Operation.Name, func(t *testing.T) {
			calls := s.rehearse(t, m)
			first := 0
			if m.Operation.Function() == mfa.SharedFunction {
				first = callsOfTheCaller
			}
			for _, f := range faults {
				for n := first; n < len(calls); n++ {
					s.try(t, m, f, n, calls)
					tried++
					byCall[calls[n]]++
				}
			}
		})
	}
}

// Reserve, judge, commit: whatever ends an operation while it asks for the
// seed, or for the hashes of recovery codes, the attempt has been counted.
func TestAnAttemptStaysChargedWhateverEndsIt(t *testing.T) {
	s := newStage(t)
	for _, m := range messages() {
		payer, charged := map[string]string{"GetSessionToken": "user#alice", "ResyncMFADevice": "user#alice",
			"EnableMFADevice": "user#bob", "RedeemRecoveryCode": "user#alice"}[m.Operation.Name]
		if !charged {
			continue
		}
		t.Run(m.Operation.Name, func(t *testing.T) {
			before := attempts(t, s.scenery[payer])
			calls := s.rehearse(t, m)
			seed := len(calls) - 1
			for calls[seed] != "Decrypt" {
				seed--
			}
			if seed < callsOfTheCaller {
				t.Fatalf("the seed is not asked for: %v", calls)
			}
			for _, f := range faults {
				s.restore(t, m)
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

// The use of a key is recorded after the operation, whose answer stands whatever
// becomes of the record.
func TestNoFaultOfTheRecordOfAUseChangesTheAnswer(t *testing.T) {
	s := newStage(t)
	for _, i := range s.scenery {
		delete(i, "last_used")
	}
	m, exists := mfatest.EntryOf(mfa.GetUser.Name)
	if !exists {
		t.Fatal("the catalogue has no GetUser")
	}
	calls := s.rehearse(t, m)
	last := len(calls) - 1
	if calls[last] != "UpdateItem" {
		t.Fatalf("the last of the calls %v does not record the use", calls)
	}
	for _, f := range faults {
		s.restore(t, m)
		s.want(t, "the record of the use is "+f.name, m, s.send(t, m, f, last, math.MaxInt), m.Answer)
	}
}

// rehearse sends a message twice without a fault, and returns the calls that it takes.
func (s *stage) rehearse(t *testing.T, m message) (calls []string) {
	t.Helper()
	s.restore(t, m)
	first := s.send(t, m, fault{}, 0, -1)
	s.want(t, "without a fault", m, first, m.Answer)
	s.want(t, "without a fault, again", m, s.send(t, m, fault{}, 0, -1), m.Again)
	if len(first.calls) < 3 { // the caller's key or user, the key ring, KMS to unwrap it
		t.Fatalf("the calls are %v only", first.calls)
	}
	return first.calls
}

// try sends a message while a call and all after it meet the fault, then while
// that call alone does, and then without a fault. What an operation changes it
// changes by its last call.
func (s *stage) try(t *testing.T, m message, f fault, n int, calls []string) {
	t.Helper()
	s.restore(t, m)
	what := fmt.Sprintf("call %d, %s, is %s", n, calls[n], f.name)
	got := s.send(t, m, f, n, math.MaxInt)
	s.want(t, what, m, got, f.code)
	if !f.retried && !slices.Equal(got.calls, calls[:n+1]) {
		t.Errorf("%s: the calls were %v", what, got.calls)
	}
	if changed := f.carriedOut && n == len(calls)-1; changed {
		s.want(t, what+", and then no more", m, s.send(t, m, f, 0, -1), m.Again)
		s.restore(t, m)
	}
	if m.Operation.Name == mfa.AssumeRole.Name { // it redeems the code before it asks about the role
		s.restore(t, m)
	}
	last := n
	if !f.retried {
		last = -1
	}
	s.want(t, what+", for a moment", m, s.send(t, m, f, n, last), m.Answer)
	if m.Again != m.Answer { // so it tells whether the change was made
		s.want(t, what+", and then no more", m, s.send(t, m, f, 0, -1), m.Again)
	}
}
