package mfatest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A directoryCall is an entry about names and permissions. Needs names the
// operations whose calls come before, beside what these need.
type directoryCall struct {
	Operation mfa.Operation
	From      Role
	Body      string
	Needs     []string
	Again     mfa.ErrorCode
	DynamoDB  int

	// As in an Entry; only AssumeRole has them.
	Device string
	Shift  otp.Step
	Cells  Cells
	KMS    int
}

// directoryEntries are in an order in which all can be sent to one stage, one
// after the other.
func directoryEntries() []Entry {
	calls := slices.Concat(policyCalls(), groupCalls(), roleCalls(), simulationCalls(), endCalls())
	entries := []Entry{
		{
			Operation: mfa.TagUser,
			Body:      `{"UserName":"$user","Tags":[{"Key":"k","Value":"v"}]}`,
			User:      "alice",
			Cells:     EachUser,
			DynamoDB:  2,
		},
		{
			Operation: mfa.ListUserTags,
			Body:      ofUser,
			User:      "alice",
			Cells:     EachUser,
			DynamoDB:  1,
		},
		{
			Operation: mfa.UntagUser,
			Body:      `{"UserName":"$user","TagKeys":["k"]}`,
			User:      "alice",
			Cells:     EachUser,
			DynamoDB:  2,
		},
	}
	for _, c := range calls {
		if !complete(c, calls) {
			continue
		}
		entries = append(entries, Entry{
			Operation: c.Operation,
			From:      c.From,
			Body:      c.Body,
			Device:    c.Device,
			Shift:     c.Shift,
			Before:    before(c, calls),
			Again:     c.Again,
			Cells:     c.Cells,
			DynamoDB:  c.DynamoDB,
			KMS:       c.KMS,
		})
	}
	return entries
}

// complete reports whether everything that a call needs is there.
func complete(c directoryCall, all []directoryCall) bool {
	return !slices.ContainsFunc(c.Needs, func(name string) bool {
		at := slices.IndexFunc(all, func(other directoryCall) bool { return other.Operation.Name == name })
		return name != mfa.CreateUser.Name && (at < 0 || !complete(all[at], all))
	})
}

// before returns the requests that a call needs, in order.
func before(c directoryCall, all []directoryCall) (requests []Before) {
	needed := map[string]bool{c.Operation.Name: true}
	for _, other := range slices.Backward(all) {
		if needed[other.Operation.Name] {
			for _, name := range other.Needs {
				needed[name] = true
			}
		}
	}
	if needed["CreateUser"] {
		requests = append(requests, Before{mfa.CreateUser, `{"UserName":"new"}`})
	}
	for _, other := range all {
		if needed[other.Operation.Name] && other.Operation.Name != c.Operation.Name {
			requests = append(requests, Before{other.Operation, other.Body})
		}
	}
	return requests
}

const allowListing = `"{\"Version\":\"2012-10-17\",` +
	`\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"iam:ListUsers\",\"Resource\":\"*\"}}"`

// thePolicy is the ARN of the policy that CreatePolicy of the catalogue makes.
const thePolicy = `"PolicyArn":"arn:aws:iam::` + Account + `:policy/reading"`

func policyCalls() []directoryCall {
	calls := []directoryCall{{
		Operation: mfa.CreatePolicy,
		DynamoDB:  1,
		Body:      `{"PolicyName":"reading","PolicyDocument":` + allowListing + `}`,
		Again:     mfa.EntityAlreadyExists,
	}}
	for _, c := range []struct {
		operation mfa.Operation
		members   string
		needs     string
		dynamoDB  int
		again     mfa.ErrorCode
	}{
		{mfa.GetPolicy, "", "CreatePolicy", 1, ""},
		{mfa.TagPolicy, `,"Tags":[{"Key":"k","Value":"v"}]`, "CreatePolicy", 2, ""},
		{mfa.ListPolicyTags, "", "CreatePolicy", 1, ""},
		{mfa.UntagPolicy, `,"TagKeys":["k"]`, "CreatePolicy", 2, ""},
		{mfa.CreatePolicyVersion, `,"SetAsDefault":true,"PolicyDocument":` + allowListing, "CreatePolicy", 2, ""},
		{mfa.ListPolicyVersions, "", "CreatePolicyVersion", 1, ""},
		{mfa.GetPolicyVersion, `,"VersionId":"v1"`, "CreatePolicyVersion", 2, ""},
		{mfa.SetDefaultPolicyVersion, `,"VersionId":"v1"`, "CreatePolicyVersion", 3, ""},
		{mfa.DeletePolicyVersion, `,"VersionId":"v2"`, "SetDefaultPolicyVersion", 2, mfa.NoSuchEntity},
	} {
		calls = append(calls, directoryCall{
			Operation: c.operation,
			Body:      `{` + thePolicy + c.members + `}`,
			Needs:     []string{c.needs},
			DynamoDB:  c.dynamoDB,
			Again:     c.again,
		})
	}
	return append(calls, directoryCall{
		Operation: mfa.ListPolicies,
		Body:      `{"Scope":"Local"}`,
		Needs:     []string{"CreatePolicy"},
		DynamoDB:  4, // the service's own, two parts of the listing, the policies on the page
	})
}

// attached are the calls about the policies of a user, a group or a role.
// reads is how many calls it takes to read it.
func attached(kind, who, creates string, reads int) []directoryCall {
	operation := func(format string) mfa.Operation {
		op, known := mfa.OperationNamed(fmt.Sprintf(format, kind))
		if !known {
			panic("mfatest: no operation " + fmt.Sprintf(format, kind))
		}
		return op
	}
	name := fmt.Sprintf(`"%sName":"%s"`, kind, who)
	inline := name + `,"PolicyName":"in"`
	arn := name + `,` + thePolicy
	needs := func(format string) []string { return []string{fmt.Sprintf(format, kind)} }
	return []directoryCall{
		{
			Operation: operation("Put%sPolicy"),
			DynamoDB:  reads + 1,
			Body:      `{` + inline + `,"PolicyDocument":` + allowListing + `}`,
			Needs:     []string{creates},
		},
		{
			Operation: operation("Get%sPolicy"),
			DynamoDB:  reads,
			Body:      `{` + inline + `}`,
			Needs:     needs("Put%sPolicy"),
		},
		{
			Operation: operation("List%sPolicies"),
			DynamoDB:  reads,
			Body:      `{` + name + `}`,
			Needs:     needs("Put%sPolicy"),
		},
		{
			Operation: operation("Delete%sPolicy"),
			DynamoDB:  reads + 1,
			Body:      `{` + inline + `}`,
			Needs:     needs("Put%sPolicy"),
			Again:     mfa.NoSuchEntity,
		},
		{
			Operation: operation("Attach%sPolicy"),
			DynamoDB:  reads + 2,
			Body:      `{` + arn + `}`,
			Needs:     []string{creates, "CreatePolicy"},
		},
		{
			Operation: operation("ListAttached%sPolicies"),
			DynamoDB:  reads,
			Body:      `{` + name + `}`,
			Needs:     needs("Attach%sPolicy"),
		},
		{
			Operation: operation("Detach%sPolicy"),
			DynamoDB:  reads + 2,
			Body:      `{` + arn + `}`,
			Needs:     needs("Attach%sPolicy"),
			Again:     mfa.NoSuchEntity,
		},
	}
}

// boundaries are the calls about the permissions boundary of a user or a role.
func boundaries(put, remove mfa.Operation, name, creates string) []directoryCall {
	arn := strings.Replace(thePolicy, "PolicyArn", "PermissionsBoundary", 1)
	return []directoryCall{
		{
			Operation: put,
			DynamoDB:  3, // reads both, writes both at once
			Body:      `{` + name + `,` + arn + `}`,
			Needs:     []string{creates, "CreatePolicy"},
		},
		{
			Operation: remove,
			DynamoDB:  3,
			Body:      `{` + name + `}`,
			Needs:     []string{put.Name},
			Again:     mfa.NoSuchEntity,
		},
	}
}

func groupCalls() []directoryCall {
	calls := []directoryCall{
		{
			Operation: mfa.CreateGroup,
			DynamoDB:  1,
			Body:      `{"GroupName":"team"}`,
			Again:     mfa.EntityAlreadyExists,
		},
		{
			Operation: mfa.AddUserToGroup,
			DynamoDB:  4,
			Body:      `{"GroupName":"team","UserName":"new"}`,
			Needs:     []string{"CreateGroup", "CreateUser"},
		},
		{
			Operation: mfa.GetGroup,
			DynamoDB:  3,
			Body:      `{"GroupName":"team"}`,
			Needs:     []string{"AddUserToGroup"},
		},
		{
			Operation: mfa.ListGroups,
			DynamoDB:  2,
			Body:      `{}`,
			Needs:     []string{"CreateGroup"},
		},
		{
			Operation: mfa.ListGroupsForUser,
			DynamoDB:  2,
			Body:      `{"UserName":"new"}`,
			Needs:     []string{"AddUserToGroup"},
		},
		{
			Operation: mfa.UpdateGroup,
			DynamoDB:  3,
			Body:      `{"GroupName":"team","NewPath":"/moved/"}`,
			Needs:     []string{"CreateGroup"},
		},
		{
			Operation: mfa.RemoveUserFromGroup,
			DynamoDB:  4,
			Body:      `{"GroupName":"team","UserName":"new"}`,
			Needs:     []string{"AddUserToGroup"},
		},
	}
	return slices.Concat(calls, attached("Group", "team", "CreateGroup", 2), attached("User", "new", "CreateUser", 1),
		boundaries(mfa.PutUserPermissionsBoundary, mfa.DeleteUserPermissionsBoundary, `"UserName":"new"`, "CreateUser"))
}

// trustMFA lets every user of the account assume the role with MFA.
const trustMFA = `"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",` +
	`\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sts:AssumeRole\",` +
	`\"Condition\":{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}}}}"`

func roleCalls() []directoryCall {
	calls := []directoryCall{{
		Operation: mfa.CreateRole,
		DynamoDB:  2,
		Body:      `{"RoleName":"ops","AssumeRolePolicyDocument":` + trustMFA + `}`,
		Again:     mfa.EntityAlreadyExists,
	}}
	for _, c := range []struct {
		operation mfa.Operation
		members   string
		dynamoDB  int
	}{
		{mfa.GetRole, "", 1},
		{mfa.UpdateRole, `,"MaxSessionDuration":7200`, 2},
		{mfa.UpdateRoleDescription, `,"Description":"d"`, 2},
		{mfa.UpdateAssumeRolePolicy, `,"PolicyDocument":` + trustMFA, 2},
		{mfa.TagRole, `,"Tags":[{"Key":"k","Value":"v"}]`, 2},
		{mfa.ListRoleTags, "", 1},
		{mfa.ListInstanceProfilesForRole, "", 1},
		{mfa.UntagRole, `,"TagKeys":["k"]`, 2},
	} {
		calls = append(calls, directoryCall{
			Operation: c.operation,
			Body:      `{"RoleName":"ops"` + c.members + `}`,
			Needs:     []string{"CreateRole"},
			DynamoDB:  c.dynamoDB,
		})
	}
	calls = append(calls, directoryCall{
		Operation: mfa.ListRoles,
		Body:      `{}`,
		Needs:     []string{"CreateRole"},
		DynamoDB:  3, // two parts of the listing, then the roles on the page
	}, directoryCall{
		Operation: mfa.AssumeRole,
		From:      Alice,
		Body: `{"RoleArn":"arn:aws:iam::` + Account + `:role/ops","RoleSessionName":"work",` +
			`"SerialNumber":"$serial","TokenCode":"$code"}`,
		Device:   "phone",
		Shift:    1,
		Again:    mfa.AccessDenied,
		Needs:    []string{"CreateRole"},
		Cells:    EachDeviceOrNone,
		DynamoDB: 4, // reserves the attempt, redeems the code, reads the role and the user
		KMS:      1,
	})
	return slices.Concat(calls, attached("Role", "ops", "CreateRole", 1),
		boundaries(mfa.PutRolePermissionsBoundary, mfa.DeleteRolePermissionsBoundary, `"RoleName":"ops"`, "CreateRole"))
}

func simulationCalls() []directoryCall {
	alice := `"PolicySourceArn":"arn:aws:iam::` + Account + `:user/alice"`
	return []directoryCall{
		{
			Operation: mfa.ListEntitiesForPolicy,
			DynamoDB:  1,
			Body:      `{` + thePolicy + `}`,
			Needs:     []string{"AttachUserPolicy"},
		},
		{
			Operation: mfa.SimulateCustomPolicy,
			Body:      `{"ActionNames":["iam:ListUsers"],"PolicyInputList":[` + allowListing + `]}`,
		},
		{
			Operation: mfa.SimulatePrincipalPolicy,
			DynamoDB:  1,
			Body:      `{"ActionNames":["iam:ListUsers"],` + alice + `}`,
		},
		{
			Operation: mfa.GetContextKeysForCustomPolicy,
			Body:      `{"PolicyInputList":[` + allowListing + `]}`,
		},
		{
			Operation: mfa.GetContextKeysForPrincipalPolicy,
			DynamoDB:  1,
			Body:      `{` + alice + `}`,
		},
	}
}

// endCalls are the calls after which something is no more.
func endCalls() []directoryCall {
	return []directoryCall{
		{
			Operation: mfa.DeleteGroup,
			DynamoDB:  3,
			Body:      `{"GroupName":"team"}`,
			Needs:     []string{"CreateGroup"},
			Again:     mfa.NoSuchEntity,
		},
		{
			Operation: mfa.DeleteRole,
			DynamoDB:  2,
			Body:      `{"RoleName":"ops"}`,
			Needs:     []string{"CreateRole"},
			Again:     mfa.NoSuchEntity,
		},
		{
			Operation: mfa.DeletePolicy,
			DynamoDB:  2,
			Body:      `{` + thePolicy + `}`,
			Needs:     []string{"CreatePolicy"},
			Again:     mfa.NoSuchEntity,
		},
	}
}
