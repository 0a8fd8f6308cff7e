package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

const policyARN = "arn:aws:iam::123456789012:policy/team/P"

// text is a document as senders write them: it comes back byte for byte.
const text = "{\n\t\"Version\": \"2012-10-17\",  \"Statement\": [] }\r\n"

func aGroup(name string) mfa.Group {
	return mfa.Group{
		Name:    name,
		Path:    "/team/",
		ID:      "AGPA" + name,
		Created: created,
		Members: []string{"Alice"},
		Permissions: mfa.Permissions{
			Inline:   []mfa.InlinePolicy{{Name: "In", Document: text}},
			Attached: []string{policyARN},
		},
	}
}

func aRole(name string) mfa.Role {
	description := "what it is for"
	return mfa.Role{
		Name:        name,
		Path:        "/team/",
		ID:          "AROA" + name,
		Created:     created,
		Description: &description,
		MaxSession:  3600,
		Trust:       text,
		TrustedIDs:  map[string]string{"arn:aws:iam::123456789012:user/Alice": "AIDA1"},
		Tags:        map[string]string{"a.b": "", "c": "d"},
		LastUsed:    mfa.LastUse{Date: created, Region: "us-east-1", Service: mfa.IAM},
		Permissions: mfa.Permissions{Boundary: policyARN},
	}
}

func aPolicy(arn string) mfa.Policy {
	return mfa.Policy{
		ARN:         arn,
		Name:        "P",
		Path:        "/team/",
		ID:          "ANPA1",
		Created:     created,
		Updated:     created,
		Tags:        map[string]string{"a": "b"},
		Versions:    []mfa.PolicyVersion{{ARN: arn, ID: "v1", Created: created}},
		Default:     "v1",
		LastVersion: 1,
		Document:    text,
		Attachments: []mfa.Attachment{{Kind: mfa.RoleKind, Name: "R", ID: "AROAR", Boundary: true}},
	}
}

// equal compares what was read with what was written, but for the revision.
func equal[T any](f *fixture, got, want T, revision *string) {
	f.Helper()
	f.check(*revision != "", "what was written has no revision")
	*revision = ""
	f.check(reflect.DeepEqual(got, want), "read %+v\nwrote %+v", got, want)
}

var directory = []promise{
	{"a group is read back as it was written, in any spelling", func(f *fixture) {
		want := aGroup("Admins")
		f.must(f.Commit(f.ctx, mfa.Write{Group: &want}))
		got, err := f.Group(f.ctx, "aDMINS")
		f.must(err)
		want.Revision = ""
		equalGroup(f, got, want)
	}},
	{"a role is read back as it was written, in any spelling", func(f *fixture) {
		want := aRole("Ops")
		f.must(f.Commit(f.ctx, mfa.Write{Role: &want}))
		got, err := f.Role(f.ctx, "OPS")
		f.must(err)
		got.Created, got.LastUsed.Date = got.Created.UTC(), got.LastUsed.Date.UTC()
		revision := got.Revision
		got.Revision = ""
		equal(f, got, want, &revision)
	}},
	{"a policy is read back as it was written, by its exact ARN", func(f *fixture) {
		want := aPolicy(policyARN)
		version := mfa.PolicyVersion{ARN: policyARN, ID: "v1", Created: created, Document: text}
		f.must(f.Commit(f.ctx, mfa.Write{Policy: &want}, mfa.Write{Version: &version}))
		got, err := f.Policy(f.ctx, policyARN)
		f.must(err)
		revision := got.Revision
		got.Revision = ""
		equal(f, got, want, &revision)
		v, err := f.PolicyVersion(f.ctx, policyARN, "v1")
		f.must(err)
		f.check(v == version, "read %+v", v)
		_, err = f.Policy(f.ctx, "arn:aws:iam::123456789012:policy/team/p")
		f.wants(mfa.ErrNotFound, err)
	}},
	{"what does not exist is not found", func(f *fixture) {
		_, err := f.Group(f.ctx, "missing")
		f.wants(mfa.ErrNotFound, err)
		_, err = f.Role(f.ctx, "missing")
		f.wants(mfa.ErrNotFound, err)
		_, err = f.Policy(f.ctx, policyARN)
		f.wants(mfa.ErrNotFound, err)
		_, err = f.PolicyVersion(f.ctx, policyARN, "v1")
		f.wants(mfa.ErrNotFound, err)
	}},
	{"a new item needs its name to be free, in any spelling", func(f *fixture) {
		first, second := aGroup("Admins"), aGroup("ADMINS")
		second.ID = "AGPAsecond"
		f.must(f.Commit(f.ctx, mfa.Write{Group: &first}))
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{Group: &second}))
	}},
	{"an item is replaced only as it was read", func(f *fixture) {
		made := aRole("Ops")
		f.must(f.Commit(f.ctx, mfa.Write{Role: &made}))
		read, err := f.Role(f.ctx, "Ops")
		f.must(err)
		read.MaxSession = 7200
		f.must(f.Commit(f.ctx, mfa.Write{Role: &read}))
		read.MaxSession = 43200
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{Role: &read}))
		after, err := f.Role(f.ctx, "Ops")
		f.must(err)
		f.check(after.MaxSession == 7200, "the late write was made")
	}},
	{"a write that was read before a deletion makes nothing", func(f *fixture) {
		made := aGroup("Admins")
		f.must(f.Commit(f.ctx, mfa.Write{Group: &made}))
		read, err := f.Group(f.ctx, "Admins")
		f.must(err)
		f.must(f.Commit(f.ctx, mfa.Write{Group: &read, Delete: true}))
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{Group: &read}))
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{Group: &read, Delete: true}))
		_, err = f.Group(f.ctx, "Admins")
		f.wants(mfa.ErrNotFound, err)
	}},
	{"a renamed group keeps its id and frees its name", func(f *fixture) {
		made, other := aGroup("Admins"), aGroup("Others")
		f.must(f.Commit(f.ctx, mfa.Write{Group: &made}, mfa.Write{Group: &other}))
		read, err := f.Group(f.ctx, "Admins")
		f.must(err)
		read.Name = "OTHERS"
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{Group: &read, OldName: "Admins"}))
		read.Name = "Root"
		f.must(f.Commit(f.ctx, mfa.Write{Group: &read, OldName: "Admins"}))
		renamed, err := f.Group(f.ctx, "root")
		f.must(err)
		f.check(renamed.ID == made.ID && renamed.Name == "Root", "read %+v", renamed)
		_, err = f.Group(f.ctx, "Admins")
		f.wants(mfa.ErrNotFound, err)
		again := aGroup("Admins")
		again.ID = "AGPAagain"
		f.must(f.Commit(f.ctx, mfa.Write{Group: &again}))
	}},
	{"a group may change the letters of its name", func(f *fixture) {
		made := aGroup("Admins")
		f.must(f.Commit(f.ctx, mfa.Write{Group: &made}))
		read, err := f.Group(f.ctx, "Admins")
		f.must(err)
		read.Name = "ADMINS"
		f.must(f.Commit(f.ctx, mfa.Write{Group: &read, OldName: "Admins"}))
		renamed, err := f.Group(f.ctx, "admins")
		f.must(err)
		f.check(renamed.Name == "ADMINS", "read %+v", renamed)
	}},
	{"a commit makes all writes or none", func(f *fixture) {
		taken, free, policy := aGroup("Taken"), aGroup("Free"), aPolicy(policyARN)
		f.must(f.Commit(f.ctx, mfa.Write{Group: &taken}))
		f.wants(mfa.ErrConflict, f.Commit(f.ctx,
			mfa.Write{Policy: &policy}, mfa.Write{Group: &free}, mfa.Write{Group: &taken}))
		_, err := f.Group(f.ctx, "Free")
		f.wants(mfa.ErrNotFound, err)
		_, err = f.Policy(f.ctx, policyARN)
		f.wants(mfa.ErrNotFound, err)
	}},
	{"a user's permissions are written apart from all else", func(f *fixture) {
		u := f.newUser("Alice")
		u.Permissions = mfa.Permissions{
			Inline:   []mfa.InlinePolicy{{Name: "In", Document: text}},
			Attached: []string{policyARN},
			Boundary: policyARN,
		}
		u.Groups = []string{"Admins"}
		u.Tags = map[string]string{"team": "a.b"}
		f.reserve(mfa.Reservation{UserName: "alice", Charges: charges(daily)}) // between reading and writing
		f.must(f.Commit(f.ctx, mfa.Write{User: &u}))
		got := f.user("alice")
		f.check(reflect.DeepEqual(got.Permissions, u.Permissions), "read %+v", got.Permissions)
		f.check(slices.Equal(got.Groups, u.Groups) && got.Tags["team"] == "a.b", "read %+v", got)
		f.check(len(got.Counters) > 0, "the attempt was forgotten")

		got.Permissions, got.Groups, got.Tags = mfa.Permissions{}, nil, nil
		f.must(f.Commit(f.ctx, mfa.Write{User: &got}))
		got = f.user("alice")
		f.check(len(got.Inline)+len(got.Attached)+len(got.Groups)+len(got.Tags) == 0, "left %+v", got)
		f.check(got.Boundary == "", "left the boundary %q", got.Boundary)
	}},
	{"a user's permissions are written only as they were read", func(f *fixture) {
		first := f.newUser("Alice")
		second := first
		first.Attached, second.Attached = []string{"a"}, []string{"b"}
		f.must(f.Commit(f.ctx, mfa.Write{User: &first}))
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{User: &second}))
		f.check(slices.Equal(f.user("alice").Attached, []string{"a"}), "the late write was made")
	}},
	{"permissions are not written to another user of the same name", func(f *fixture) {
		old := f.newUser("Alice")
		_, err := f.DeleteUser(f.ctx, "Alice")
		f.must(err)
		f.must(f.CreateUser(f.ctx, mfa.User{Name: "alice", Path: "/", ID: "AIDAnew", Created: created}))
		old.Attached = []string{policyARN}
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{User: &old}))
	}},
	{"a user is created with its permissions if the name is free", func(f *fixture) {
		u := mfa.User{Name: "Alice", Path: "/", ID: "AIDA1", Created: created, Tags: map[string]string{"a": "b"}}
		u.Boundary = policyARN
		f.must(f.Commit(f.ctx, mfa.Write{User: &u}))
		got := f.user("alice")
		f.check(got.Boundary == policyARN && got.Tags["a"] == "b" && got.ID == "AIDA1", "read %+v", got)
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{User: &u}))
	}},
	{"a user with permissions is not deleted, but with its policies can be", func(f *fixture) {
		u := f.newUser("Alice")
		u.Boundary = policyARN
		f.must(f.Commit(f.ctx, mfa.Write{User: &u}))
		kept, err := f.DeleteUser(f.ctx, "Alice")
		f.wants(mfa.ErrConflict, err)
		f.check(kept.Boundary == policyARN, "the user came back as %+v", kept)
		u = f.user("Alice")
		f.must(f.Commit(f.ctx, mfa.Write{User: &u, Delete: true}))
		_, err = f.User(f.ctx, "Alice")
		f.wants(mfa.ErrNotFound, err)
	}},
	{"a commit does not delete a user who has a device or a key", func(f *fixture) {
		u := f.newUser("alice")
		f.newKey("AKIA1", u)
		u = f.user("alice")
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{User: &u, Delete: true}))
	}},
	{"a lookup finds what exists, each once", func(f *fixture) {
		f.newUser("Alice")
		group, role, policy := aGroup("Admins"), aRole("Ops"), aPolicy(policyARN)
		f.must(f.Commit(f.ctx, mfa.Write{Group: &group}, mfa.Write{Role: &role}, mfa.Write{Policy: &policy}))
		found, err := f.Lookup(f.ctx, mfa.Names{
			Users:    []string{"ALICE", "alice", "missing"},
			Groups:   []string{group.ID, "AGPAmissing"},
			Roles:    []string{"ops", "missing"},
			Policies: []string{policyARN, policyARN + "2"},
		})
		f.must(err)
		f.check(len(found.Users) == 1 && found.Users[0].Name == "Alice", "found %+v", found.Users)
		f.check(len(found.Groups) == 1 && found.Groups[0].Name == "Admins", "found %+v", found.Groups)
		f.check(len(found.Roles) == 1 && found.Roles[0].Name == "Ops", "found %+v", found.Roles)
		f.check(len(found.Policies) == 1 && found.Policies[0].ARN == policyARN, "found %+v", found.Policies)
		none, err := f.Lookup(f.ctx, mfa.Names{})
		f.must(err)
		f.check(reflect.DeepEqual(none, mfa.Found{}), "found %+v", none)
	}},
	{"the name of a policy is reserved for one ARN", func(f *fixture) {
		name := mfa.PolicyName{Name: "P", ARN: policyARN}
		f.must(f.Commit(f.ctx, mfa.Write{PolicyName: &name}))
		other := mfa.PolicyName{Name: "P", ARN: policyARN + "2"}
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{PolicyName: &other}))
		f.must(f.Commit(f.ctx, mfa.Write{PolicyName: &mfa.PolicyName{Name: "p", ARN: policyARN + "3"}}))
		f.must(f.Commit(f.ctx, mfa.Write{PolicyName: &name, Delete: true}))
		f.must(f.Commit(f.ctx, mfa.Write{PolicyName: &other}))
	}},
	{"a walk meets each group, role and policy once", func(f *fixture) {
		for i := range 7 {
			g, r := aGroup(fmt.Sprint("G", i)), aRole(fmt.Sprint("R", i))
			p := aPolicy(fmt.Sprint(policyARN, i))
			f.must(f.Commit(f.ctx, mfa.Write{Group: &g}, mfa.Write{Role: &r}, mfa.Write{Policy: &p}))
		}
		f.check(f.walked(func(after string) (names []string, next string, err error) {
			groups, next, err := f.Groups(f.ctx, after, 3)
			for _, g := range groups {
				f.check(g.Path == "/team/" && g.ID != "" && g.Created.Equal(created), "listed %+v", g)
				names = append(names, g.Name)
			}
			return names, next, err
		}) == 7, "the walk over groups missed some")
		f.check(f.walked(func(after string) (names []string, next string, err error) {
			roles, next, err := f.Roles(f.ctx, after, 3)
			for _, r := range roles {
				f.check(r.Trust == text && r.MaxSession == 3600, "listed %+v", r)
				names = append(names, r.Name)
			}
			return names, next, err
		}) == 7, "the walk over roles missed some")
		f.check(f.walked(func(after string) (names []string, next string, err error) {
			policies, next, err := f.Policies(f.ctx, after, 3)
			for _, p := range policies {
				f.check(p.Default == "v1" && len(p.Attachments) == 1, "listed %+v", p)
				names = append(names, p.ARN)
			}
			return names, next, err
		}) == 7, "the walk over policies missed some")
	}},
	{"of commits that race on one item one succeeds", func(f *fixture) {
		policy := aPolicy(policyARN)
		f.must(f.Commit(f.ctx, mfa.Write{Policy: &policy}))
		read, err := f.Policy(f.ctx, policyARN)
		f.must(err)
		var won atomic.Int32
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				mine := read
				mine.Default = fmt.Sprint("v", i)
				if f.Commit(f.ctx, mfa.Write{Policy: &mine}) == nil {
					won.Add(1)
				}
			})
		}
		group.Wait()
		f.check(won.Load() == 1, "%d commits succeeded", won.Load())
	}},
}

func equalGroup(f *fixture, got, want mfa.Group) {
	f.Helper()
	revision := got.Revision
	got.Revision = ""
	got.Created = got.Created.UTC()
	equal(f, got, want, &revision)
}

// walked counts the different names that a whole walk meets, and fails if it
// meets one twice.
func (f *fixture) walked(page func(after string) (names []string, next string, err error)) int {
	f.Helper()
	seen := map[string]bool{}
	for after := ""; ; {
		names, next, err := page(after)
		f.must(err)
		for _, name := range names {
			f.check(!seen[name], "%s came twice", name)
			seen[name] = true
		}
		if next == "" {
			return len(seen)
		}
		after = next
	}
}
