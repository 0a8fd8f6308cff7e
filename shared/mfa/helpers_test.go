package mfa_test

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// use signs in and records the use, as an endpoint does after a request.
func use(f *mfatest.Fixture, c mfatest.Caller, token secret.String, region string, service mfa.ServiceName) {
	caller := f.SignIn(c.KeyID, token).Caller.With(mfa.RequestFacts{Region: region})
	if err := f.RecordUse(context.Background(), caller, service); err != nil {
		f.T.Error(err)
	}
}

// narrow is profile aws with windows in which codes are found quickly.
func narrow() otp.Profile {
	p := otp.AWS
	p.Enable, p.Resync = otp.Window{Back: 20, Ahead: 20}, otp.Window{Back: 20, Ahead: 20}
	return p
}

// catalogued leaves out of a table the lines of operations without an entry in the
// catalogue, of which another test says that they are missing, and the widths of
// its columns.
func catalogued(table string) string {
	var kept strings.Builder
	for line := range strings.Lines(table) {
		name, _, _ := strings.Cut(line, " ")
		_, isOperation := mfa.OperationNamed(name)
		if _, hasEntry := mfatest.EntryOf(name); isOperation && !hasEntry {
			continue
		}
		kept.WriteString(columns.ReplaceAllString(line, "\t"))
	}
	return kept.String()
}

var columns = regexp.MustCompile(`  +`)

func ptr[T any](v T) *T { return &v }

// want checks the code and the whole text of a refusal.
func want(t *testing.T, got *mfa.Error, code mfa.ErrorCode, message string) {
	t.Helper()
	if got.Code != code || got.Message != message {
		t.Errorf("got  %s: %q\nwant %s: %q", got.Code, got.Message, code, message)
	}
}

const (
	phoneARN     = "arn:aws:iam::123456789012:mfa/phone"
	invalidPair  = "Authentication code for device is not valid."
	notTheUsers  = "MFA Device invalid for user."
	mfaRequired  = "To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user."
	invalidCode  = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
	unableToTell = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user."
)

// inGroup makes a group with these inline policies, and adds a user.
func inGroup(f *mfatest.Fixture, user string, documents map[string]string) {
	group := "team"
	mfatest.Must[mfa.CreateGroupResponse](f.Root, mfa.CreateGroup, mfa.CreateGroupRequest{GroupName: &group})
	for name, document := range documents {
		mfatest.Do(f.Root, mfa.PutGroupPolicy, mfa.PutGroupPolicyRequest{
			GroupName:      &group,
			PolicyName:     &name,
			PolicyDocument: &document,
		})
	}
	add := mfa.AddUserToGroupRequest{GroupName: &group, UserName: &user}
	mfatest.Do(f.Root, mfa.AddUserToGroup, add)
}

// putPolicy gives a user the inline policy of that name.
func putPolicy(f *mfatest.Fixture, user, name, document string) {
	mfatest.Do(f.Root, mfa.PutUserPolicy, mfa.PutUserPolicyRequest{
		UserName:       &user,
		PolicyName:     &name,
		PolicyDocument: &document,
	})
}

func allowEverything(t *testing.T, f *mfatest.Fixture) (arn string) {
	t.Helper()
	return mfatest.Must[mfa.CreatePolicyResponse](f.Root, mfa.CreatePolicy, mfa.CreatePolicyRequest{
		PolicyName: ptr("all"),
		PolicyDocument: ptr(`{"Version":"2012-10-17",
			"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`),
	}).Policy.Arn
}

var errAway = errors.New("the key is away")

// A sealer that is away seals and opens nothing.
type away struct{}

func (away) Seal(context.Context, []byte, map[string]string) ([]byte, error) { return nil, errAway }

func (away) Open(context.Context, []byte, map[string]string) ([]byte, error) { return nil, errAway }

func token(in mfa.GetSessionTokenRequest) func(mfatest.Caller) *mfa.Error {
	return func(c mfatest.Caller) *mfa.Error { return mfatest.Refused(c, mfa.GetSessionToken, in) }
}

func authenticate(f *mfatest.Fixture, id string, token secret.String) error {
	_, err := mfatest.Authenticate(context.Background(), f.Service, id, token)
	return err
}

func wantCode(t *testing.T, err error, code mfa.ErrorCode) {
	t.Helper()
	var refusal *mfa.Error
	if !errors.As(err, &refusal) || refusal.Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func hardened(t *testing.T) (*mfatest.Fixture, mfatest.Caller, mfatest.Phone) {
	t.Helper()
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	alice := f.User("alice")
	phone := f.Enable("alice", "phone")
	f.Wait(2 * otp.Period)
	return f, alice, phone
}

func wantListing(t *testing.T, c mfatest.Caller, allowed bool, text string) {
	t.Helper()
	_, err := mfatest.Call[mfa.ListUsersResponse](c, mfa.ListUsers, mfa.ListUsersRequest{})
	if (err == nil) != allowed || err != nil && !strings.HasSuffix(err.Error(), text) {
		t.Errorf("ListUsers: %v; want it allowed: %v", err, allowed)
	}
}

// find follows a path of member names and numbers of elements; "*" collects
// what follows from each element of a list. A policy document is read like the
// rest of the answer.
func find(v any, path []string) any {
	if text, is := v.(string); is && strings.HasPrefix(text, "{") {
		v = nil
		_ = json.Unmarshal([]byte(text), &v)
	}
	if len(path) == 0 {
		return v
	}
	if n, err := strconv.Atoi(path[0]); err == nil {
		return find(v.([]any)[n], path[1:])
	}
	if path[0] == "*" {
		list, _ := v.([]any)
		found := []any{}
		for _, element := range list {
			found = append(found, find(element, path[1:]))
		}
		return found
	}
	members, _ := v.(map[string]any)
	return find(members[path[0]], path[1:])
}
