package scheduletest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/internal/scheduletest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// recoveryCodes makes a set for alice.
func (w *world) recoveryCodes() []secret.String {
	root, err := mfatest.Authenticate(ctx, w.ungated, "AKIAROOT", secret.String{})
	must(err)
	user := "alice"
	_, out, err := mfa.CreateRecoveryCodes.Call(ctx, w.ungated, root, func(request any) error {
		*(request.(*mfa.CreateRecoveryCodesRequest)) = mfa.CreateRecoveryCodesRequest{UserName: &user}
		return nil
	})
	must(err)
	return out.(mfa.CreateRecoveryCodesResponse).RecoveryCodes
}

// recovery redeems a code of alice's for the phone.
func (w *world) recovery(code secret.String) scheduletest.Caller {
	lost := phone
	return scheduletest.Caller{Kind: "recover", Do: func(s mfa.Store) error {
		return call(w, "AKIAalice", s, mfa.RedeemRecoveryCode,
			mfa.RedeemRecoveryCodeRequest{RecoveryCode: code, SerialNumber: &lost})
	}}
}

func (w *world) renewal() scheduletest.Caller {
	user := "alice"
	return scheduletest.Caller{Kind: "other codes", Do: func(s mfa.Store) error {
		return call(w, "AKIAROOT", s, mfa.CreateRecoveryCodes, mfa.CreateRecoveryCodesRequest{UserName: &user})
	}}
}

func TestARecoveryCodeMakesOneTicketInEveryOrderAndWithEveryLoss(t *testing.T) {
	total := 0
	for name, others := range map[string]func(w *world) []scheduletest.Caller{
		"three at once":         func(*world) []scheduletest.Caller { return nil },
		"while others are made": func(w *world) []scheduletest.Caller { return []scheduletest.Caller{w.renewal()} },
		"during a rename": func(w *world) []scheduletest.Caller {
			return []scheduletest.Caller{w.rename("alice", "renamed")}
		},
		"while the phone is deactivated": func(w *world) []scheduletest.Caller {
			return []scheduletest.Caller{w.deactivate(phone)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := scheduletest.Scenario{Name: name, Faults: 1,
				Build: func() (mfa.Store, []scheduletest.Caller, func([]error) error) {
					w := newWorld(small(otp.AWS), phone)
					code := w.recoveryCodes()[0]
					callers := append([]scheduletest.Caller{w.recovery(code), w.recovery(code)}, others(w)...)
					if len(callers) == 2 {
						callers = append(callers, w.recovery(code))
					}
					first := w.user("alice").RecoveryCodes.ID
					return w.store, callers, func(errs []error) error {
						return errors.Join(w.check(errs), w.checkRecovery(first, errs[:2]))
					}
				}}
			total += explore(t, s)
		})
	}
	t.Logf("%d schedules", total)
	if total < 1_000 {
		t.Errorf("only %d schedules", total)
	}
}

// checkRecovery holds what is promised of one code, which the callers of errs
// redeem.
func (w *world) checkRecovery(set string, errs []error) error {
	tickets := 0
	for _, item := range w.store.Items() {
		if item.Kind == "ticket" {
			tickets++
		}
	}
	told := 0 // answers that told whether the code is right
	for _, err := range errs {
		var refusal *mfa.Error
		if err == nil || errors.As(err, &refusal) && refusal.Code == mfa.InvalidAuthenticationCode {
			told++
		}
		if err == nil && tickets == 0 {
			return errors.New("the code was redeemed, and there is no ticket")
		}
	}
	charged, alice := 0, w.user("alice")
	for counter, n := range alice.Counters {
		if strings.HasPrefix(counter, "recovery#key#day#") {
			charged += n
		}
	}
	switch codes := alice.RecoveryCodes; {
	case tickets > 1:
		return fmt.Errorf("one code made %d tickets", tickets)
	case told > charged:
		return fmt.Errorf("%d answers told something of the code, and %d attempts were charged", told, charged)
	case codes.ID == set && len(codes.Redeemed) != tickets:
		return fmt.Errorf("%d codes are redeemed, and there are %d tickets", len(codes.Redeemed), tickets)
	}
	return nil
}
