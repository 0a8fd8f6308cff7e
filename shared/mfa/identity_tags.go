package mfa

import (
	"maps"
	"strings"
)

// maxTags is how many tags a user, a role or a policy may have (IAM user guide,
// "IAM and AWS STS quotas").
const maxTags = 50

// mergeTags adds the tags of a request. Keys of users, roles and policies are
// unique without regard to case; a tag that is there in other letters gets the
// new value and the new spelling.
func mergeTags(has map[string]string, sent []*Tag) (map[string]string, error) {
	merged := maps.Clone(has)
	if merged == nil {
		merged = map[string]string{}
	}
	seen := map[string]bool{}
	for _, tag := range sent {
		folded := strings.ToLower(*tag.Key)
		switch {
		case reserved(*tag.Key):
			return nil, fail(InvalidInput, "Tag keys beginning with aws: are reserved for system use.")
		case seen[folded]:
			return nil, fail(InvalidInput, "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
		}
		seen[folded] = true
		maps.DeleteFunc(merged, func(key, _ string) bool { return strings.ToLower(key) == folded })
		merged[*tag.Key] = *tag.Value
	}
	if len(merged) > maxTags { // text D
		return nil, fail(LimitExceeded, "Cannot exceed quota for TagsPerIdentity: %d", maxTags)
	}
	return merged, nil
}

// withoutTags removes tags by their keys, without regard to case.
func withoutTags(has map[string]string, keys []string) map[string]string {
	left := maps.Clone(has)
	for _, key := range keys {
		maps.DeleteFunc(left, func(other, _ string) bool { return strings.EqualFold(other, key) })
	}
	return left
}

// values are the strings of a list that was validated.
func values(list []*string) []string {
	out := make([]string, len(list))
	for i, text := range list {
		out[i] = *text
	}
	return out
}

// requiredTags checks the tags of a request that must have some.
func (v *validation) requiredTags(tags []*Tag) {
	if tags == nil {
		v.problem("tags", nil, "Member must not be null")
		return
	}
	v.tags(tags)
}

// tagKeys checks the keys of tags to remove. The model has one message for a
// list of strings, whatever is wrong with how many.
func (v *validation) tagKeys(keys []*string) {
	switch {
	case keys == nil:
		v.problem("tagKeys", nil, "Member must not be null")
	case len(keys) > maxTags:
		v.problem("tagKeys", nil, "Member must have length less than or equal to 50")
	}
	for _, key := range keys {
		if key == nil || len(tagKeyType.broken(*key)) > 0 {
			v.problem("tagKeys", nil, "Member must satisfy constraint: ["+strings.Join([]string{
				"Member must have length less than or equal to 128",
				"Member must have length greater than or equal to 1",
				"Member must satisfy regular expression pattern: " + tagKeyType.text,
				"Member must not be null",
			}, ", ")+"]")
			return
		}
	}
}
