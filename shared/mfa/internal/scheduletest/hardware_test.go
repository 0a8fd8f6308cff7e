package scheduletest_test

import (
	"errors"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/internal/scheduletest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const token = "GAHT12345678"

// vendorSeed is another one than the token has, in base32.
const vendorSeed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJRGEZDGNBV"

func (w *world) importToken() scheduletest.Caller {
	return scheduletest.Caller{Kind: "import", Do: func(s mfa.Store) error {
		serial := token
		return call(w, "AKIAROOT", s, mfa.ImportMFADevices, mfa.ImportMFADevicesRequest{
			Devices: []*mfa.ImportedMFADevice{{SerialNumber: &serial, Base32StringSeed: secret.New(vendorSeed)}},
		})
	}}
}

func (w *world) deleteToken() scheduletest.Caller {
	return scheduletest.Caller{Kind: "delete the token", Do: func(s mfa.Store) error {
		serial := token
		return call(w, "AKIAROOT", s, mfa.DeleteHardwareMFADevice,
			mfa.DeleteHardwareMFADeviceRequest{SerialNumber: &serial})
	}}
}

func TestATokenIsOneUsersOrInStockWhateverTheOrder(t *testing.T) {
	s := scheduletest.Scenario{
		Name:   "two users enable a token while it is deleted and imported",
		Faults: 1,
		Build: func() (mfa.Store, []scheduletest.Caller, func([]error) error) {
			w := newWorld(small(otp.AWS))
			must(w.store.CreateDevice(ctx, mfa.Device{Serial: token, Seed: seed.Reveal()}))
			callers := []scheduletest.Caller{
				w.enable("AKIAalice", "alice", token, now), w.enable("AKIAbob", "bob", token, now),
				w.deleteToken(), w.importToken(),
			}
			return w.store, callers, func(errs []error) error {
				return errors.Join(w.check(errs), w.checkDevice(token), w.checkToken(errs))
			}
		},
	}
	explore(t, s)
}

// checkToken holds what is promised of a token that two users enable and root
// deletes.
func (w *world) checkToken(errs []error) error {
	listed, _, err := w.store.HardwareDevices(ctx, mfa.AnyAssignment, "", 10)
	must(err)
	enabled := errs[0] == nil || errs[1] == nil
	switch {
	case errs[0] == nil && errs[1] == nil:
		return errors.New("two users have enabled one token")
	case enabled && errs[2] == nil:
		return errors.New("a token was enabled and deleted")
	case len(listed) > 1:
		return errors.New("the token is listed twice")
	case enabled && len(listed) == 0:
		return errors.New("an enabled token is not listed")
	}
	return nil
}
