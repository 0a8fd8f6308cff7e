package storetest

import (
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// later is a use after that of aRole.
var later = mfa.LastUse{Date: created.Add(time.Hour), Region: "eu-west-1", Service: mfa.STS}

var uses = []promise{
	{"the last use of a key is kept, and an earlier one does not replace it", func(f *fixture) {
		f.newKey("AKIA1", f.newUser("alice"))
		f.check(f.lastUse("AKIA1") == mfa.LastUse{}, "a new key was used %+v", f.lastUse("AKIA1"))
		earlier := mfa.LastUse{Date: created, Region: "us-east-1", Service: mfa.IAM}
		for _, use := range []mfa.LastUse{earlier, later, earlier} {
			f.must(f.RecordUse(f.ctx, mfa.Use{KeyID: "AKIA1", LastUse: use}))
		}
		f.check(f.lastUse("AKIA1") == later, "it was used %+v", f.lastUse("AKIA1"))
		f.must(f.UpdateAccessKey(f.ctx, "alice", "AKIA1", mfa.Inactive))
		f.check(f.lastUse("AKIA1") == later, "after an update it was used %+v", f.lastUse("AKIA1"))
	}},
	{"a use of a role hinders no commit", func(f *fixture) {
		made := aRole("Ops")
		f.must(f.Commit(f.ctx, mfa.Write{Role: &made}))
		read, err := f.Role(f.ctx, "ops")
		f.must(err)
		f.must(f.RecordUse(f.ctx, mfa.Use{RoleName: "OPS", RoleID: read.ID, LastUse: later}))
		used, err := f.Role(f.ctx, "ops")
		f.must(err)
		used.LastUsed.Date = used.LastUsed.Date.UTC()
		f.check(used.LastUsed == later && used.Trust == read.Trust, "read %+v", used)
		f.must(f.Commit(f.ctx, mfa.Write{Role: &read}))
	}},
	{"a use of what is no more makes nothing", func(f *fixture) {
		made := aRole("Ops")
		f.must(f.Commit(f.ctx, mfa.Write{Role: &made}))
		f.must(f.RecordUse(f.ctx, mfa.Use{RoleName: "ops", RoleID: "AROAother", LastUse: later}))
		role, err := f.Role(f.ctx, "ops")
		f.must(err)
		f.check(role.LastUsed.Region == "us-east-1", "another role of the name was used %+v", role.LastUsed)
		f.must(f.RecordUse(f.ctx, mfa.Use{RoleName: "none", RoleID: "AROA1", LastUse: later}))
		f.must(f.RecordUse(f.ctx, mfa.Use{KeyID: "AKIAnone", LastUse: later}))
		_, err = f.Role(f.ctx, "none")
		f.wants(mfa.ErrNotFound, err)
		_, err = f.AccessKey(f.ctx, "AKIAnone")
		f.wants(mfa.ErrNotFound, err)
	}},
}

func (f *fixture) lastUse(keyID string) mfa.LastUse {
	f.Helper()
	key, err := f.AccessKey(f.ctx, keyID)
	f.must(err)
	if !key.LastUsed.Date.IsZero() {
		key.LastUsed.Date = key.LastUsed.Date.UTC()
	}
	return key.LastUsed
}
