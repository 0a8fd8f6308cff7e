package dynamo_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

func TestEveryMethodTakesTheCallsOfDynamoDBThatTheTableSays(t *testing.T) {
	for _, c := range slices.Concat(reads, changes) {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			s.must(c.do(s))
			if !slices.Equal(s.wire.calls, c.costs()) {
				t.Errorf("it took %q, want %s", s.wire.calls, c.cost)
			}
		})
	}
}

func TestARefusedChangeTakesOneCall(t *testing.T) {
	s := newScene(t)
	s.must(s.others.RedeemCode(t.Context(), s.redemption(5)))
	if err := s.RedeemCode(t.Context(), s.redemption(5)); err == nil || len(s.wire.calls) != 1 {
		t.Errorf("got error %v after %q", err, s.wire.calls)
	}
}

func TestATagIsPutInTwoCallsWhereTheTagsAreCounted(t *testing.T) {
	s := newScene(t)
	_, err := s.Tag(t.Context(), spare, "", map[string]string{"old": "new"}, 1)
	s.must(err)
	if len(s.wire.calls) != 2 {
		t.Errorf("it took %q", s.wire.calls)
	}
}

func TestOldCountersAreClearedWithOneMoreCallOnlyWhenThereAreMany(t *testing.T) {
	s := newScene(t)
	yesterday := time.Now().Add(-24 * time.Hour)
	takes := func(n int) int {
		s.wire.calls = nil
		c := otp.Charges("pair", otp.AWS.Sessions, otp.Attempter{Serial: fmt.Sprint(n)}, yesterday)
		_, err := s.Reserve(t.Context(), mfa.Reservation{UserName: "alice", Charges: c})
		s.must(err)
		return len(s.wire.calls)
	}
	for n := range 32 {
		if got := takes(n); got != 1 {
			t.Fatalf("with %d old counters it took %d calls", n+1, got)
		}
	}
	if got := takes(32); got != 2 {
		t.Errorf("with 33 old counters it took %d calls", got)
	}
	if left := len(s.user("alice").Counters); left != len(s.charges) {
		t.Errorf("%d counters are left of %d that count", left, len(s.charges))
	}
}

func TestASuccessClearsOldCountersAlongWithItsOwnChange(t *testing.T) {
	s := newScene(t)
	s.charges = otp.Charges("session", otp.Hardened.Sessions, otp.Attempter{KeyID: "AKIA1"}, time.Now().AddDate(0, -2, 0))
	s.must(s.reserve()) // the clock went on by two months while this attempt's code was judged
	s.alice = s.user("alice")
	s.wire.calls = nil
	s.must(s.RedeemCode(t.Context(), s.redemption(5)))
	if len(s.wire.calls) != 1 {
		t.Errorf("it took %q", s.wire.calls)
	}
	s.charges, s.alice = nil, s.user("alice")
	for c, n := range s.alice.Counters {
		if n != 0 && otp.Stale(c, time.Now()) {
			t.Errorf("%s is %d after its refund", c, n)
		}
	}
	s.must(s.RedeemCode(t.Context(), s.redemption(6)))
	for c := range s.user("alice").Counters {
		if otp.Stale(c, time.Now()) {
			t.Errorf("%s is left", c)
		}
	}
}

func TestAPageTakesOneCallAndTwoWhereItCrossesABorder(t *testing.T) {
	s := newScene(t)
	for i := range 30 {
		s.must(s.CreateDevice(t.Context(), mfa.Device{Serial: fmt.Sprint("arn:aws:iam::123456789012:mfa/spare", i)}))
	}
	crossed := 0
	for after, pages := "", 1; ; pages++ {
		s.wire.calls = nil
		page, next, err := s.Devices(t.Context(), mfa.AnyAssignment, after, 5)
		s.must(err)
		switch len(s.wire.calls) {
		case 1:
		case 2:
			crossed++
		default:
			t.Errorf("a page of %d took %q", len(page), s.wire.calls)
		}
		if after = next; next == "" {
			if crossed == 0 || crossed > 2 || pages < 7 { // twice if one page ends at the border and the next begins there
				t.Errorf("%d of %d pages crossed the border", crossed, pages)
			}
			return
		}
	}
}
