package mfa

import (
	"context"
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// putInline adds or replaces an inline policy. A policy whose name is there in
// other letters is replaced and keeps its first spelling.
func (s *Service) putInline(
	ctx context.Context, c Caller, action string, kind IdentityKind, name, policyName, document string,
) error {
	return s.commit(ctx, func() ([]Write, error) {
		i, err := s.on(ctx, c, kind, name, access{action: action})
		if err != nil {
			return nil, err
		}
		if err := checkDocument(document, policy.Identity); err != nil {
			return nil, err
		}
		at := indexOfInline(i, policyName)
		if at < 0 {
			at = len(i.permissions.Inline)
			i.permissions.Inline = append(i.permissions.Inline, InlinePolicy{Name: policyName})
		}
		i.permissions.Inline[at].Document = document
		return []Write{i.write}, checkInline(i)
	})
}

// inline returns one inline policy's document.
func (s *Service) inline(
	ctx context.Context, c Caller, action string, kind IdentityKind, name, policyName string,
) (i identity, document PolicyDocument, err error) {
	i, err = s.on(ctx, c, kind, name, access{action: action})
	if err != nil {
		return identity{}, "", err
	}
	at := indexOfInline(i, policyName)
	if at < 0 {
		return identity{}, "", errNoInline(kind, policyName)
	}
	return i, PolicyDocument(i.permissions.Inline[at].Document), nil
}

// inlineNames returns a page of the names of an identity's inline policies.
func (s *Service) inlineNames(
	ctx context.Context, c Caller, action string, kind IdentityKind, name string, marker *string, maxItems *int32,
) (names []string, next *string, err error) {
	i, err := s.on(ctx, c, kind, name, access{action: action})
	if err != nil {
		return nil, nil, err
	}
	all := make([]string, len(i.permissions.Inline))
	for n, inline := range i.permissions.Inline {
		all[n] = inline.Name
	}
	slices.Sort(all)
	list := pager{s, action + " " + i.id, marker, maxItems}
	return slicePage(ctx, list, all, func(name string) string { return name })
}

// deleteInline deletes an inline policy.
func (s *Service) deleteInline(
	ctx context.Context, c Caller, action string, kind IdentityKind, name, policyName string,
) error {
	return s.commit(ctx, func() ([]Write, error) {
		i, err := s.on(ctx, c, kind, name, access{action: action})
		if err != nil {
			return nil, err
		}
		at := indexOfInline(i, policyName)
		if at < 0 {
			return nil, errNoInline(kind, policyName)
		}
		i.permissions.Inline = slices.Delete(i.permissions.Inline, at, at+1)
		return []Write{i.write}, nil
	})
}

func indexOfInline(i identity, policyName string) int {
	return slices.IndexFunc(i.permissions.Inline, func(p InlinePolicy) bool {
		return strings.EqualFold(p.Name, policyName)
	})
}

func errNoInline(kind IdentityKind, policyName string) *Error {
	return fail(NoSuchEntity, "The %s policy with name %s cannot be found.", kind, policyName)
}
