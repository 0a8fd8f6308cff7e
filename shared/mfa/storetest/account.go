package storetest

import (
	"reflect"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

var account = []promise{
	{"an account of which nothing was written is the zero account", func(f *fixture) {
		got, err := f.Account(f.ctx)
		f.must(err)
		f.check(reflect.DeepEqual(got, mfa.Account{}), "read %+v", got)
	}},
	{"an account is read back as it was written, and written only as it was read", func(f *fixture) {
		hard := true
		want := mfa.Account{
			Alias: "blue",
			PasswordPolicy: &mfa.PasswordPolicy{
				MinLength: 6, Symbols: true, Numbers: true, Uppercase: true, Lowercase: true,
				UsersMayChange: true, MaxAge: 90, ReusePrevention: 24, HardExpiry: &hard,
			},
		}
		f.must(f.Commit(f.ctx, mfa.Write{Account: &want}))
		got, err := f.Account(f.ctx)
		f.must(err)
		read := got
		f.check(got.Revision != "", "what was written has no revision")
		got.Revision = ""
		f.check(reflect.DeepEqual(got, want), "read %+v", got)
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{Account: &want}))
		read.Alias, read.PasswordPolicy = "", nil
		f.must(f.Commit(f.ctx, mfa.Write{Account: &read}))
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{Account: &read}))
		got, err = f.Account(f.ctx)
		f.must(err)
		f.check(got.Alias == "" && got.PasswordPolicy == nil, "read %+v", got)
	}},
	{"the last credential report is read back as it was written", func(f *fixture) {
		_, err := f.CredentialReport(f.ctx)
		f.wants(mfa.ErrNotFound, err)
		for _, content := range []string{"first", "\x00second\xff"} {
			want := mfa.CredentialReport{Generated: created, Content: []byte(content)}
			f.must(f.Commit(f.ctx, mfa.Write{Report: &want}))
			got, err := f.CredentialReport(f.ctx)
			f.must(err)
			f.check(string(got.Content) == content && got.Generated.Equal(created), "read %+v", got)
			got.Content[0] = '?'
		}
		kept, err := f.CredentialReport(f.ctx)
		f.must(err)
		f.check(kept.Content[0] == 0, "the store now has %q", kept.Content)
	}},
	{"a login profile belongs to what a commit writes of a user", func(f *fixture) {
		u := f.newUser("alice")
		u.LoginProfile = &mfa.LoginProfile{Created: created, PasswordChanged: created.Add(time.Hour), ResetRequired: true}
		f.must(f.Commit(f.ctx, mfa.Write{User: &u}))
		got := f.user("alice")
		f.check(got.LoginProfile != nil && got.LoginProfile.ResetRequired && got.LoginProfile.Created.Equal(created) &&
			got.LoginProfile.PasswordChanged.Equal(created.Add(time.Hour)), "read %+v", got.LoginProfile)
		_, err := f.DeleteUser(f.ctx, "alice")
		f.wants(mfa.ErrConflict, err)
		got.LoginProfile = nil
		f.must(f.Commit(f.ctx, mfa.Write{User: &got}))
		f.check(f.user("alice").LoginProfile == nil, "it is still there")
		_, err = f.DeleteUser(f.ctx, "alice")
		f.must(err)
	}},
}
