package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

func TestGetAccountSummaryCounts(t *testing.T) {
	f := mfatest.New(t, nil)
	summary := func() map[string]int32 {
		in := mfa.GetAccountSummaryRequest{}
		return mfatest.Must[mfa.GetAccountSummaryResponse](f.Root, mfa.GetAccountSummary, in).SummaryMap
	}
	before := summary()
	if len(before) != 34 || before["AccountAccessKeysPresent"] != 1 || before["UsersQuota"] != 5000 {
		t.Errorf("%d keys: %v", len(before), before)
	}
	f.User("alice")
	f.Enable("alice", "phone")
	f.Root.Device("spare")
	if err := f.PutRootDevice(t.Context(), otp.RawSeed(make([]byte, otp.SeedSize))); err != nil {
		t.Fatal(err)
	}
	create, _ := mfatest.EntryOf("CreatePolicy")
	sent(t, f.Root, mfa.CreatePolicy, create.Body)
	sent(t, f.Root, mfa.CreateGroup, `{"GroupName":"team"}`)
	sent(t, f.Root, mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"`+mfa.SelfServicePolicy+`"}`)
	after := summary()
	for key, want := range map[string]int32{
		"Users": 1, "Groups": 1, "Policies": 1, "PolicyVersionsInUse": 1,
		"MFADevices": 3, "MFADevicesInUse": 2, "AccountMFAEnabled": 1, "Roles": 0,
	} {
		if after[key] != want {
			t.Errorf("%s is %d, want %d", key, after[key], want)
		}
	}
	if len(after) != 34 {
		t.Errorf("%d keys", len(after))
	}
}
