package mfa

import (
	"fmt"
	"slices"
	"strings"
)

// A sessionTag is a tag of a role's session. A transitive one passes to the
// sessions that this one opens (IAM user guide, "Pass session tags in AWS STS").
type sessionTag struct {
	Key        string `json:"k"`
	Value      string `json:"v"`
	Transitive bool   `json:"t,omitempty"`
}

// transitiveTags are those that the session that calls passes on.
func (c Caller) transitiveTags() (tags []sessionTag) {
	if c.role == nil {
		return nil
	}
	for _, tag := range c.role.session.Tags {
		if tag.Transitive {
			tags = append(tags, tag)
		}
	}
	return tags
}

// sessionTags are the tags of a new session: those sent, after the inherited
// ones. Keys are unique without regard to case. InvalidParameterValue: what STS
// was seen to answer.
func sessionTags(tags []sessionTag, sent []*Tag, transitive []*string) ([]sessionTag, error) {
	inherited := len(tags)
	for _, sent := range sent {
		same := slices.IndexFunc(tags, func(t sessionTag) bool { return strings.EqualFold(t.Key, *sent.Key) })
		switch {
		case reserved(*sent.Key):
			return nil, fail(InvalidParameterValue, "Tag keys beginning with aws: are reserved for system use.")
		case same >= inherited:
			return nil, fail(InvalidParameterValue,
				"Duplicate tag keys found. Please note that Tag keys are case insensitive.")
		case same >= 0:
			return nil, fail(InvalidParameterValue, "One of the specified transitive tag keys can't be set "+
				"because it conflicts with a transitive tag key from the calling session.")
		}
		tags = append(tags, sessionTag{Key: *sent.Key, Value: *sent.Value})
	}
	for _, key := range transitive {
		named := slices.IndexFunc(tags[inherited:], func(t sessionTag) bool { return strings.EqualFold(t.Key, *key) })
		if named < 0 {
			return nil, fail(InvalidParameterValue,
				"The specified transitive tag key must be included in the requested tags.")
		}
		tags[inherited+named].Transitive = true
	}
	return tags, nil
}

// transitiveTagKeys checks a list that names tags of the same request.
func (v *validation) transitiveTagKeys(keys []*string) {
	if len(keys) > MaxTagsPerDevice {
		v.problem("transitiveTagKeys", nil,
			fmt.Sprintf("Member must have length less than or equal to %d", MaxTagsPerDevice))
		return
	}
	for i, key := range keys {
		v.required(fmt.Sprintf("transitiveTagKeys.%d.member", i+1), key, tagKeyType)
	}
}

// sourceIdentity is that of the session that calls, or "".
func (c Caller) sourceIdentity() string {
	if c.role == nil {
		return ""
	}
	return c.role.session.Source
}

// tags are the role's, and over them the session's.
func (r *roleCaller) tags() map[string]string {
	merged := map[string]string{}
	for key, value := range r.Tags {
		overridden := slices.ContainsFunc(r.session.Tags, func(t sessionTag) bool { return strings.EqualFold(t.Key, key) })
		if !overridden {
			merged[key] = value
		}
	}
	for _, tag := range r.session.Tags {
		merged[tag.Key] = tag.Value
	}
	return merged
}
