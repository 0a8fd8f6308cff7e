package policy_test

import (
	"fmt"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// A user may manage the device of her own name, and everything else only with
// MFA. She calls with a long-term access key, so the request has no
// aws:MultiFactorAuthPresent.
func Example() {
	document, err := policy.Parse(`{
		"Version": "2012-10-17",
		"Statement": [
			{"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
			{
				"Effect": "Deny",
				"NotAction": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"],
				"Resource": "*",
				"Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
			}
		]
	}`, policy.Identity)
	if err != nil {
		fmt.Println(err)
		return
	}
	set := policy.Set{Identity: policy.Layer{{Name: "RequireMFA", Document: document}}}
	alice := "arn:aws:iam::123456789012:user/alice"
	for _, action := range []string{"iam:EnableMFADevice", "iam:DeleteUser"} {
		decision := set.Evaluate(&policy.Request{
			Action:    action,
			Resource:  alice,
			Principal: policy.Principal{ARN: alice, Account: "123456789012"},
			Context: policy.ContextFunc(func(key string) policy.Value {
				if key == "aws:username" {
					return policy.Text("alice")
				}
				return policy.Value{}
			}),
		})
		if decision.Allowed() {
			fmt.Println(action, "allowed by", decision.Policy)
		} else {
			fmt.Println(decision.Denied(alice, action, "user alice"))
			fmt.Println("line", decision.Statement.Start.Line, "of", decision.Policy)
		}
	}
	// Output:
	// iam:EnableMFADevice allowed by RequireMFA
	// User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:DeleteUser on resource: user alice with an explicit deny in an identity-based policy
	// line 4 of RequireMFA
}
