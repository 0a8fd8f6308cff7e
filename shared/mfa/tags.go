package mfa

import (
	"maps"
	"slices"
	"strings"
)

// A Tag in a request; its members are nil when absent.
type Tag struct{ Key, Value *string }

// An OutTag is a tag in an answer.
type OutTag struct{ Key, Value string }

// checkTags holds the rules about tags that come after authorisation. Keys of
// devices are case-sensitive (IAM user guide, "Tags for IAM resources"); the
// reserved prefix is not.
func checkTags(tags []*Tag) (map[string]string, error) {
	out := make(map[string]string, len(tags))
	for _, tag := range tags {
		if reserved(*tag.Key) || reserved(*tag.Value) {
			return nil, fail(InvalidInput, "Tag keys and values must not begin with the reserved prefix aws:.") // text D
		}
		if _, twice := out[*tag.Key]; twice {
			return nil, fail(InvalidInput, "Duplicate tag keys found.") // text C: AWS's for managed policies
		}
		out[*tag.Key] = *tag.Value
	}
	return out, nil
}

func reserved(s string) bool { return len(s) >= 4 && strings.EqualFold(s[:4], "aws:") }

// sortedTags sorts by key, as ListMFADeviceTags promises.
func sortedTags(tags map[string]string) []OutTag {
	out := make([]OutTag, 0, len(tags))
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, OutTag{key, tags[key]})
	}
	return out
}

func stringOr(s *string, otherwise string) string {
	if s == nil {
		return otherwise
	}
	return *s
}
