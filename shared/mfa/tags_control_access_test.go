package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// wantTagged checks whether a caller may tag a user or a device by a request in
// JSON.
func wantTagged(t *testing.T, c mfatest.Caller, op mfa.Operation, body string, allowed bool) {
	t.Helper()
	if err := c.Send(op, body); (err == nil) != allowed {
		t.Errorf("%s %s: %v; want it allowed: %v", op.Name, body, err, allowed)
	}
}

func ifTags(action, condition string) string {
	return `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"` + action +
		`","Resource":"*","Condition":` + condition + `}}`
}

func TestTagsOfUsersControlAccess(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	f.User("bob")
	tag := func(user, value string) {
		wantTagged(t, f.Root, mfa.TagUser, `{"UserName":"`+user+`","Tags":[{"Key":"team","Value":"`+value+`"}]}`, true)
	}
	const getBob = `{"UserName":"bob"}`
	putPolicy(f, "alice", "p", ifTags("iam:GetUser", `{"StringEquals":{"aws:ResourceTag/Team":"blue"}}`))
	wantTagged(t, alice, mfa.GetUser, getBob, false)
	tag("bob", "blue")
	wantTagged(t, alice, mfa.GetUser, getBob, true)

	putPolicy(f, "alice", "p",
		ifTags("iam:GetUser", `{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}`))
	wantTagged(t, alice, mfa.GetUser, getBob, false)
	tag("alice", "red")
	wantTagged(t, alice, mfa.GetUser, getBob, false)
	tag("alice", "blue")
	wantTagged(t, alice, mfa.GetUser, getBob, true)
}

func TestTagsOfARequestControlAccess(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	f.User("bob")
	putPolicy(f, "alice", "p", ifTags("iam:TagUser",
		`{"StringEquals":{"aws:RequestTag/team":["red","blue"]},"ForAllValues:StringEquals":{"aws:TagKeys":"team"}}`))
	wantTagged(t, alice, mfa.TagUser, `{"UserName":"bob","Tags":[{"Key":"team","Value":"green"}]}`, false)
	wantTagged(t, alice, mfa.TagUser,
		`{"UserName":"bob","Tags":[{"Key":"team","Value":"blue"},{"Key":"rank","Value":"1"}]}`, false)
	wantTagged(t, alice, mfa.TagUser, `{"UserName":"bob","Tags":[{"Key":"team","Value":"blue"}]}`, true)
}

func TestTagsOfDevicesControlAccess(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	spare := f.Root.Device("spare")
	request := `{"SerialNumber":"` + spare.Serial + `"}`
	putPolicy(f, "alice", "p", ifTags("iam:*MFADevice*", `{"StringEquals":{"aws:ResourceTag/stage":"test"}}`))
	wantTagged(t, alice, mfa.ListMFADeviceTags, request, false)
	wantTagged(t, f.Root, mfa.TagMFADevice,
		`{"SerialNumber":"`+spare.Serial+`","Tags":[{"Key":"stage","Value":"test"}]}`, true)
	wantTagged(t, alice, mfa.ListMFADeviceTags, request, true)
	wantTagged(t, alice, mfa.DeleteVirtualMFADevice, request, true)
}

func TestTheResourceOfAUserHasTheStoredPathAndName(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	wantTagged(t, f.Root, mfa.CreateUser, `{"UserName":"Bob","Path":"/team/"}`, true)
	for resource, allowed := range map[string]bool{"user/Bob": false, "user/team/bob": false, "user/team/Bob": true} {
		putPolicy(f, "alice", "p", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:GetUser",`+
			`"Resource":"arn:aws:iam::`+mfatest.Account+`:`+resource+`"}}`)
		wantTagged(t, alice, mfa.GetUser, `{"UserName":"BOB"}`, allowed)
	}
}

// A documented is a policy of the IAM user guide, with requests that it allows
// and requests that it does not.
type documented struct {
	title           string
	document        string
	allowed, denied []asked
}

func tagging(user string, pairs ...string) asked {
	body := `{"UserName":"` + user + `","Tags":[`
	for i := 0; i < len(pairs); i += 2 {
		if i > 0 {
			body += ","
		}
		body += `{"Key":"` + pairs[i] + `","Value":"` + pairs[i+1] + `"}`
	}
	return asked{mfa.TagUser, body + `]}`}
}

// creating is tagging of a user who is only created with it.
func creating(user string, pairs ...string) asked {
	return asked{mfa.CreateUser, tagging(user, pairs...).body}
}

func untagging(user, keys string) asked {
	return asked{mfa.UntagUser, `{"UserName":"` + user + `","TagKeys":[` + keys + `]}`}
}

// Users of the examples: those whose names say what their tags are.
var taggedUsers = []asked{
	creating("terminated", "status", "terminated"),
	creating("employee", "jobFunction", "employee"),
	creating("manager", "JobFunction", "Manager"),
	creating("untagged"),
}

// documentedExamples are those of "Controlling access to and for IAM users and
// roles using tags" and of the examples "Add a specific tag to a user with a
// specific tag", "Create new users only with specific tags" and "Manage a
// specific tag".
var documentedExamples = []documented{
	{
		title:    "delete users that are terminated",
		document: ifTags("iam:DeleteUser", `{"StringLike":{"iam:ResourceTag/status":"terminated"}}`),
		allowed:  []asked{{mfa.DeleteUser, `{"UserName":"terminated"}`}},
		denied: []asked{
			{mfa.DeleteUser, `{"UserName":"employee"}`},
			{mfa.DeleteUser, `{"UserName":"untagged"}`},
			{mfa.DeleteUser, `{"UserName":"unknown"}`},
		},
	},
	{
		title: "edit the tags of employees",
		document: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:ListUserTags","iam:TagUser",` +
			`"iam:UntagUser"],"Resource":"*","Condition":{"StringLike":{"iam:ResourceTag/jobFunction":"employee"}}}]}`,
		allowed: []asked{
			{mfa.ListUserTags, `{"UserName":"employee"}`},
			tagging("employee", "team", "red"),
			untagging("employee", `"team"`),
		},
		denied: []asked{tagging("manager", "team", "red"), tagging("untagged", "jobFunction", "employee")},
	},
	{
		title:    "tag users as HR or CS only",
		document: ifTags("iam:TagUser", `{"StringLike":{"aws:RequestTag/department":["HR","CS"]}}`),
		allowed:  []asked{tagging("untagged", "department", "HR"), tagging("untagged", "department", "CS", "team", "red")},
		denied:   []asked{tagging("untagged", "department", "IT"), tagging("untagged", "team", "HR")},
	},
	{
		title:    "remove the tag temporary only",
		document: ifTags("iam:UntagUser", `{"ForAllValues:StringEquals":{"aws:TagKeys":["temporary"]}}`),
		allowed:  []asked{untagging("employee", `"temporary"`)},
		denied:   []asked{untagging("employee", `"jobFunction"`), untagging("employee", `"temporary","jobFunction"`)},
	},
	{
		title: "add a department to managers only",
		document: ifTags("iam:TagUser", `{"StringEquals":{"iam:ResourceTag/JobFunction":"Manager",`+
			`"aws:RequestTag/Department":["Marketing","Development","QualityAssurance"]},`+
			`"ForAllValues:StringEquals":{"aws:TagKeys":"Department"}}`),
		allowed: []asked{tagging("manager", "Department", "Marketing")},
		denied: []asked{
			tagging("manager", "Department", "Sales"),
			tagging("manager", "Department", "Marketing", "team", "red"),
			tagging("employee", "Department", "Marketing"),
			tagging("untagged", "Department", "Marketing"),
		},
	},
	{
		title: "create users with certain tags only",
		document: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:CreateUser","iam:TagUser"],` +
			`"Resource":"*","Condition":{"StringEqualsIfExists":{"aws:RequestTag/Department":["Development",` +
			`"QualityAssurance"],"aws:RequestTag/JobFunction":"Employee"},"ForAllValues:StringEquals":` +
			`{"aws:TagKeys":["Department","JobFunction"]}}}]}`,
		allowed: []asked{
			creating("new1", "Department", "Development", "JobFunction", "Employee"),
			creating("new2", "Department", "QualityAssurance"),
			creating("new3"),
		},
		denied: []asked{
			creating("new4", "Department", "Sales"),
			creating("new5", "JobFunction", "Employee", "Project", "core"),
			creating("new6", "JobFunction", "Manager"),
		},
	},
	{
		title:    "manage one tag",
		document: ifTags("iam:*ag*", `{"ForAllValues:StringEquals":{"aws:TagKeys":"Department"}}`),
		allowed:  []asked{tagging("untagged", "Department", "any"), untagging("untagged", `"Department"`)},
		denied:   []asked{tagging("untagged", "Dept", "any"), tagging("untagged", "Department", "any", "b", "c")},
	},
	{
		title: "look at the users that the tag of the caller names",
		document: ifTags("iam:GetUser",
			`{"StringEquals":{"iam:ResourceTag/jobFunction":"${aws:PrincipalTag/looks-after}"}}`),
		allowed: []asked{{mfa.GetUser, `{"UserName":"employee"}`}},
		denied:  []asked{{mfa.GetUser, `{"UserName":"manager"}`}, {mfa.GetUser, `{"UserName":"untagged"}`}},
	},
}

func TestTheExamplesOfTheUserGuideControlAccessByTags(t *testing.T) {
	for _, example := range documentedExamples {
		t.Run(example.title, func(t *testing.T) {
			f := mfatest.New(t, nil)
			alice := f.User("alice")
			for _, user := range append(taggedUsers, tagging("alice", "looks-after", "employee")) {
				if err := f.Root.Send(user.operation, user.body); err != nil {
					t.Fatal(err)
				}
			}
			putPolicy(f, "alice", "p", example.document)
			for _, request := range example.denied {
				if err := alice.Send(request.operation, request.body); refusalOf(err) != mfa.AccessDenied {
					t.Errorf("%s %s: %v; want it denied", request.operation.Name, request.body, err)
				}
			}
			for _, request := range example.allowed {
				if err := alice.Send(request.operation, request.body); err != nil {
					t.Errorf("%s %s: %v; want it allowed", request.operation.Name, request.body, err)
				}
			}
		})
	}
}

// Enable, Deactivate and Resync act on the user: a device's tags have no say.
func TestTagsOfADeviceDoNotAffectItsUser(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, _ := f.User("alice"), f.User("bob2")
	phone := f.Enable("bob2", "phone")
	request := `{"UserName":"bob2","SerialNumber":"` + phone.Serial + `"}`
	putPolicy(f, "alice", "p", ifTags("iam:DeactivateMFADevice", `{"StringEquals":{"aws:ResourceTag/stage":"test"}}`))
	wantTagged(t, f.Root, mfa.TagMFADevice,
		`{"SerialNumber":"`+phone.Serial+`","Tags":[{"Key":"stage","Value":"test"}]}`, true)
	wantTagged(t, alice, mfa.DeactivateMFADevice, request, false)
	wantTagged(t, f.Root, mfa.TagUser, `{"UserName":"bob2","Tags":[{"Key":"stage","Value":"test"}]}`, true)
	wantTagged(t, alice, mfa.DeactivateMFADevice, request, true)
}
