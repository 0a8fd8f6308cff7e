package mfa_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestGetLoginProfileShowsTheFactThatThereIsAPassword(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	for _, op := range []mfa.Operation{mfa.GetLoginProfile, mfa.DeleteLoginProfile, mfa.UpdateLoginProfile} {
		err := f.Root.Send(op, `{"UserName":"alice","Password":"x"}`)
		wantCode(t, err, mfa.NoSuchEntity)
		if got := err.Error(); got != "NoSuchEntity: Login Profile for User alice cannot be found." {
			t.Errorf("%s: %s", op.Name, got)
		}
		wantCode(t, f.Root.Send(op, `{"UserName":"unknown","Password":"x"}`), mfa.NoSuchEntity)
	}
	since := f.Time()
	made := mfatest.Must[mfa.CreateLoginProfileResponse](f.Root, mfa.CreateLoginProfile, createProfile("correct-Horse-1"))
	if p := made.LoginProfile; p.UserName != "alice" || !p.CreateDate.Equal(since) || p.PasswordResetRequired {
		t.Errorf("made %+v", p)
	}
	want(t, mfatest.Refused(f.Root, mfa.CreateLoginProfile, createProfile("correct-Horse-1")),
		mfa.EntityAlreadyExists, "Login Profile for user alice already exists.")
	f.Wait(time.Hour)
	sent(t, f.Root, mfa.UpdateLoginProfile, `{"UserName":"alice","PasswordResetRequired":true}`)
	sent(t, f.Root, mfa.UpdateLoginProfile, `{"UserName":"alice"}`)
	in := mfa.GetLoginProfileRequest{UserName: ptr("alice")}
	got := mfatest.Must[mfa.GetLoginProfileResponse](f.Root, mfa.GetLoginProfile, in)
	if p := got.LoginProfile; !p.CreateDate.Equal(since) || !p.PasswordResetRequired {
		t.Errorf("it is %+v", p)
	}
	want(t, mfatest.Refused(f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("alice")}),
		mfa.DeleteConflict, "Cannot delete entity, must delete login profile first.")
	sent(t, f.Root, mfa.DeleteLoginProfile, `{"UserName":"alice"}`)
	wantCode(t, f.Root.Send(mfa.DeleteLoginProfile, `{"UserName":"alice"}`), mfa.NoSuchEntity)
}
