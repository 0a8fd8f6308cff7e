package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

var keys = []promise{
	{"a key is read back as it was made, and its user knows it", func(f *fixture) {
		want := f.newKey("AKIA1", f.newUser("Alice"))
		got, err := f.AccessKey(f.ctx, "AKIA1")
		f.must(err)
		got.Created = got.Created.UTC()
		f.check(reflect.DeepEqual(got, want), "read %+v, want %+v", got, want)
		f.check(slices.Equal(f.user("alice").Keys, []string{"AKIA1"}), "the user has %v", f.user("alice").Keys)
	}},
	{"a user has at most as many keys as the limit says", func(f *fixture) {
		u := f.newUser("alice")
		f.newKey("AKIA1", u)
		f.newKey("AKIA2", u)
		f.wants(mfa.ErrConflict, f.CreateAccessKey(f.ctx, mfa.AccessKey{ID: "AKIA3", UserName: "alice", UserID: u.ID}, 2))
		_, err := f.AccessKey(f.ctx, "AKIA3")
		f.wants(mfa.ErrNotFound, err)
	}},
	{"no key is made for an unknown user", func(f *fixture) {
		f.wants(
			mfa.ErrNotFound,
			f.CreateAccessKey(f.ctx, mfa.AccessKey{ID: "AKIA1", UserName: "unknown", UserID: "AIDA1"}, 2),
		)
		_, err := f.AccessKey(f.ctx, "AKIA1")
		f.wants(mfa.ErrNotFound, err)
		_, err = f.User(f.ctx, "unknown")
		f.wants(mfa.ErrNotFound, err)
	}},
	{"a key is not made for another user of the same name", func(f *fixture) {
		f.newUser("alice")
		f.wants(
			mfa.ErrConflict,
			f.CreateAccessKey(f.ctx, mfa.AccessKey{ID: "AKIA1", UserName: "alice", UserID: "AIDAbefore"}, 2),
		)
	}},
	{"the root key is put again and again", func(f *fixture) {
		for _, secret := range []string{"one", "two"} {
			f.must(f.CreateAccessKey(f.ctx, mfa.AccessKey{ID: "AKIAROOT", Secret: []byte(secret), Status: mfa.Active}, 0))
			k, err := f.AccessKey(f.ctx, "AKIAROOT")
			f.must(err)
			f.check(string(k.Secret) == secret && k.UserName == "", "read %+v", k)
		}
	}},
	{"of many keys those that exist are returned", func(f *fixture) {
		u := f.newUser("alice")
		f.newKey("AKIA1", u)
		f.newKey("AKIA2", u)
		ids := []string{"AKIA2"}
		for i := range 250 {
			ids = append(ids, fmt.Sprint("AKIAmissing", i))
		}
		found, err := f.AccessKeys(f.ctx, append(ids, "AKIA1"))
		f.must(err)
		slices.SortFunc(found, func(a, b mfa.AccessKey) int { return strings.Compare(a.ID, b.ID) })
		f.check(len(found) == 2 && found[0].ID == "AKIA1" && found[1].ID == "AKIA2", "found %+v", found)
	}},
	{"a key's status changes", func(f *fixture) {
		f.newKey("AKIA1", f.newUser("alice"))
		f.must(f.UpdateAccessKey(f.ctx, "ALICE", "AKIA1", mfa.Inactive))
		k, err := f.AccessKey(f.ctx, "AKIA1")
		f.must(err)
		f.check(k.Status == mfa.Inactive && string(k.Secret) == "sealed AKIA1", "read %+v", k)
	}},
	{"the key of another user is not found", func(f *fixture) {
		f.newKey("AKIA1", f.newUser("alice"))
		f.newUser("bob")
		f.wants(mfa.ErrNotFound, f.UpdateAccessKey(f.ctx, "bob", "AKIA1", mfa.Inactive))
		f.wants(mfa.ErrNotFound, f.DeleteAccessKey(f.ctx, "bob", "AKIA1"))
		k, err := f.AccessKey(f.ctx, "AKIA1")
		f.must(err)
		f.check(k.Status == mfa.Active && len(f.user("alice").Keys) == 1, "it is %+v", k)
	}},
	{"a key that is not there is not found", func(f *fixture) {
		f.newUser("alice")
		f.wants(mfa.ErrNotFound, f.UpdateAccessKey(f.ctx, "alice", "AKIA1", mfa.Active))
		f.wants(mfa.ErrNotFound, f.DeleteAccessKey(f.ctx, "alice", "AKIA1"))
		f.wants(mfa.ErrNotFound, f.DeleteAccessKey(f.ctx, "unknown", "AKIA1"))
		_, err := f.AccessKey(f.ctx, "AKIA1")
		f.wants(mfa.ErrNotFound, err)
		_, err = f.User(f.ctx, "unknown")
		f.wants(mfa.ErrNotFound, err)
	}},
	{"a deleted key is gone, from its user too", func(f *fixture) {
		u := f.newUser("alice")
		f.newKey("AKIA1", u)
		f.newKey("AKIA2", u)
		f.must(f.DeleteAccessKey(f.ctx, "Alice", "AKIA1"))
		_, err := f.AccessKey(f.ctx, "AKIA1")
		f.wants(mfa.ErrNotFound, err)
		f.check(slices.Equal(f.user("alice").Keys, []string{"AKIA2"}), "the user has %v", f.user("alice").Keys)
		f.newKey("AKIA3", u)
	}},
}
