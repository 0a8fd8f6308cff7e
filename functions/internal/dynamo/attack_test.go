package dynamo_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A thief of a key tries pairs without end, in the profile that charges most,
// while an administrator takes the device away.
func TestADeviceIsTakenAwayWhilePairsAreTried(t *testing.T) {
	const rounds, thieves = 5, 4
	profile := otp.Hardened
	profile.Pairs = []otp.Limit{{Scope: otp.PerKey, Per: otp.Day, Max: 1 << 30}} // endless
	f := mfatest.New(t, &mfatest.Options{Profile: profile, Store: open(t, newTable(t), http.DefaultClient)})
	alice := f.User("alice")
	tried := atomic.Int32{}
	for round := range rounds {
		phone := f.Enable("alice", string(rune('a'+round)))
		wrong := mfa.ResyncMFADeviceRequest(phone.Pair("alice", 5000))
		var all sync.WaitGroup
		stop := make(chan struct{})
		for range thieves {
			all.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						_, _ = mfatest.Call[any](alice, mfa.ResyncMFADevice, wrong)
						tried.Add(1)
					}
				}
			})
		}
		name := "alice"
		_, err := mfatest.Call[any](f.Root, mfa.DeactivateMFADevice,
			mfa.DeactivateMFADeviceRequest{UserName: &name, SerialNumber: &phone.Serial})
		close(stop)
		all.Wait()
		if err != nil {
			t.Errorf("round %d: %v", round, err)
		}
	}
	t.Logf("%d pairs were tried while %d devices were taken away", tried.Load(), rounds)
	if tried.Load() < rounds {
		t.Error("the thieves hardly tried")
	}
}
