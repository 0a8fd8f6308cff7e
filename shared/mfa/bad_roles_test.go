package mfa_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// trustedPrincipal is a trust policy with this Principal, which is JSON.
func trustedPrincipal(principal string) string {
	return `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":` + principal +
		`,"Action":"sts:AssumeRole"}}`
}

func TestAMalformedPrincipalChangesNothing(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	before := trust("123456789012", "")
	createRole(f, "ops", before)
	for _, principal := range []string{
		`"*"`, `"arn:aws:iam::123456789012:user/alice"`, `""`, `null`, `1`, `[]`, `["*"]`, `{}`, `{"AWS":[]}`,
		`{"Service":[]}`,
		`{"AWS":""}`, `{"AWS":null}`, `{"AWS":1}`, `{"AWS":{}}`, `{"AWS":[""]}`, `{"AWS":[["*"]]}`,
		`{"AWS":"alice"}`, `{"AWS":"user/alice"}`, `{"AWS":"12345678901"}`,
		`{"AWS":"1234567890123"}`, `{"AWS":"12345678901a"}`,
		`{"AWS":"**"}`, `{"AWS":"arn:aws:iam::123456789012:user/*"}`, `{"AWS":"arn:aws:iam::*:root"}`, `{"AWS":"arn:*"}`,
		`{"AWS":"arn:aws:iam::123456789012:user/"}`, `{"AWS":"arn:aws:iam::123456789012:user"}`,
		`{"AWS":"arn:aws:iam::123456789012:user/missing"}`, `{"AWS":"arn:aws:iam::123456789012:user/Alice"}`,
		`{"AWS":"arn:aws:iam::123456789012:user/team/alice"}`, `{"AWS":"arn:aws:iam::123456789012:role/missing"}`,
		`{"AWS":"arn:aws:iam::123456789012:group/admins"}`, `{"AWS":"arn:aws:iam::123456789012:mfa/phone"}`,
		`{"AWS":"arn:aws:iam::123456789012:policy/p"}`, `{"AWS":"arn:aws:iam:us-east-1:123456789012:root"}`,
		`{"AWS":"arn:aws:iam::12345:root"}`, `{"AWS":"arn:aws:iam::123456789012:root/x"}`, `{"AWS":"arn:aws:s3:::bucket"}`,
		`{"AWS":"arn:aws:sts::123456789012:assumed-role/ops"}`, `{"AWS":"arn:aws:sts::123456789012:assumed-role/ops/*"}`,
		`{"AWS":"arn:aws:sts::123456789012:federated-user/"}`, `{"AWS":"AIDA"}`, `{"AWS":"AKIAIOSFODNN7EXAMPLE"}`,
		`{"aws":"*"}`, `{"User":"alice"}`, `{"AWS":"*","AWS":"*"}`, `{"Service":""}`, `{"Federated":""}`,
		`{"AWS":["arn:aws:iam::123456789012:user/alice","arn:aws:iam::123456789012:user/missing"]}`,
	} {
		document := trustedPrincipal(principal)
		create := mfa.CreateRoleRequest{RoleName: ptr("made"), AssumeRolePolicyDocument: &document}
		update := mfa.UpdateAssumeRolePolicyRequest{RoleName: ptr("ops"), PolicyDocument: &document}
		_, created := mfatest.Call[any](f.Root, mfa.CreateRole, create)
		_, updated := mfatest.Call[any](f.Root, mfa.UpdateAssumeRolePolicy, update)
		for name, err := range map[string]error{"CreateRole": created, "UpdateAssumeRolePolicy": updated} {
			if code := refusalOf(err); code != mfa.MalformedPolicyDocument {
				t.Errorf("%s of %s: %v", name, principal, err)
			}
		}
	}
	wantCode(t, mfatest.Refused(f.Root, mfa.GetRole, mfa.GetRoleRequest{RoleName: ptr("made")}), mfa.NoSuchEntity)
	wanted := strings.Replace(before, "123456789012", "arn:aws:iam::123456789012:root", 1)
	if got := trustOf(f); got != wanted {
		t.Errorf("the trust policy is %s, not %s", got, wanted)
	}
}

// trustOf is the trust policy of the role ops as GetRole shows it.
func trustOf(f *mfatest.Fixture) string {
	out := mfatest.Must[mfa.GetRoleResponse](f.Root, mfa.GetRole, mfa.GetRoleRequest{RoleName: ptr("ops")})
	return string(*out.Role.AssumeRolePolicyDocument)
}

func TestATrustPolicyOfADeletedUser(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust(aliceARN, ""))
	assume(alice, ops())
	id := alice.Identity().UserID
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteAccessKey,
		mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &alice.KeyID})
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("alice")})

	// It shows the id of who was trusted, and its ARN cannot be given any more.
	if got := trustOf(f); got != trust(id, "") {
		t.Errorf("after the deletion it is %s", got)
	}
	named := mfa.UpdateAssumeRolePolicyRequest{RoleName: ptr("ops"), PolicyDocument: ptr(trust(aliceARN, ""))}
	want(t, mfatest.Refused(f.Root, mfa.UpdateAssumeRolePolicy, named), mfa.MalformedPolicyDocument,
		`Invalid principal in policy: "AWS":"`+aliceARN+`"`)

	// A new user of the name is another. The policy as it is shown can be sent back, and trusts as little.
	again := f.User("alice")
	want(t, mfatest.Refused(again, mfa.AssumeRole, ops()), mfa.AccessDenied, refusedFor(aliceARN))
	shown := mfa.UpdateAssumeRolePolicyRequest{RoleName: ptr("ops"), PolicyDocument: ptr(trustOf(f))}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.UpdateAssumeRolePolicy, shown)
	want(t, mfatest.Refused(again, mfa.AssumeRole, ops()), mfa.AccessDenied, refusedFor(aliceARN))

	// Named again, the new user is trusted.
	mfatest.Must[mfa.NoOutput](f.Root, mfa.UpdateAssumeRolePolicy, named)
	assume(again, ops())
	if got := trustOf(f); got != trust(aliceARN, "") {
		t.Errorf("of the new user it is %s", got)
	}
}

func TestRoleNamesAreUniqueWithoutRegardToCase(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "Ops", trust("*", ""))
	for _, name := range []string{"Ops", "OPS", "ops"} {
		in := mfa.CreateRoleRequest{RoleName: &name, Path: ptr("/other/"), AssumeRolePolicyDocument: ptr(trust("*", ""))}
		want(t, mfatest.Refused(f.Root, mfa.CreateRole, in),
			mfa.EntityAlreadyExists, "Role with name "+name+" already exists.")
		out := mfatest.Must[mfa.GetRoleResponse](f.Root, mfa.GetRole, mfa.GetRoleRequest{RoleName: &name})
		if out.Role.RoleName != "Ops" {
			t.Errorf("%s is found as %s", name, out.Role.RoleName)
		}
	}
	in := ops() // an ARN is spelled as it is
	want(t, mfatest.Refused(alice, mfa.AssumeRole, in), mfa.AccessDenied, refusedFor(aliceARN))
	in.RoleArn = ptr(strings.Replace(opsARN, "ops", "Ops", 1))
	assume(alice, in)
}

func TestNamesOfSessionsHaveNoOtherCharacters(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trustFor("sts:AssumeRole", "sts:SetSourceIdentity"))
	allowed := 0
	for char := rune(0); char < 0x250; char++ {
		in := ops()
		name := "a" + string(char) + "b"
		in.RoleSessionName, in.SourceIdentity = &name, &name
		plain := char < 128 && (char == '_' || char >= '0' && char <= '9' || char >= 'A' && char <= 'Z' ||
			char >= 'a' && char <= 'z' || strings.ContainsRune("+=,.@-", char))
		if plain {
			assume(alice, in)
			allowed++
			continue
		}
		refusal := mfatest.Refused(alice, mfa.AssumeRole, in)
		if refusal.Code != mfa.ValidationError || !strings.Contains(refusal.Message, "2 validation errors detected") {
			t.Errorf("%q: %v", char, refusal)
		}
	}
	if allowed != 26+26+10+7 {
		t.Errorf("%d characters are allowed", allowed)
	}
	for _, name := range []string{"", "a", strings.Repeat("a", 65)} {
		in := ops()
		in.RoleSessionName = &name
		wantCode(t, mfatest.Refused(alice, mfa.AssumeRole, in), mfa.ValidationError)
	}
	in := ops()
	in.RoleSessionName = nil
	wantCode(t, mfatest.Refused(alice, mfa.AssumeRole, in), mfa.ValidationError)
}

func TestAnExternalIDThatIsMissingWrongOrMalformed(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust(aliceARN, equal("sts:ExternalId", "right")))
	for id, code := range map[string]mfa.ErrorCode{
		"": mfa.ValidationError, "r": mfa.ValidationError, "right ": mfa.ValidationError, "right\n": mfa.ValidationError,
		strings.Repeat("r", 1225): mfa.ValidationError, strings.Repeat("r", 1224): mfa.AccessDenied,
		"wrong": mfa.AccessDenied, "RIGHT": mfa.AccessDenied, "right/": mfa.AccessDenied,
	} {
		in := ops()
		in.ExternalId = &id
		wantCode(t, mfatest.Refused(alice, mfa.AssumeRole, in), code)
	}
	wantCode(t, mfatest.Refused(alice, mfa.AssumeRole, ops()), mfa.AccessDenied)
}

func TestDurationsBeyondTheLimits(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	document := trust("*", "")
	mfatest.Must[mfa.CreateRoleResponse](f.Root, mfa.CreateRole, mfa.CreateRoleRequest{
		Path: ptr("/team/"), RoleName: ptr("ops"), AssumeRolePolicyDocument: &document, // an hour, by default
	})
	beyond := "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
	model := "1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: " +
		"Member must have value %s"
	for seconds, text := range map[int32]string{
		-1:     fmt.Sprintf(model, -1, "greater than or equal to 900"),
		0:      fmt.Sprintf(model, 0, "greater than or equal to 900"),
		899:    fmt.Sprintf(model, 899, "greater than or equal to 900"),
		900:    "",
		3600:   "",
		3601:   beyond,
		43_200: beyond,
		43_201: fmt.Sprintf(model, 43_201, "less than or equal to 43200"),
	} {
		in := ops()
		in.DurationSeconds = &seconds
		if text == "" {
			assume(alice, in)
			continue
		}
		want(t, mfatest.Refused(alice, mfa.AssumeRole, in), mfa.ValidationError, text)
	}
}
