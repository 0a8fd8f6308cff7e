package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestGetPolicyVersionReturnsTheDocument(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.CreatePolicyVersion, `{"PolicyArn":"$reading","PolicyDocument":"$other"}`)
	for id, action := range map[string]string{"v1": "iam:ListUsers", "v2": "iam:GetUser"} {
		c.wants(mfa.GetPolicyVersion, `{"PolicyArn":"$reading","VersionId":"`+id+`"}`,
			"PolicyVersion.Document.Statement.Action", action)
	}
	c.refuses(mfa.GetPolicyVersion, `{"PolicyArn":"$reading","VersionId":"v3"}`, mfa.NoSuchEntity,
		"Policy "+readingARN+" version v3 does not exist or is not attachable.")
}
