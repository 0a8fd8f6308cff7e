package mfa

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// RequestFacts are what policies may ask about how a request was sent.
type RequestFacts struct {
	SourceIP  string // of the peer, never from a header that the peer could write
	UserAgent string
	Region    string // of the signature's scope
	TLS       bool
	Host      string // that the client called
	BasePath  string // of the server, such as /mfa, or ""
}

// baseURL is the address of the server as the client called it, without a slash
// at its end.
func (f RequestFacts) baseURL() string {
	if f.TLS {
		return "https://" + f.Host + f.BasePath
	}
	return "http://" + f.Host + f.BasePath
}

// With returns the caller of a request with these facts.
func (c Caller) With(facts RequestFacts) Caller {
	c.request = facts
	return c
}

// A requestContext answers for the condition keys of a request (IAM user guide,
// "AWS global condition context keys"; service authorization reference, "AWS
// Identity and Access Management"). A key without an answer is absent.
type requestContext struct {
	s      *Service
	caller Caller
	user   *User // the caller, if it is a user
	access access
}

// Value implements policy.Context. Keys come in lower case.
func (r requestContext) Value(key string) policy.Value {
	name, tag, tagged := strings.Cut(key, "/")
	if tagged {
		return tagValue(r.tags(name), tag)
	}
	if answer, known := answers[key]; known {
		return answer(r)
	}
	return policy.Value{}
}

// tags are those that a key with a tag in it asks about.
func (r requestContext) tags(key string) map[string]string {
	switch key {
	case "aws:principaltag":
		return r.principalTags()
	case "aws:resourcetag":
		return r.access.resourceTags
	case "iam:resourcetag":
		if r.access.isOnIdentity() {
			return r.access.resourceTags
		}
	case "aws:requesttag":
		sent := map[string]string{}
		for _, t := range r.access.requestTags {
			sent[*t.Key] = *t.Value
		}
		return sent
	}
	return nil
}

// principalTags are the tags of the user or the role that calls.
func (r requestContext) principalTags() map[string]string {
	switch {
	case r.caller.role != nil:
		return r.caller.role.tags()
	case r.user != nil:
		return r.user.Tags
	}
	return nil
}

// tagValue looks a tag up without regard to case. Of keys that differ by case
// only, the lexically last counts: AWS has no rule.
func tagValue(tags map[string]string, wanted string) policy.Value {
	for _, key := range slices.Backward(slices.Sorted(maps.Keys(tags))) {
		if strings.EqualFold(key, wanted) {
			return policy.Text(tags[key])
		}
	}
	return policy.Value{}
}

// answers has every key that this service supplies but those with tags in them.
var answers = map[string]func(requestContext) policy.Value{
	"aws:multifactorauthpresent": func(r requestContext) policy.Value {
		switch {
		case r.access.codeSpent:
			return policy.Bool(true)
		case r.caller.session == nil: // absent with long-term keys
			return policy.Value{}
		}
		return policy.Bool(r.caller.hasMFA())
	},
	"aws:multifactorauthage": func(r requestContext) policy.Value {
		switch {
		case r.access.codeSpent:
			return policy.Integer(0)
		case !r.caller.hasMFA():
			return policy.Value{}
		}
		return policy.Integer(int64(r.s.now().Sub(r.caller.session.Issued) / time.Second))
	},
	"aws:tokenissuetime": func(r requestContext) policy.Value {
		if r.caller.session == nil {
			return policy.Value{}
		}
		return policy.Time(r.caller.session.Issued)
	},
	"aws:username":         func(r requestContext) policy.Value { return present(r.caller.userName) },
	"aws:userid":           func(r requestContext) policy.Value { return policy.Text(r.caller.userID) },
	"aws:principalarn":     principalARN,
	"aws:principalaccount": func(r requestContext) policy.Value { return policy.Text(r.s.accountID) },
	"aws:principaltype":    func(r requestContext) policy.Value { return policy.Text(r.caller.principalType()) },
	"aws:resourceaccount":  func(r requestContext) policy.Value { return policy.Text(r.s.accountID) },

	"aws:sourceip":                func(r requestContext) policy.Value { return present(r.caller.request.SourceIP) },
	"aws:useragent":               func(r requestContext) policy.Value { return present(r.caller.request.UserAgent) },
	"aws:requestedregion":         func(r requestContext) policy.Value { return present(r.caller.request.Region) },
	"aws:securetransport":         func(r requestContext) policy.Value { return policy.Bool(r.caller.request.TLS) },
	"aws:viaawsservice":           func(requestContext) policy.Value { return policy.Bool(false) },
	"aws:principalisawsservice":   func(requestContext) policy.Value { return policy.Bool(false) },
	"aws:currenttime":             func(r requestContext) policy.Value { return policy.Time(r.s.now()) },
	"aws:epochtime":               func(r requestContext) policy.Value { return policy.Integer(r.s.now().Unix()) },
	"aws:tagkeys":                 func(r requestContext) policy.Value { return policy.List(r.access.keysOfTags()...) },
	"iam:policyarn":               func(r requestContext) policy.Value { return present(r.access.policyARN) },
	"iam:permissionsboundary":     func(r requestContext) policy.Value { return present(r.access.boundary) },
	"sts:rolesessionname":         func(r requestContext) policy.Value { return present(r.access.roleSessionName) },
	"sts:externalid":              func(r requestContext) policy.Value { return present(r.access.externalID) },
	"sts:transitivetagkeys":       transitiveTagKeys,
	"sts:sourceidentity":          func(r requestContext) policy.Value { return present(r.access.sourceIdentity) },
	"aws:sourceidentity":          func(r requestContext) policy.Value { return present(r.caller.sourceIdentity()) },
	"virtual-mfa:holder":          func(r requestContext) policy.Value { return present(r.access.holder) },
	"virtual-mfa:callerhasdevice": hasDevice,
}

func principalARN(r requestContext) policy.Value {
	return policy.Text(r.caller.principal(r.s.accountID).ARN)
}

func hasDevice(r requestContext) policy.Value {
	return policy.Bool(r.user != nil && len(r.user.Devices) > 0)
}

func transitiveTagKeys(r requestContext) policy.Value {
	return policy.List(r.access.transitiveTagKeys...)
}

// present is the value of a key that is absent if the text is empty.
func present(text string) policy.Value {
	if text == "" {
		return policy.Value{}
	}
	return policy.Text(text)
}

// keysOfTags are the keys of the tags that a request sets or removes.
func (a access) keysOfTags() []string {
	keys := slices.Clone(a.tagKeys)
	for _, tag := range a.requestTags {
		keys = append(keys, *tag.Key)
	}
	return keys
}

// isOnIdentity reports whether the resource is a user or a role.
func (a access) isOnIdentity() bool {
	return strings.Contains(a.resource, ":user/") || strings.Contains(a.resource, ":role/")
}
