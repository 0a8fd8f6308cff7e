package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestCreatePolicyVersionAllowsFiveVersions(t *testing.T) {
	c := newConsole(t)
	const version = `{"PolicyArn":"$reading","PolicyDocument":"$other","SetAsDefault":true}`
	for _, id := range []string{"v2", "v3", "v4", "v5"} {
		c.wants(mfa.CreatePolicyVersion, version, "PolicyVersion.VersionId", id)
	}
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$reading"}`, "Policy.DefaultVersionId", "v5")
	c.refuses(mfa.CreatePolicyVersion, version, mfa.LimitExceeded, "A managed policy can have up to 5 versions. "+
		"Before you create a new version, you must delete an existing version.")
}
