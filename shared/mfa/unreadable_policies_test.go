package mfa_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

const (
	denyAll   = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`
	allowNone = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`
)

// jsonText quotes a text.
func jsonText(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(quoted)
}

// denials are the places of the one policy that keeps alice from everything that
// her others allow.
var denials = map[string]func(f *mfatest.Fixture){
	"inline": func(f *mfatest.Fixture) {
		attachTo(f, "alice", managedPolicy(f, "all", allowAll))
		putPolicy(f, "alice", "deny", denyAll)
	},
	"attached": func(f *mfatest.Fixture) {
		putPolicy(f, "alice", "all", allowAll)
		attachTo(f, "alice", managedPolicy(f, "deny", denyAll))
	},
	"group": func(f *mfatest.Fixture) {
		putPolicy(f, "alice", "all", allowAll)
		inGroup(f, "alice", map[string]string{"deny": denyAll})
	},
	"group's attached": func(f *mfatest.Fixture) {
		putPolicy(f, "alice", "all", allowAll)
		attachTo(f, "alice", managedPolicy(f, "all", allowAll))
		inGroup(f, "alice", map[string]string{"all": allowAll})
		arn := managedPolicy(f, "deny", denyAll)
		attach := mfa.AttachGroupPolicyRequest{GroupName: ptr("team"), PolicyArn: &arn}
		mfatest.Do(f.Root, mfa.AttachGroupPolicy, attach)
	},
	"boundary that denies": func(f *mfatest.Fixture) {
		putPolicy(f, "alice", "all", allowAll)
		setBoundary(f, "alice", managedPolicy(f, "deny", denyAll))
	},
	"boundary that is silent": func(f *mfatest.Fixture) {
		putPolicy(f, "alice", "all", allowAll)
		setBoundary(f, "alice", managedPolicy(f, "none", allowNone))
	},
	"nothing that allows": func(f *mfatest.Fixture) { putPolicy(f, "alice", "none", allowNone) },
}

// asked is a request in JSON.
type asked struct {
	operation mfa.Operation
	body      string
}

// deniedCalls are requests that the default policy would allow with MFA, and
// others.
var deniedCalls = []asked{
	{mfa.ListVirtualMFADevices, `{}`},
	{mfa.GetUser, `{}`},
	{mfa.GetUser, `{"UserName":"bob"}`},
	{mfa.ListUsers, `{}`},
	{mfa.CreateVirtualMFADevice, `{"VirtualMFADeviceName":"new"}`},
	{mfa.DeactivateMFADevice, `{"UserName":"alice","SerialNumber":"` + phoneARN + `"}`},
	{mfa.DeleteVirtualMFADevice, `{"SerialNumber":"` + spareARN + `"}`},
	{mfa.TagMFADevice, `{"SerialNumber":"` + phoneARN + `","Tags":[{"Key":"k","Value":"v"}]}`},
	{mfa.PutUserPolicy, `{"UserName":"alice","PolicyName":"mine","PolicyDocument":` + jsonText(allowAll) + `}`},
	{mfa.RemoveUserFromGroup, `{"UserName":"alice","GroupName":"team"}`},
	{mfa.DeleteUserPermissionsBoundary, `{"UserName":"alice"}`},
	{mfa.SimulateCustomPolicy, `{"PolicyInputList":[],"ActionNames":["s3:GetObject"]}`},
}

// A fault is what a read of the store is answered instead of the truth.
var faults = map[string]error{
	"it fails":        errUnreadable,
	"it finds none":   mfa.ErrNotFound,
	"it says nothing": nil,
}

// A faultyScene is callers whose policies allow nothing, on a store that
// misbehaves at one of its reads.
type faultyScene struct {
	key, session mfatest.Caller
	reads        int // since the request began
	at           int // which one of them is faulty; 0 is none
	fault        error
	service      *mfa.Service
	store        *memstore.Store
}

func newFaultyScene(t *testing.T, deny func(*mfatest.Fixture)) *faultyScene {
	t.Helper()
	s := &faultyScene{store: memstore.New(func() time.Time { return mfatest.Start })}
	f := mfatest.New(t, &mfatest.Options{Store: observed{s.store, func(string) (bool, error) {
		s.reads++
		return s.reads == s.at, s.fault
	}}})
	s.service = f.Service
	s.key = f.User("alice")
	f.User("bob")
	phone := f.Enable("alice", "phone")
	f.Root.Device("spare")
	f.Wait(otp.Period)
	s.session = s.key.WithMFA(phone, 0)
	deny(f)
	return s
}

// send sends a request while the n-th call of the store is answered wrongly. It
// returns how many calls there were.
func (s *faultyScene) send(c mfatest.Caller, request asked, n int, fault error) (calls int, err error) {
	s.reads, s.at, s.fault = 0, n, fault
	err = s.answer(c, request)
	s.at = 0
	return s.reads, err
}

// answer identifies the caller and carries a request out.
func (s *faultyScene) answer(c mfatest.Caller, request asked) error {
	caller, err := mfatest.Authenticate(context.Background(), s.service, c.KeyID, c.Token())
	if err != nil {
		return err
	}
	_, _, err = request.operation.Call(context.Background(), s.service, caller, func(in any) error {
		return json.Unmarshal([]byte(request.body), in)
	})
	return err
}

// However a read of keys, users, groups and policies goes wrong, a policy that
// refuses the request is never passed over.
func TestAReadThatGoesWrongNeverAllows(t *testing.T) {
	tried := 0
	for where, deny := range denials {
		s := newFaultyScene(t, deny)
		for name, c := range map[string]mfatest.Caller{"key": s.key, "session": s.session} {
			for _, request := range deniedCalls {
				calls, err := s.send(c, request, 0, nil)
				if refusalOf(err) != mfa.AccessDenied {
					t.Fatalf("%s, %s of %s: %v", where, request.operation.Name, name, err)
				}
				for n := 1; n <= calls; n++ {
					for how, fault := range faults {
						tried++
						s.wantRefused(t, fmt.Sprintf("%s, %s of %s, call %d: %s", where, request.operation.Name, name, n, how),
							c, request, n, fault)
					}
				}
			}
		}
	}
	t.Logf("%d faults", tried)
	if tried < 1_000 {
		t.Errorf("only %d faults were tried", tried)
	}
}

// wantRefused checks that a request that meets a fault is not carried out, and
// is told apart from one that policies refuse if the store has failed. The rule
// of 2023 comes before policies.
func (s *faultyScene) wantRefused(
	t *testing.T, what string, c mfatest.Caller, request asked, n int, fault error,
) {
	t.Helper()
	s.store.Journal()
	_, err := s.send(c, request, n, fault)
	switch changes := s.store.Changes(); {
	case err == nil:
		t.Errorf("%s: it is allowed", what)
	case len(changes) > 0:
		t.Errorf("%s: it changes %v", what, changes)
	case fault == errUnreadable && !errors.Is(err, errUnreadable) && !strings.Contains(err.Error(), mfaRequired):
		t.Errorf("%s: it is answered %v", what, err)
	}
}

// A role's session has policies of its own.
func TestAReadThatGoesWrongNeverAllowsARole(t *testing.T) {
	const role = `"RoleName":"ops"`
	list := asked{mfa.ListUsers, `{}`}
	for where, deny := range map[string]func(f *mfatest.Fixture, send func(operation, body string)){
		"attached": func(f *mfatest.Fixture, send func(operation, body string)) {
			send("AttachRolePolicy", `{`+role+`,"PolicyArn":"`+managedPolicy(f, "deny", denyAll)+`"}`)
		},
		"boundary": func(f *mfatest.Fixture, send func(operation, body string)) {
			send("PutRolePermissionsBoundary",
				`{`+role+`,"PermissionsBoundary":"`+managedPolicy(f, "none", allowNone)+`"}`)
		},
		"inline": func(_ *mfatest.Fixture, send func(operation, body string)) {
			send("PutRolePolicy", `{`+role+`,"PolicyName":"deny","PolicyDocument":`+jsonText(denyAll)+`}`)
		},
		"session": func(f *mfatest.Fixture, send func(operation, body string)) {
			send("CreatePolicyVersion", `{"PolicyArn":"`+managedPolicy(f, "session", allowAll)+
				`","SetAsDefault":true,"PolicyDocument":`+jsonText(allowNone)+`}`)
		},
	} {
		s := &faultyScene{}
		f := mfatest.New(t, &mfatest.Options{Store: observed{
			memstore.New(func() time.Time { return mfatest.Start }),
			func(string) (bool, error) {
				s.reads++
				return s.reads == s.at, s.fault
			},
		}})
		send := func(operation, body string) {
			t.Helper()
			op, _ := mfa.OperationNamed(operation)
			if err := f.Root.Send(op, body); err != nil {
				t.Fatal(err)
			}
		}
		s.service = f.Service
		limited, plain := assumedRole(f, send)
		deny(f, send)
		for name, c := range map[string]mfatest.Caller{"limited": limited, "plain": plain} {
			if where == "session" && name == "plain" {
				continue
			}
			calls, err := s.send(c, list, 0, nil)
			if refusalOf(err) != mfa.AccessDenied || calls > 2 {
				t.Fatalf("%s, %s: %v after %d calls", where, name, err, calls)
			}
			for n := 1; n <= calls; n++ {
				for how, fault := range faults {
					_, err := s.send(c, list, n, fault)
					if err == nil || fault == errUnreadable && !errors.Is(err, errUnreadable) {
						t.Errorf("%s, %s, call %d: %s, and the answer is %v", where, name, n, how, err)
					}
				}
			}
		}
	}
}

// A policy can refuse for what it does not find: a tag of the device.
func TestADeviceThatCannotBeReadIsNotTakenForOneWithoutTags(t *testing.T) {
	s := newFaultyScene(t, func(f *mfatest.Fixture) {
		putPolicy(f, "alice", "all", allowAll)
		putPolicy(f, "alice", "deny", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*",`+
			`"Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/keep":"yes"}}}}`)
		request := `{"SerialNumber":"` + spareARN + `","Tags":[{"Key":"keep","Value":"yes"}]}`
		if err := f.Root.Send(mfa.TagMFADevice, request); err != nil {
			t.Fatal(err)
		}
	})
	remove := asked{mfa.DeleteVirtualMFADevice, `{"SerialNumber":"` + spareARN + `"}`}
	calls, err := s.send(s.session, remove, 0, nil)
	if refusalOf(err) != mfa.AccessDenied || calls != 2 {
		t.Fatalf("%v after %d calls", err, calls)
	}
	for n := 1; n <= calls; n++ {
		s.wantRefused(t, fmt.Sprintf("call %d", n), s.session, remove, n, errUnreadable)
	}
}

const spareARN = "arn:aws:iam::" + mfatest.Account + ":mfa/spare"

// assumedRole is sessions of the role ops, which allows everything: one with a
// managed session policy that does too, and one without.
func assumedRole(f *mfatest.Fixture, send func(operation, body string)) (limited, plain mfatest.Caller) {
	f.T.Helper()
	alice := f.User("alice")
	send("CreateRole", `{"RoleName":"ops","AssumeRolePolicyDocument":`+jsonText(`{"Statement":{"Effect":"Allow",`+
		`"Principal":{"AWS":"arn:aws:iam::`+mfatest.Account+`:user/alice"},"Action":"sts:AssumeRole"}}`)+`}`)
	send("PutRolePolicy", `{"RoleName":"ops","PolicyName":"all","PolicyDocument":`+jsonText(allowAll)+`}`)
	session := managedPolicy(f, "session", allowAll)
	assume := func(policies ...*mfa.PolicyDescriptor) mfatest.Caller {
		opened := mfatest.Must[mfa.AssumeRoleResponse](alice, mfa.AssumeRole, mfa.AssumeRoleRequest{
			RoleArn:         ptr("arn:aws:iam::" + mfatest.Account + ":role/ops"),
			RoleSessionName: ptr("work"),
			PolicyArns:      policies,
		}).Credentials
		return f.SignIn(opened.AccessKeyId, opened.SessionToken)
	}
	return assume(&mfa.PolicyDescriptor{ARN: &session}), assume()
}
