package policytest

import (
	"math/rand/v2"
	"strings"
)

// A scenario is a request and the policies that apply to it, as both evaluators
// read it.
type scenario struct {
	Identity []document
	Boundary *document
	Action   string
	Resource string
	Context  map[string]any // a string, or a list of strings
}

type document struct {
	Version   string
	Statement []map[string]any
}

// The words of policies that people write: AWS's own examples for MFA and
// self-service, access by tags, by address and by time.
var (
	actionPatterns = []string{
		"*", "iam:*", "iam:Get*", "iam:GetUser", "iam:*MFADevice", "iam:EnableMFADevice", "IAM:enablemfadevice",
		"iam:*VirtualMFADevice", "iam:List*", "s3:*", "s3:GetObject", "s3:Get*", "s3:?etObject", "s3:*Object",
		"sts:AssumeRole", "sts:*", "ec2:StopInstances", "ec2:*Instances", "iam:*LoginProfile", "iam:*AccessKey*",
	}
	actions = []string{
		"iam:GetUser", "iam:EnableMFADevice", "iam:CreateVirtualMFADevice", "iam:DeactivateMFADevice", "iam:ListUsers",
		"s3:GetObject", "s3:PutObject", "sts:AssumeRole", "ec2:StopInstances", "iam:CreateAccessKey",
	}
	resourcePatterns = []string{
		"*", "arn:aws:iam::*:user/*", "arn:aws:iam::123456789012:user/${aws:username}", "arn:aws:iam::*:mfa/*",
		"arn:aws:iam::123456789012:mfa/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}",
		"arn:aws:iam::210987654321:*", "arn:aws:s3:::reports/*", "arn:aws:s3:::reports/${aws:username}/*",
		"arn:aws:s3:::*/home/${aws:PrincipalTag/team}/*", "arn:aws:s3:::report?/*", "arn:aws:s3:::*",
		"arn:aws:ec2:*:123456789012:instance/*", "arn:aws:iam::123456789012:role/*",
		"arn:aws:s3:::reports/${aws:PrincipalTag/team, 'public'}/*", "arn:aws:s3:::reports/${*}",
	}
	resources = []string{
		"arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:user/team/alice",
		"arn:aws:iam::123456789012:user/bob", "arn:aws:iam::123456789012:mfa/alice", "arn:aws:s3:::reports/alice/2026.csv",
		"arn:aws:s3:::reports/public/a", "arn:aws:s3:::reports/home/red/a",
		"arn:aws:ec2:eu-west-1:123456789012:instance/i-0abc", "arn:aws:iam::123456789012:role/admin",
	}
)

// A key is a condition key, the operators that people use it with, the values of
// policies, and the values of requests.
type key struct {
	name      string
	operators []string
	values    []string
	requests  []any
}

var (
	textOperators = []string{"StringEquals", "StringNotEquals", "StringLike", "StringNotLike",
		"StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"}
	numberOperators = []string{"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals",
		"NumericGreaterThan", "NumericGreaterThanEquals"}
	dateOperators = []string{"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
		"DateGreaterThanEquals"}
	arnOperators = []string{"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"}
	tagValues    = []string{"red", "blue", "RED", "r*", "?ed", "", "${aws:username}", "${aws:PrincipalTag/team}",
		"${aws:PrincipalTag/team, 'blue'}", "${*}"}
	tags = []any{"red", "blue", "Red", "alice", "", "*"}
)

var keys = []key{
	{"aws:MultiFactorAuthPresent", []string{"Bool"}, []string{"true", "false"}, []any{"true", "false"}},
	{"aws:MultiFactorAuthAge", numberOperators, []string{"3600", "100", "60.5", "1e3"}, []any{"0", "100", "3600", "9999"}},
	{"aws:CurrentTime", dateOperators,
		[]string{"2026-01-01T00:00:00Z", "2026-09-01T12:00:00Z", "2027-01-01", "2026-09-01T12:00:00+02:00"},
		[]any{"2026-09-01T12:00:00Z", "2025-12-31T23:59:59Z", "2026-09-01T10:00:00Z"}},
	{"aws:SourceIp", []string{"IpAddress", "NotIpAddress"},
		[]string{"192.0.2.0/24", "203.0.113.7", "2001:db8::/32", "0.0.0.0/0", "198.51.100.0/25"},
		[]any{"192.0.2.9", "203.0.113.7", "2001:db8::1", "198.51.100.200"}},
	{"aws:PrincipalTag/team", textOperators, tagValues, tags},
	{"aws:RequestTag/team", textOperators, tagValues, tags},
	{"aws:ResourceTag/team", textOperators, tagValues, tags},
	{"aws:PrincipalArn", arnOperators,
		[]string{"arn:aws:iam::*:user/*", "arn:aws:iam::123456789012:user/${aws:username}", "arn:aws:iam::*:role/*",
			"arn:aws:iam::123456789012:user/a?ice"},
		[]any{"arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:role/admin"}},
	{"aws:TagKeys", []string{"ForAllValues:StringEquals", "ForAnyValue:StringEquals", "ForAllValues:StringLike",
		"ForAnyValue:StringNotEquals", "ForAllValues:StringNotEquals", "ForAnyValue:StringLike"},
		[]string{"team", "cost", "c*"}, []any{[]string{"team"}, []string{"team", "cost"}, []string{"other"}}},
	{"aws:username", textOperators, []string{"alice", "a*", "bob"}, []any{"alice", "bob"}},
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// some returns one value, or a list of up to three.
func some(r *rand.Rand, from []string) any {
	if r.IntN(3) > 0 {
		return pick(r, from)
	}
	list := []string{}
	for range 1 + r.IntN(3) {
		list = append(list, pick(r, from))
	}
	return list
}

func randomScenario(r *rand.Rand) scenario {
	s := scenario{Action: pick(r, actions), Resource: pick(r, resources), Context: map[string]any{}}
	for range 1 + r.IntN(2) {
		s.Identity = append(s.Identity, randomDocument(r))
	}
	if r.IntN(4) == 0 {
		boundary := randomDocument(r)
		s.Boundary = &boundary
	}
	for _, k := range keys {
		if r.IntN(3) > 0 {
			s.Context[k.name] = pick(r, k.requests)
		}
	}
	return s
}

func randomDocument(r *rand.Rand) document {
	d := document{Version: "2012-10-17"}
	if r.IntN(2) == 0 {
		d.Statement = append(d.Statement, map[string]any{"Effect": "Allow", "Action": "*", "Resource": "*"})
	}
	for range 1 + r.IntN(3) {
		d.Statement = append(d.Statement, randomStatement(r))
	}
	return d
}

func randomStatement(r *rand.Rand) map[string]any {
	s := map[string]any{"Effect": pick(r, []string{"Allow", "Deny"})}
	s[pick(r, []string{"Action", "Action", "Action", "NotAction"})] = some(r, actionPatterns)
	if r.IntN(2) == 0 {
		s["Resource"] = "*"
	} else {
		s[pick(r, []string{"Resource", "Resource", "Resource", "NotResource"})] = some(r, resourcePatterns)
	}
	condition := map[string]any{}
	for range r.IntN(3) {
		k := pick(r, keys)
		operator := pick(r, k.operators)
		values := some(r, k.values)
		if r.IntN(6) == 0 {
			operator, values = "Null", pick(r, []string{"true", "false"})
		} else if !strings.Contains(operator, ":") && r.IntN(4) == 0 {
			operator += "IfExists"
		}
		block, _ := condition[operator].(map[string]any)
		if block == nil {
			block = map[string]any{}
		}
		block[k.name] = values
		condition[operator] = block
	}
	if len(condition) > 0 {
		s["Condition"] = condition
	}
	return s
}
