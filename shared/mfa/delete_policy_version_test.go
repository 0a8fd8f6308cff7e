package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDeletePolicyVersionNeverUsesANumberAgain(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.CreatePolicyVersion, `{"PolicyArn":"$reading","PolicyDocument":"$other"}`)
	c.do(mfa.DeletePolicyVersion, `{"PolicyArn":"$reading","VersionId":"v2"}`)
	c.wants(mfa.CreatePolicyVersion, `{"PolicyArn":"$reading","PolicyDocument":"$other"}`, "PolicyVersion.VersionId", "v3")
	c.refuses(mfa.DeletePolicyVersion, `{"PolicyArn":"$reading","VersionId":"v1"}`, mfa.DeleteConflict,
		"Cannot delete the default version of a policy.")
	c.refuses(mfa.DeletePolicyVersion, `{"PolicyArn":"$reading","VersionId":"v2"}`, mfa.NoSuchEntity,
		"Policy "+readingARN+" version v2 does not exist or is not attachable.")
}
