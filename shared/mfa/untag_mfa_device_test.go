package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestUntagMFADeviceRemovesTheTagsThatAreThere(t *testing.T) {
	c := newConsole(t)
	phone := `"SerialNumber":"` + c.f.Root.Device("phone").Serial + `"`
	c.do(mfa.TagMFADevice, `{`+phone+`,"Tags":[{"Key":"env","Value":"a"},{"Key":"Env","Value":"b"}]}`)
	c.do(mfa.UntagMFADevice, `{`+phone+`,"TagKeys":["env","absent"]}`)
	c.wants(mfa.ListMFADeviceTags, `{`+phone+`}`, "Tags.*.Key", "[Env]")
	c.refuses(mfa.UntagMFADevice, `{"SerialNumber":"`+phoneARN+`2","TagKeys":["env"]}`, mfa.NoSuchEntity,
		"MFA Device with serial number "+phoneARN+"2 does not exist.")
}
