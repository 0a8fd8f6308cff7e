package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// wantTagged checks whether a caller may tag a user or a device by a request in
// JSON.
func wantTagged(t *testing.T, c mfatest.Caller, op mfa.Operation, body string, allowed bool) {
	t.Helper()
	if err := c.Send(op, body); (err == nil) != allowed {
		t.Errorf("%s %s: %v; want it allowed: %v", op.Name, body, err, allowed)
	}
}

func ifTags(action, condition string) string {
	return `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"` + action +
		`","Resource":"*","Condition":` + condition + `}}`
}

func TestTagsOfUsersControlAccess(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	f.User("bob")
	tag := func(user, value string) {
		wantTagged(t, f.Root, mfa.TagUser, `{"UserName":"`+user+`","Tags":[{"Key":"team","Value":"`+value+`"}]}`, true)
	}
	const getBob = `{"UserName":"bob"}`
	putPolicy(f, "alice", "p", ifTags("iam:GetUser", `{"StringEquals":{"aws:ResourceTag/Team":"blue"}}`))
	wantTagged(t, alice, mfa.GetUser, getBob, false)
	tag("bob", "blue")
	wantTagged(t, alice, mfa.GetUser, getBob, true)

	putPolicy(f, "alice", "p", ifTags("iam:GetUser", `{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}`))
	wantTagged(t, alice, mfa.GetUser, getBob, false)
	tag("alice", "red")
	wantTagged(t, alice, mfa.GetUser, getBob, false)
	tag("alice", "blue")
	wantTagged(t, alice, mfa.GetUser, getBob, true)
}

func TestTagsOfARequestControlAccess(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	f.User("bob")
	putPolicy(f, "alice", "p", ifTags("iam:TagUser",
		`{"StringEquals":{"aws:RequestTag/team":["red","blue"]},"ForAllValues:StringEquals":{"aws:TagKeys":"team"}}`))
	wantTagged(t, alice, mfa.TagUser, `{"UserName":"bob","Tags":[{"Key":"team","Value":"green"}]}`, false)
	wantTagged(t, alice, mfa.TagUser,
		`{"UserName":"bob","Tags":[{"Key":"team","Value":"blue"},{"Key":"rank","Value":"1"}]}`, false)
	wantTagged(t, alice, mfa.TagUser, `{"UserName":"bob","Tags":[{"Key":"team","Value":"blue"}]}`, true)
}

func TestTagsOfDevicesControlAccess(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	spare := f.Root.Device("spare")
	request := `{"SerialNumber":"` + spare.Serial + `"}`
	putPolicy(f, "alice", "p", ifTags("iam:*MFADevice*", `{"StringEquals":{"aws:ResourceTag/stage":"test"}}`))
	wantTagged(t, alice, mfa.ListMFADeviceTags, request, false)
	wantTagged(t, f.Root, mfa.TagMFADevice,
		`{"SerialNumber":"`+spare.Serial+`","Tags":[{"Key":"stage","Value":"test"}]}`, true)
	wantTagged(t, alice, mfa.ListMFADeviceTags, request, true)
	wantTagged(t, alice, mfa.DeleteVirtualMFADevice, request, true)
}

func TestTheResourceOfAUserHasTheStoredPathAndName(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	wantTagged(t, f.Root, mfa.CreateUser, `{"UserName":"Bob","Path":"/team/"}`, true)
	for resource, allowed := range map[string]bool{"user/Bob": false, "user/team/bob": false, "user/team/Bob": true} {
		putPolicy(f, "alice", "p", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:GetUser",`+
			`"Resource":"arn:aws:iam::`+mfatest.Account+`:`+resource+`"}}`)
		wantTagged(t, alice, mfa.GetUser, `{"UserName":"BOB"}`, allowed)
	}
}
