package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestDeleteLoginProfileLetsTheUserBeDeleted(t *testing.T) {
	f := mfatest.New(t, nil)
	sent(t, f.Root, mfa.CreateUser, `{"UserName":"alice"}`)
	sent(t, f.Root, mfa.CreateLoginProfile, `{"UserName":"alice","Password":"correct-Horse-1"}`)
	wantCode(t, f.Root.Send(mfa.DeleteUser, `{"UserName":"alice"}`), mfa.DeleteConflict)
	sent(t, f.Root, mfa.DeleteLoginProfile, `{"UserName":"alice"}`)
	wantCode(t, f.Root.Send(mfa.DeleteLoginProfile, `{"UserName":"alice"}`), mfa.NoSuchEntity)
	sent(t, f.Root, mfa.DeleteUser, `{"UserName":"alice"}`)
}
