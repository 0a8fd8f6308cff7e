package mfa_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestGetAccountAuthorizationDetailsShowsEverythingOnceInPages(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	policy, _ := mfatest.EntryOf("CreatePolicy")
	sent(t, f.Root, policy.Operation, strings.Replace(policy.Body, `{`, `{"Description":"for tests",`, 1))
	for _, name := range []string{"CreateGroup", "CreateRole"} {
		entry, _ := mfatest.EntryOf(name)
		sent(t, f.Root, entry.Operation, entry.Body)
	}
	version, _ := mfatest.EntryOf("CreatePolicyVersion")
	sent(t, f.Root, version.Operation, version.Body)
	sent(t, f.Root, mfa.AddUserToGroup, `{"GroupName":"team","UserName":"alice"}`)
	sent(t, f.Root, mfa.AttachGroupPolicy, `{"GroupName":"team","PolicyArn":"`+mfa.SelfServicePolicy+`"}`)
	page := func(body string) (out mfa.GetAccountAuthorizationDetailsResponse, err error) {
		var in mfa.GetAccountAuthorizationDetailsRequest
		if err := json.Unmarshal([]byte(body), &in); err != nil {
			t.Fatal(err)
		}
		return mfatest.Call[mfa.GetAccountAuthorizationDetailsResponse](f.Root, mfa.GetAccountAuthorizationDetails, in)
	}
	all, err := page(`{}`)
	if err != nil || len(all.UserDetailList) != 1 || len(all.RoleDetailList) != 1 || len(all.GroupDetailList) != 1 ||
		len(all.Policies) != 2 || all.IsTruncated {
		t.Fatalf("got %+v, %v", all, err)
	}
	if groups := all.UserDetailList[0].GroupList; !slices.Equal(groups, []string{"team"}) {
		t.Errorf("alice is in %v", groups)
	}
	own := slices.IndexFunc(all.Policies, func(p mfa.ManagedPolicyDetail) bool { return p.PolicyName == "reading" })
	if all.Policies[own].Description != nil || all.Policies[own].Tags != nil {
		t.Errorf("the policy is shown as %+v", all.Policies[own])
	}
	versions := all.Policies[own].PolicyVersionList
	if len(versions) != 2 || versions[0].VersionId != "v2" || versions[1].Document == nil {
		t.Errorf("the versions are %+v", versions)
	}
	seen, marker := 0, ""
	for range 10 {
		out, err := page(`{"MaxItems":1` + marker + `}`)
		if err != nil {
			t.Fatal(err)
		}
		n := len(out.UserDetailList) + len(out.RoleDetailList) + len(out.GroupDetailList) + len(out.Policies)
		if seen += n; n > 1 {
			t.Errorf("a page has %d items", n)
		}
		if !out.IsTruncated {
			break
		}
		marker = `,"Marker":"` + *out.Marker + `"`
	}
	if seen != 5 {
		t.Errorf("the pages have %d items, want 5", seen)
	}
	first, err := page(`{"MaxItems":1}`)
	if err != nil {
		t.Fatal(err)
	}
	_, err = page(`{"Filter":["User"],"Marker":"` + *first.Marker + `"}`)
	if err == nil || err.Error() != "ValidationError: Marker and Filter do not match" {
		t.Errorf("got error %v", err)
	}
	for filter, want := range map[string]int{
		"User": 1, "Role": 1, "Group": 1, "LocalManagedPolicy": 1, "AWSManagedPolicy": 1,
	} {
		out, err := page(`{"Filter":["` + filter + `"]}`)
		n := len(out.UserDetailList) + len(out.RoleDetailList) + len(out.GroupDetailList) + len(out.Policies)
		if err != nil || n != want {
			t.Errorf("%s: %d items, %v", filter, n, err)
		}
	}
	_, err = page(`{"Filter":["Users"]}`)
	if err == nil || !strings.Contains(err.Error(), "[LocalManagedPolicy, User, AWSManagedPolicy, Role, Group]]") {
		t.Errorf("got error %v", err)
	}
}
