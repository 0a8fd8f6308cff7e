package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestCreateAccessKeyAllowsTwoKeys(t *testing.T) {
	c := newConsole(t)
	for range 2 {
		c.wants(mfa.CreateAccessKey, `{"UserName":"alice"}`, "AccessKey.Status", "Active")
	}
	c.refuses(mfa.CreateAccessKey, `{"UserName":"alice"}`, mfa.LimitExceeded,
		"Cannot exceed quota for AccessKeysPerUser: 2")
	c.refuses(mfa.CreateAccessKey, `{}`, mfa.ValidationError,
		"Must specify userName when calling with non-User credentials")
}
