package mfa_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func accountOf(c mfatest.Caller, id string) (string, error) {
	out, err := mfatest.Call[mfa.GetAccessKeyInfoResponse](c, mfa.GetAccessKeyInfo,
		mfa.GetAccessKeyInfoRequest{AccessKeyId: &id})
	return out.Account, err
}

func TestTheAccountOfAKeyIsInItsID(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	session := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{})
	ids := []string{f.Root.KeyID, alice.KeyID, session.Credentials.AccessKeyId}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteAccessKey,
		mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &alice.KeyID})
	for _, id := range ids {
		if account, err := accountOf(f.Root, id); err != nil || account != mfatest.Account {
			t.Errorf("%s is of the account %q, %v", id, account, err)
		}
	}
	chosen := mfa.AccessKey{ID: "AKIACHOSENBYITSOWNER", Secret: []byte("sealed"), Status: mfa.Active}
	if err := f.Config.Store.CreateAccessKey(context.Background(), chosen, 0); err != nil {
		t.Fatal(err)
	}
	if account, err := accountOf(f.Root, chosen.ID); err != nil || account != mfatest.Account {
		t.Errorf("a root key with a chosen id is of the account %q, %v", account, err)
	}
	// An id of AWS's documentation, of another account, and of a user.
	for _, id := range []string{"AKIAIOSFODNN7EXAMPLE", "ASIAY34FZKBOKMUTVV7A", "AIDA" + f.Root.KeyID[4:], "0123456789abcdef"} {
		_, err := accountOf(f.Root, id)
		var refusal *mfa.Error
		if !errors.As(err, &refusal) || refusal.Code != mfa.ValidationError {
			t.Errorf("%s: %v", id, err)
		}
	}
	bob := f.User("bob")
	want(t, mfatest.Refused(bob, mfa.GetAccessKeyInfo, mfa.GetAccessKeyInfoRequest{AccessKeyId: &f.Root.KeyID}), mfa.AccessDenied,
		"User: arn:aws:iam::123456789012:user/bob is not authorized to perform: sts:GetAccessKeyInfo "+
			"because no identity-based policy allows the sts:GetAccessKeyInfo action")
}

// use signs in and records the use, as an endpoint does after a request.
func use(f *mfatest.Fixture, c mfatest.Caller, token secret.String, region string, service mfa.ServiceName) {
	caller := f.SignIn(c.KeyID, token).Caller.With(mfa.RequestFacts{Region: region})
	if err := f.RecordUse(context.Background(), caller, service); err != nil {
		f.T.Error(err)
	}
}

func TestTheLastUseOfAKeyIsKnownTo15Minutes(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	get := func() mfa.AccessKeyLastUsed {
		out := mfatest.Must[mfa.GetAccessKeyLastUsedResponse](f.Root, mfa.GetAccessKeyLastUsed,
			mfa.GetAccessKeyLastUsedRequest{AccessKeyId: &alice.KeyID})
		if out.UserName == nil || *out.UserName != "alice" {
			t.Errorf("the key is of %v", out.UserName)
		}
		return out.AccessKeyLastUsed
	}
	if got := get(); got != (mfa.AccessKeyLastUsed{ServiceName: "N/A", Region: "N/A"}) {
		t.Errorf("a new key was used %+v", got)
	}
	first := f.Time()
	for _, c := range []struct {
		wait   time.Duration
		region string
		want   mfa.AccessKeyLastUsed
	}{
		{0, "eu-west-1", mfa.AccessKeyLastUsed{LastUsedDate: first, ServiceName: "sts", Region: "eu-west-1"}},
		{15*time.Minute - time.Second, "us-east-1", mfa.AccessKeyLastUsed{LastUsedDate: first, ServiceName: "sts", Region: "eu-west-1"}},
		{time.Second, "us-east-1", mfa.AccessKeyLastUsed{LastUsedDate: first.Add(15 * time.Minute), ServiceName: "sts", Region: "us-east-1"}},
	} {
		f.Wait(c.wait)
		use(f, alice, secret.String{}, c.region, mfa.STS)
		if got := get(); got != c.want {
			t.Errorf("got %+v, want %+v", got, c.want)
		}
	}
	unknown := mfa.GetAccessKeyLastUsedRequest{AccessKeyId: ptr("AKIAIOSFODNN7EXAMPLE")}
	for arn, c := range map[string]mfatest.Caller{"root": f.Root, "user/alice": alice} {
		want(t, mfatest.Refused(c, mfa.GetAccessKeyLastUsed, unknown), mfa.AccessDenied, "User: arn:aws:iam::123456789012:"+arn+
			" is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ID")
	}
	mine := mfa.GetAccessKeyLastUsedRequest{AccessKeyId: &alice.KeyID}
	want(t, mfatest.Refused(alice, mfa.GetAccessKeyLastUsed, mine), mfa.AccessDenied,
		"User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:GetAccessKeyLastUsed on resource: "+
			"user alice with an explicit deny in an identity-based policy")
}

func TestGetRoleSaysWhenTheRoleWasLastUsed(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust("*", ""))
	get := func() *mfa.RoleLastUsed {
		return mfatest.Must[mfa.GetRoleResponse](f.Root, mfa.GetRole, mfa.GetRoleRequest{RoleName: ptr("ops")}).Role.RoleLastUsed
	}
	out := assume(alice, ops()).Credentials
	if used := get(); used == nil || !used.LastUsedDate.IsZero() || used.Region != nil {
		t.Errorf("a role that was assumed was used %+v", used)
	}
	use(f, signIn(f, out), out.SessionToken, "eu-west-1", mfa.IAM)
	if used := get(); used == nil || !used.LastUsedDate.Equal(f.Time()) || used.Region == nil || *used.Region != "eu-west-1" {
		t.Errorf("the role was used %+v", used)
	}
}

// decoded is what a refusal's encoded message says to root.
func decoded(t *testing.T, f *mfatest.Fixture, refusal *mfa.Error) string {
	t.Helper()
	if refusal.EncodedMessage == "" || len(refusal.EncodedMessage) > 10_240 {
		t.Fatalf("the encoded message has %d characters", len(refusal.EncodedMessage))
	}
	return mfatest.Must[mfa.DecodeAuthorizationMessageResponse](f.Root, mfa.DecodeAuthorizationMessage,
		mfa.DecodeAuthorizationMessageRequest{EncodedMessage: &refusal.EncodedMessage}).DecodedMessage
}

func TestARefusalIsDecodedByWhoMayDecode(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	permitAlice(f, ptr(`{"Version":"2012-10-17","Statement":[{"Sid":"NoUsers","Effect":"Deny","Action":"iam:ListUsers",`+
		`"Resource":"*","Condition":{"StringEquals":{"aws:username":"alice"}}}]}`))
	refusal := mfatest.Refused(alice, mfa.ListUsers, mfa.ListUsersRequest{})
	got := decoded(t, f, refusal)
	wanted := `{"allowed":false,"explicitDeny":true,"matchedStatements":{"items":[{"statementId":"NoUsers","effect":"DENY",` +
		`"principals":{"items":[]},"principalGroups":{"items":[]},"actions":{"items":[{"value":"iam:ListUsers"}]},` +
		`"resources":{"items":[{"value":"*"}]},"conditions":{"items":[{"key":"aws:username","values":{"items":[{"value":"alice"}]}}]}}]},` +
		`"failures":{"items":[]},"context":{"principal":{"id":"` + alice.Identity().UserID + `","name":"alice",` +
		`"arn":"` + aliceARN + `"},"action":"iam:ListUsers","resource":"*",` +
		`"conditions":{"items":[{"key":"aws:username","values":{"items":[{"value":"alice"}]}}]}}}`
	if got != wanted {
		t.Errorf("decoded\n%s, want\n%s", got, wanted)
	}
	decode := mfa.DecodeAuthorizationMessageRequest{EncodedMessage: &refusal.EncodedMessage}
	want(t, mfatest.Refused(alice, mfa.DecodeAuthorizationMessage, decode), mfa.AccessDenied, "User: "+aliceARN+
		" is not authorized to perform: sts:DecodeAuthorizationMessage "+
		"because no identity-based policy allows the sts:DecodeAuthorizationMessage action")
	permitAlice(f, document("sts:DecodeAuthorizationMessage"))
	mfatest.Must[mfa.DecodeAuthorizationMessageResponse](alice, mfa.DecodeAuthorizationMessage, decode)
	for i := range refusal.EncodedMessage {
		altered := []byte(refusal.EncodedMessage)
		altered[i] ^= 1
		text := string(altered)
		in := mfa.DecodeAuthorizationMessageRequest{EncodedMessage: &text}
		wantCode(t, mfatest.Refused(f.Root, mfa.DecodeAuthorizationMessage, in), mfa.InvalidAuthorizationMessage)
	}
}

func TestAnEncodedMessageTellsNotWhetherARoleExists(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust("arn:aws:iam::210987654321:root", equal("sts:ExternalId", noise(1, 900))))
	none := ops()
	none.RoleArn = ptr(strings.Replace(opsARN, "ops", "not", 1))
	exists, missing := mfatest.Refused(alice, mfa.AssumeRole, ops()), mfatest.Refused(alice, mfa.AssumeRole, none)
	if len(exists.EncodedMessage) != len(missing.EncodedMessage) {
		t.Errorf("%d characters for a role, %d for none", len(exists.EncodedMessage), len(missing.EncodedMessage))
	}
	var d map[string]any
	if err := json.Unmarshal([]byte(decoded(t, f, exists)), &d); err != nil || d["allowed"] != false {
		t.Errorf("decoded %v, %v", d, err)
	}
}

func TestALargePolicyIsLeftOutOfAnEncodedMessage(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	mfatest.Must[mfa.CreateGroupResponse](f.Root, mfa.CreateGroup, mfa.CreateGroupRequest{GroupName: ptr("g")})
	var keys []string
	for i := range 60 {
		keys = append(keys, noise(i, 60))
	}
	large := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*",` +
		`"Condition":{"StringNotEquals":{"aws:username":["` + strings.Join(keys, `","`) + `"]}}}}`
	mfatest.Must[mfa.NoOutput](f.Root, mfa.PutGroupPolicy,
		mfa.PutGroupPolicyRequest{GroupName: ptr("g"), PolicyName: ptr("p"), PolicyDocument: &large})
	mfatest.Must[mfa.NoOutput](f.Root, mfa.AddUserToGroup, mfa.AddUserToGroupRequest{GroupName: ptr("g"), UserName: ptr("alice")})
	got := decoded(t, f, mfatest.Refused(alice, mfa.ListUsers, mfa.ListUsersRequest{}))
	if !strings.Contains(got, `"explicitDeny":true`) {
		t.Errorf("decoded %s", got)
	}
}
