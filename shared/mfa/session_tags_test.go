package mfa_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// trustFor is a trust policy that lets every principal of the account do actions.
func trustFor(actions ...string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["%s"]}}`,
		strings.Join(actions, `","`))
}

// tagged is a request with tags, each "key=value".
func tagged(role string, transitive []string, tags ...string) mfa.AssumeRoleRequest {
	in := ops()
	in.RoleArn = ptr("arn:aws:iam::123456789012:role/team/" + role)
	for _, tag := range tags {
		key, value, _ := strings.Cut(tag, "=")
		in.Tags = append(in.Tags, &mfa.Tag{Key: &key, Value: &value})
	}
	for _, key := range transitive {
		in.TransitiveTagKeys = append(in.TransitiveTagKeys, &key)
	}
	return in
}

func TestSessionTagsAreChecked(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trustFor("sts:AssumeRole"))
	createRole(f, "tags", trustFor("sts:AssumeRole", "sts:TagSession"))
	for name, c := range map[string]struct {
		in   mfa.AssumeRoleRequest
		code mfa.ErrorCode
		text string
	}{
		"twice": {
			tagged("tags", nil, "k=1", "K=2"), mfa.InvalidParameterValue,
			"Duplicate tag keys found. Please note that Tag keys are case insensitive.",
		},
		"reserved": {
			tagged("tags", nil, "AWS:k=1"), mfa.InvalidParameterValue,
			"Tag keys beginning with aws: are reserved for system use.",
		},
		"transitive, absent": {
			tagged("tags", []string{"x"}, "k=1"), mfa.InvalidParameterValue,
			"The specified transitive tag key must be included in the requested tags.",
		},
		"not permitted": {
			tagged("ops", nil, "k=1"), mfa.AccessDenied,
			"User: " + aliceARN + " is not authorized to perform: sts:TagSession on resource: " + opsARN,
		},
	} {
		t.Run(name, func(t *testing.T) { want(t, mfatest.Refused(alice, mfa.AssumeRole, c.in), c.code, c.text) })
	}
}

func TestTransitiveTagsPassAlongAChain(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	for _, name := range []string{"first", "second", "third"} {
		createRole(f, name, trustFor("sts:AssumeRole", "sts:TagSession"))
		mfatest.Do(f.Root, mfa.TagRole,
			mfa.TagRoleRequest{RoleName: &name, Tags: []*mfa.Tag{{Key: ptr("Stage"), Value: ptr("role")}}})
	}
	createRole(f, "plain", trustFor("sts:AssumeRole"))
	// has reports whether the session's tag has the value, by a policy that asks for it.
	has := func(c mfatest.Caller, role, key, value string) bool {
		permitRole(f, role, ptr(fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow",`+
			`"Action":"iam:ListUsers","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/%s":%q}}}}`, key, value)))
		_, err := mfatest.Call[any](c, mfa.ListUsers, mfa.ListUsersRequest{})
		return err == nil
	}
	out := assume(alice, tagged("first", []string{"Team"}, "team=blue", "Cost=7", "STAGE=session"))
	if out.PackedPolicySize == nil {
		t.Error("PackedPolicySize is absent although tags were sent")
	}
	first := signIn(f, out.Credentials)
	second := signIn(f, assume(first, tagged("second", nil)).Credentials)
	third := signIn(f, assume(second, tagged("third", nil, "Cost=8")).Credentials)
	for _, c := range []struct {
		caller           mfatest.Caller
		role, key, value string
		want             bool
	}{
		{first, "first", "Team", "blue", true},
		{first, "first", "Cost", "7", true},
		{first, "first", "Stage", "session", true},
		{second, "second", "Team", "blue", true},
		{second, "second", "Cost", "7", false},
		{second, "second", "Stage", "role", true},
		{third, "third", "Team", "blue", true},
		{third, "third", "Cost", "8", true},
	} {
		if got := has(c.caller, c.role, c.key, c.value); got != c.want {
			t.Errorf("%s has %s=%s: %v", c.role, c.key, c.value, got)
		}
	}
	want(t, mfatest.Refused(second, mfa.AssumeRole, tagged("third", nil, "TEAM=red")), mfa.InvalidParameterValue,
		"One of the specified transitive tag keys can't be set "+
			"because it conflicts with a transitive tag key from the calling session.")
	err := mfatest.Refused(first, mfa.AssumeRole, tagged("plain", nil))
	if !strings.Contains(err.Message, "sts:TagSession") {
		t.Errorf("inherited tags need no permission: %v", err)
	}
}

func TestASourceIdentityStays(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	for _, name := range []string{"first", "second"} {
		createRole(f, name, trustFor("sts:AssumeRole", "sts:SetSourceIdentity"))
	}
	createRole(f, "plain", trustFor("sts:AssumeRole"))
	in := tagged("plain", nil)
	in.SourceIdentity = ptr("alice")
	plain := "arn:aws:iam::123456789012:role/team/plain"
	refused := " is not authorized to perform: sts:SetSourceIdentity on resource: "
	want(t, mfatest.Refused(alice, mfa.AssumeRole, in), mfa.AccessDenied, "User: "+aliceARN+refused+plain)
	in = tagged("first", nil)
	in.SourceIdentity = ptr("alice")
	first := signIn(f, assume(alice, in).Credentials)
	chained := assume(first, tagged("second", nil))
	if chained.SourceIdentity == nil || *chained.SourceIdentity != "alice" {
		t.Errorf("the chain has the source identity %v", chained.SourceIdentity)
	}
	arn := "arn:aws:sts::123456789012:assumed-role/first/work"
	want(t, mfatest.Refused(first, mfa.AssumeRole, tagged("plain", nil)), mfa.AccessDenied, "User: "+arn+refused+plain)
	in = tagged("second", nil)
	in.SourceIdentity = ptr("bob")
	want(t, mfatest.Refused(first, mfa.AssumeRole, in), mfa.AccessDenied,
		"User: "+arn+refused+"arn:aws:iam::123456789012:role/team/second")
	permitRole(f, "second", ptr(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers",`+
		`"Resource":"*","Condition":{"StringEquals":{"aws:SourceIdentity":"alice"}}}}`))
	mfatest.Must[mfa.ListUsersResponse](signIn(f, chained.Credentials), mfa.ListUsers, mfa.ListUsersRequest{})
}

func TestATokenIsNeverTooLong(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "tags", trustFor("sts:AssumeRole", "sts:TagSession"))
	var small, large []string
	for i := range 50 {
		small = append(small, fmt.Sprintf("key%d=%s", i, noise(i, 30)))
		large = append(large, fmt.Sprintf("key%d=%s", i, noise(i, 250)))
	}
	out := assume(alice, tagged("tags", nil, small...))
	if n := len(out.Credentials.SessionToken.Reveal()); n > 4096 {
		t.Errorf("a token has %d characters", n)
	}
	f.SignIn(out.Credentials.AccessKeyId, out.Credentials.SessionToken)
	phone := f.Enable("alice", "phone")
	f.Wait(3 * otp.Period)
	in := tagged("tags", nil, large...)
	in.SerialNumber, in.TokenCode = &phone.Serial, phone.Code(0)
	wantCode(t, mfatest.Refused(alice, mfa.AssumeRole, in), mfa.PackedPolicyTooLarge)
	alice.WithMFA(phone, 0) // the code is not spent
}

func TestTheLargestRequestsMakeTokensOfAtMost4096BytesOrNone(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	for _, name := range []string{"first", "ops"} {
		createRole(f, name, trustFor("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"))
	}
	f.Wait(3 * otp.Period)
	session := alice.WithMFA(phone, 0)
	opened, refused, longest := 0, 0, 0
	for length := 0; length <= 256; length += 8 {
		// Names, a policy and ARNs of the greatest lengths, and tags of any length.
		in := tagged("first", nil)
		in.RoleSessionName, in.SourceIdentity = ptr(noise(1, 64)), ptr(noise(2, 64))
		in.Policy = ptr(`{"Statement":{"Sid":"` + noise(3, 1500) + `","Effect":"Allow","Action":"*","Resource":"*"}}`)
		for i := range 10 {
			arn := "arn:aws:iam::123456789012:policy/" + noise(i, 10)
			in.PolicyArns = append(in.PolicyArns, &mfa.PolicyDescriptor{ARN: &arn})
		}
		for i := range 50 {
			key, value := fmt.Sprintf("%d%s", i, noise(i, min(length, 126))), noise(i+50, length)
			in.Tags = append(in.Tags, &mfa.Tag{Key: &key, Value: &value})
			in.TransitiveTagKeys = append(in.TransitiveTagKeys, &key)
		}
		out, err := mfatest.Call[mfa.AssumeRoleResponse](session, mfa.AssumeRole, in)
		if err != nil {
			refused++
			wantCode(t, mfatest.Refused(session, mfa.AssumeRole, in), mfa.PackedPolicyTooLarge)
			continue
		}
		opened++
		longest = max(longest, len(out.Credentials.SessionToken.Reveal()))
		// The chain inherits the tags and the device.
		chained := tagged("ops", nil)
		chained.Policy = ptr(`{"Statement":{"Sid":"` + noise(4, 1900) + `","Effect":"Allow","Action":"*","Resource":"*"}}`)
		next, err := mfatest.Call[mfa.AssumeRoleResponse](signIn(f, out.Credentials), mfa.AssumeRole, chained)
		if err == nil {
			longest = max(longest, len(next.Credentials.SessionToken.Reveal()))
			signIn(f, next.Credentials)
		}
	}
	if opened == 0 || refused == 0 || longest > 4096 {
		t.Errorf("%d sessions were opened and %d refused; the longest token has %d bytes", opened, refused, longest)
	}
	t.Logf("%d opened, %d refused, at most %d bytes", opened, refused, longest)
}

// noise is text that does not compress well, the same for the same seed.
func noise(seed, length int) string {
	text, x := make([]byte, length), uint32(seed+1)*2654435761
	for i := range text {
		x = x*1664525 + 1013904223
		text[i] = 'A' + byte(x>>24)%26
	}
	return string(text)
}
