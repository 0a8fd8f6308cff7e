package mfa

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A constraint is what AWS's API model (botocore: iam/2010-05-08,
// sts/2011-06-15) says of a string shape.
type constraint struct {
	min, max int    // characters; max 0 is none
	text     string // the pattern as messages show it, or "" for none
	pattern  func() *regexp.Regexp
}

// shape makes a constraint. The model writes \u0021 where RE2 wants \x{0021},
// and matches the whole value. A pattern is compiled when it is first needed: a
// function needs few of them, and every cold start would wait for all.
func shape(least, most int, text string) constraint {
	return constraint{least, most, text, sync.OnceValue(func() *regexp.Regexp {
		re2 := regexp.MustCompile(`\\u([0-9A-F]{4})`).ReplaceAllString(text, `\x{$1}`)
		return regexp.MustCompile(`\A(?:` + re2 + `)\z`)
	})}
}

// The string shapes, by the model's names.
var (
	accessKeyIDType        = shape(16, 128, `[\w]+`)
	authenticationCodeType = shape(6, 6, `[\d]+`)
	existingUserNameType   = shape(1, 128, `[\w+=,.@-]+`)
	markerType             = shape(1, 320, `[\u0020-\u00FF]+`)
	passwordType           = shape(1, 128, `[\u0009\u000A\u000D\u0020-\u00FF]+`)
	pathPrefixType         = shape(1, 512, `\u002F[\u0021-\u007F]*`)
	pathType               = shape(1, 512, `(\u002F)|(\u002F[\u0021-\u007E]+\u002F)`)
	serialNumberType       = shape(9, 256, `[\w+=/:,.@-]+`)
	tagKeyType             = shape(1, 128, `[\p{L}\p{Z}\p{N}_.:/=+\-@]+`)
	tagValueType           = shape(0, 256, `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`)
	arnType                = shape(20, 2048, "")
	groupNameType          = shape(1, 128, `[\w+=,.@-]+`)
	policyDescriptionType  = shape(0, 1000, "")
	policyDocumentType     = shape(1, 131072, `[\u0009\u000A\u000D\u0020-\u00FF]+`)
	policyNameType         = shape(1, 128, `[\w+=,.@-]+`)
	policyPathType         = shape(1, 512, `((/[A-Za-z0-9\.,\+@=_-]+)*)/`)
	policyVersionIDType    = shape(0, 0, `v[1-9][0-9]*(\.[A-Za-z0-9-]*)?`)
	roleDescriptionType    = shape(0, 1000, `[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*`)
	roleNameType           = shape(1, 64, `[\w+=,.@-]+`)
	userNameType           = shape(1, 64, `[\w+=,.@-]+`)
	virtualMFADeviceName   = shape(1, 0, `[\w+=,.@-]+`)

	encodedMessageType  = shape(1, 10_240, "")
	externalIDType      = shape(2, 1224, `[\w+=,.@:\/-]*`)
	federatedNameType   = shape(2, 32, `[\w+=,.@-]*`)
	roleSessionNameType = shape(2, 64, `[\w+=,.@-]*`)
	sessionPolicyType   = shape(1, 2048, `[\u0009\u000A\u000D\u0020-\u00FF]+`)
	sourceIdentityType  = shape(2, 64, `[\w+=,.@-]*`)
	stsAccessKeyIDType  = shape(16, 128, `[\w]*`)
	stsSerialNumberType = shape(9, 256, `[\w+=/:,.@-]*`)
	tokenCodeType       = shape(6, 6, `[\d]*`)
)

// A validation collects what is wrong with a request, for one message that names it all.
type validation struct {
	echo     bool // STS quotes the value in its messages, IAM does not
	problems []string
	special  *Error // a check with a text of its own; it is answered alone
}

func (v *validation) err() error {
	switch n := len(v.problems); {
	case n == 1:
		return fail(ValidationError, "1 validation error detected: %s", v.problems[0])
	case n > 1:
		return fail(ValidationError, "%d validation errors detected: %s", n, strings.Join(v.problems, "; "))
	case v.special != nil:
		return v.special
	}
	return nil
}

func (v *validation) problem(member string, value any, rule string) {
	quoted := ""
	if v.echo && value != nil {
		quoted = fmt.Sprintf(" '%v'", value)
	}
	v.problems = append(v.problems, fmt.Sprintf("Value%s at '%s' failed to satisfy constraint: %s", quoted, member, rule))
}

// required and optional check a string member, which is nil when absent. The
// text about a null is C: IAM was seen to leave values out of its messages, but
// not with a null.
func (v *validation) required(member string, value *string, c constraint) {
	if value == nil {
		v.problem(member, nil, "Member must not be null")
		return
	}
	v.optional(member, value, c)
}

func (v *validation) optional(member string, value *string, c constraint) {
	if value == nil {
		return
	}
	for _, rule := range c.broken(*value) {
		v.problem(member, *value, rule)
	}
}

// requiredSecret checks a code or a password. STS quotes a malformed code to its
// sender, as AWS does.
func (v *validation) requiredSecret(member string, code secret.String, c constraint) {
	if code.IsZero() {
		v.problem(member, nil, "Member must not be null")
		return
	}
	v.optionalSecret(member, code, c)
}

func (v *validation) optionalSecret(member string, code secret.String, c constraint) {
	if !code.IsZero() {
		text := code.Reveal()
		v.optional(member, &text, c)
	}
}

// broken lists the rules that value breaks.
func (c constraint) broken(value string) (rules []string) {
	length := utf8.RuneCountInString(value)
	if length < c.min {
		rules = append(rules, fmt.Sprintf("Member must have length greater than or equal to %d", c.min))
	}
	if c.max > 0 && length > c.max {
		rules = append(rules, fmt.Sprintf("Member must have length less than or equal to %d", c.max))
	}
	if c.text != "" && !c.pattern().MatchString(value) {
		rules = append(rules, "Member must satisfy regular expression pattern: "+c.text)
	}
	return rules
}

// between checks an integer member.
func (v *validation) between(member string, value *int32, least, most int32) {
	switch {
	case value == nil:
	case *value < least:
		v.problem(member, *value, fmt.Sprintf("Member must have value greater than or equal to %d", least))
	case *value > most:
		v.problem(member, *value, fmt.Sprintf("Member must have value less than or equal to %d", most))
	}
}

// oneOf checks an enumerated member. AWS's message does not list the values.
func (v *validation) oneOf(member string, value *string, values ...string) {
	if value == nil {
		return
	}
	for _, allowed := range values {
		if *value == allowed {
			return
		}
	}
	v.problem(member, *value, "Member must satisfy enum value set")
}

// path checks a path: a slash missing at either end has a text of its own.
func (v *validation) path(value *string) {
	if value == nil {
		return
	}
	rules := pathType.broken(*value)
	if len(rules) == 1 && strings.HasPrefix(rules[0], "Member must satisfy regular expression") {
		v.special = errInvalidPath
		return
	}
	v.optional("path", value, pathType)
}

// page checks the members that every listing has.
func (v *validation) page(marker *string, maxItems *int32) {
	v.optional("marker", marker, markerType)
	v.between("maxItems", maxItems, 1, 1000)
}

// policyARNs checks the managed session policies of a request.
func (v *validation) policyARNs(policies []*PolicyDescriptor) {
	if len(policies) > maxSessionPolicies {
		v.problem("policyArns", nil, fmt.Sprintf("Member must have length less than or equal to %d", maxSessionPolicies))
		return
	}
	for i, p := range policies {
		member := fmt.Sprintf("policyArns.%d.member", i+1)
		if p == nil {
			v.problem(member, nil, "Member must not be null")
			continue
		}
		v.required(member+".arn", p.ARN, arnType)
	}
}

// tags checks a list of tags against the model; checkTags has the rules that
// come after authorisation.
func (v *validation) tags(tags []*Tag) {
	if len(tags) > MaxTagsPerDevice {
		v.problem("tags", nil, fmt.Sprintf("Member must have length less than or equal to %d", MaxTagsPerDevice))
		return // the model's other checks would make a message of any length
	}
	for i, tag := range tags {
		member := fmt.Sprintf("tags.%d.member", i+1)
		if tag == nil {
			v.problem(member, nil, "Member must not be null")
			continue
		}
		v.required(member+".key", tag.Key, tagKeyType)
		v.required(member+".value", tag.Value, tagValueType)
	}
}
