package mfa_test

import (
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestGetMFADeviceKnowsNoVirtualDevices(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	for _, c := range []mfatest.Caller{alice, f.Root} {
		if e := mfatest.Refused(c, mfa.GetMFADevice,
			mfa.GetMFADeviceRequest{SerialNumber: ptr(phoneARN)}); e.Code != mfa.ValidationError ||
			!strings.Contains(e.Message, "only hardware FIDO") {
			t.Error(e)
		}
	}
}
