package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListPolicyVersionsListsTheNewestFirst(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.CreatePolicyVersion, `{"PolicyArn":"$reading","PolicyDocument":"$other"}`)
	c.wants(mfa.ListPolicyVersions, `{"PolicyArn":"$reading"}`, "Versions.*.VersionId", "[v2 v1]")
	c.wants(mfa.ListPolicyVersions, `{"PolicyArn":"$reading"}`, "Versions.*.IsDefaultVersion", "[false true]")
	c.wants(mfa.ListPolicyVersions, `{"PolicyArn":"$reading","MaxItems":1}`, "Versions.*.VersionId", "[v2]")
}
