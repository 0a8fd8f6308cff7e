package policy

import (
	"slices"
	"strings"
)

// A StatementText is a statement in the form that the decoded messages of
// DecodeAuthorizationMessage have (STS API reference).
type StatementText struct {
	StatementID     string             `json:"statementId"`
	Effect          string             `json:"effect"` // ALLOW or DENY
	Principals      Texts              `json:"principals"`
	PrincipalGroups Texts              `json:"principalGroups"`
	Actions         Texts              `json:"actions"`
	Resources       Texts              `json:"resources"`
	Conditions      Items[ContextText] `json:"conditions"`
}

// A ContextText is a condition key and its values.
type ContextText struct {
	Key    string `json:"key"`
	Values Texts  `json:"values"`
}

// Items is a list in such a message. It is never null.
type Items[T any] struct {
	Items []T `json:"items"`
}

// Texts is a list of texts in such a message.
type Texts = Items[TextItem]

// A TextItem is a text in such a list.
type TextItem struct {
	Value string `json:"value"`
}

func texts(values []string) Texts {
	list := Texts{Items: []TextItem{}}
	for _, value := range values {
		list.Items = append(list.Items, TextItem{value})
	}
	return list
}

// Describe writes the statement as it was read. NotAction and NotResource are
// described by their values, like Action and Resource.
func (s *Statement) Describe() StatementText {
	text := StatementText{
		StatementID:     s.Sid,
		Effect:          strings.ToUpper(s.Effect.String()),
		Principals:      texts(nil),
		PrincipalGroups: texts(nil),
		Actions:         texts(s.action.values),
		Resources:       texts(s.resource.values),
		Conditions:      Items[ContextText]{Items: []ContextText{}},
	}
	for _, p := range s.principal.values {
		text.Principals.Items = append(text.Principals.Items, TextItem{p.Value})
	}
	for i := range s.conditions {
		c := &s.conditions[i]
		text.Conditions.Items = append(text.Conditions.Items, ContextText{c.written, texts(c.values)})
	}
	return text
}

// Describe returns the values of the condition keys that the documents of the set
// name and the context has, sorted by key.
func (s *Set) Describe(context Context) Items[ContextText] {
	list := Items[ContextText]{Items: []ContextText{}}
	seen := map[string]bool{}
	for _, layer := range s.layers() {
		for _, p := range layer {
			if p.Document == nil {
				continue
			}
			for _, key := range p.Document.keys {
				value := context.Value(key)
				if !seen[key] && value.Present() {
					list.Items = append(list.Items, ContextText{key, texts(value.texts())})
				}
				seen[key] = true
			}
		}
	}
	slices.SortFunc(list.Items, func(a, b ContextText) int { return strings.Compare(a.Key, b.Key) })
	return list
}

// texts are the single values as a variable in a document would show them.
func (v Value) texts() []string {
	if v.kind == listKind {
		return v.list
	}
	return []string{v.String()}
}
