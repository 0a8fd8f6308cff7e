package mfa_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// decoded is what a refusal's encoded message says to root.
func decoded(t *testing.T, f *mfatest.Fixture, refusal *mfa.Error) string {
	t.Helper()
	if refusal.EncodedMessage == "" || len(refusal.EncodedMessage) > 10_240 {
		t.Fatalf("the encoded message has %d characters", len(refusal.EncodedMessage))
	}
	return mfatest.Must[mfa.DecodeAuthorizationMessageResponse](f.Root, mfa.DecodeAuthorizationMessage,
		mfa.DecodeAuthorizationMessageRequest{EncodedMessage: &refusal.EncodedMessage}).DecodedMessage
}

func TestDecodeAuthorizationMessageNeedsPermission(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	permitAlice(f, ptr(`{"Version":"2012-10-17","Statement":[{"Sid":"NoUsers","Effect":"Deny","Action":"iam:ListUsers",`+
		`"Resource":"*","Condition":{"StringEquals":{"aws:username":"alice"}}}]}`))
	refusal := mfatest.Refused(alice, mfa.ListUsers, mfa.ListUsersRequest{})
	got := decoded(t, f, refusal)
	wanted := `{"allowed":false,"explicitDeny":true,"matchedStatements":` +
		`{"items":[{"statementId":"NoUsers","effect":"DENY",` +
		`"principals":{"items":[]},"principalGroups":{"items":[]},"actions":{"items":[{"value":"iam:ListUsers"}]},` +
		`"resources":{"items":[{"value":"*"}]},` +
		`"conditions":{"items":[{"key":"aws:username","values":{"items":[{"value":"alice"}]}}]}}]},` +
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

func TestAnEncodedMessageDoesNotTellWhetherARoleExists(t *testing.T) {
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
	mfatest.Do(f.Root, mfa.PutGroupPolicy,
		mfa.PutGroupPolicyRequest{GroupName: ptr("g"), PolicyName: ptr("p"), PolicyDocument: &large})
	mfatest.Do(f.Root, mfa.AddUserToGroup, mfa.AddUserToGroupRequest{GroupName: ptr("g"), UserName: ptr("alice")})
	got := decoded(t, f, mfatest.Refused(alice, mfa.ListUsers, mfa.ListUsersRequest{}))
	if !strings.Contains(got, `"explicitDeny":true`) {
		t.Errorf("decoded %s", got)
	}
}
