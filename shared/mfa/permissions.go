package mfa

import (
	"context"
	"errors"
	"maps"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// callerPolicies are the policies that have a say in what a caller may do. They
// are read once for each request.
type callerPolicies struct {
	user      *User
	set       *policy.Set
	isDefault bool // there are none, so that the default policy holds
}

// permit refuses what the caller's policies do not allow. The account root is
// allowed everything. AccessDenied: IAM user guide, "Troubleshoot access denied
// error messages".
func (s *Service) permit(ctx context.Context, c Caller, a access) error {
	switch {
	case c.isRoot():
		return nil
	case c.ticket != nil:
		return c.ticket.permits(a.action, a.resource)
	}
	policies, err := s.policiesOf(ctx, c)
	if err != nil {
		return err
	}
	return s.judge(ctx, c, policies, a)
}

// judge evaluates the caller's policies.
func (s *Service) judge(ctx context.Context, c Caller, policies *callerPolicies, a access) error {
	service := IAM
	if a.service != "" {
		service = a.service
	}
	action := string(service) + ":" + a.action
	decision := s.decide(c, policies.set, policies.user, action, a)
	if decision.Allowed() {
		return nil
	}
	refusal := fail(AccessDenied, "%s", decision.Denied(c.arn, action, a.shown))
	d := newDenial(c, action, a.resource)
	return s.explained(ctx, refusal, d.because(decision, policies.set, requestContext{s, c, policies.user, a}))
}

// decide evaluates policies for an action of the caller. user is the caller, if
// it is a user.
func (s *Service) decide(c Caller, set *policy.Set, user *User, action string, a access) policy.Decision {
	return set.Evaluate(&policy.Request{
		Action:    action,
		Resource:  a.resource,
		Principal: c.principal(s.accountID),
		Context:   requestContext{s, c, user, a},
	})
}

// policiesOf reads the caller's policies, unless an earlier check of the same
// request has read them.
func (s *Service) policiesOf(ctx context.Context, c Caller) (*callerPolicies, error) {
	if c.policies == nil { // not made by Authenticate
		return nil, errInvalidToken
	}
	if c.policies.set != nil {
		return c.policies, nil
	}
	if c.role != nil {
		set, err := s.rolePolicySet(ctx, c.role)
		if err != nil {
			return nil, err
		}
		*c.policies = callerPolicies{set: set}
		return c.policies, nil
	}
	user := c.policies.user
	if user == nil {
		read, err := s.store.User(ctx, c.userName)
		switch {
		case errors.Is(err, ErrNotFound):
			return nil, errInvalidToken.Because(wire.UserGone)
		case err != nil:
			return nil, err
		case read.ID != c.userID:
			return nil, errInvalidToken.Because(wire.UserGone)
		}
		user = &read
	}
	set, isDefault, err := s.policySet(ctx, *user)
	if err != nil {
		return nil, err
	}
	*c.policies = callerPolicies{user, set, isDefault}
	return c.policies, nil
}

// policySet collects the policies of a user: its own and those of its groups,
// each managed policy once, and its boundary. A user without any identity
// policy has the default one.
func (s *Service) policySet(ctx context.Context, u User) (set *policy.Set, isDefault bool, err error) {
	groups, known, err := s.gather(ctx, u.Permissions, u.Groups)
	if err != nil {
		return nil, false, err
	}
	identities := []Permissions{u.Permissions}
	for _, g := range groups {
		identities = append(identities, g.Permissions)
	}
	set = &policy.Set{Identity: s.identityLayer(identities, known)}
	if len(groups) < len(u.Groups) { // a group that cannot be read may deny
		set.Identity = append(set.Identity, policy.Policy{Name: "group"})
	}
	if u.Boundary != "" {
		set.Boundary = policy.Layer{s.managedPolicy(u.Boundary, known, policy.Boundary)}
	}
	if len(set.Identity) == 0 && s.defaultPolicy != NoDefaultPolicy {
		set.Identity = policy.Layer{s.managedPolicy(s.SelfServiceARN(), known, policy.Managed)}
		isDefault = true
	}
	return set, isDefault, nil
}

// gather reads groups, and the documents of all managed policies of an identity
// and of the groups, by ARN. It reads once, and a second time if the groups have
// policies that the identity does not have. What does not exist is left out.
func (s *Service) gather(
	ctx context.Context, p Permissions, ids []string,
) (groups []Group, known map[string]string, err error) {
	known = s.documents(nil)
	own := without(append(managed(p), p.Attached...), known)
	found, err := s.lookup(ctx, Names{Groups: ids, Policies: own})
	if err != nil {
		return nil, nil, err
	}
	maps.Copy(known, s.documents(found.Policies))
	var more []string
	for _, g := range found.Groups {
		more = append(more, g.Attached...)
	}
	if missing := without(more, known); len(missing) > 0 {
		rest, err := s.lookup(ctx, Names{Policies: missing})
		if err != nil {
			return nil, nil, err
		}
		maps.Copy(known, s.documents(rest.Policies))
	}
	return found.Groups, known, nil
}

// managed are the ARNs of managed policies beside the attached ones.
func managed(p Permissions) []string {
	if p.Boundary == "" {
		return nil
	}
	return []string{p.Boundary}
}

// lookup is Store.Lookup, and asks for nothing if nothing is wanted.
func (s *Service) lookup(ctx context.Context, names Names) (Found, error) {
	if len(names.Groups)+len(names.Policies) == 0 {
		return Found{}, nil
	}
	return s.store.Lookup(ctx, names)
}

// documents are the default versions of policies, by ARN.
func (s *Service) documents(policies []Policy) map[string]string {
	texts := map[string]string{s.SelfServiceARN(): s.inPartition(selfServiceDocument)}
	for _, p := range policies {
		if p.ARN != s.SelfServiceARN() {
			texts[p.ARN] = p.Document
		}
	}
	return texts
}

// without leaves out what is known.
func without(arns []string, known map[string]string) (missing []string) {
	for _, arn := range arns {
		if _, is := known[arn]; !is {
			missing = append(missing, arn)
		}
	}
	return missing
}

// identityLayer is all inline and attached policies of identities.
func (s *Service) identityLayer(identities []Permissions, known map[string]string) policy.Layer {
	layer := policy.Layer{}
	seen := map[string]bool{}
	for _, permissions := range identities {
		for _, inline := range permissions.Inline {
			layer = append(layer, s.parsed(policyText{inline.Name, inline.Document}, policy.Identity))
		}
		for _, arn := range permissions.Attached {
			if !seen[arn] {
				layer = append(layer, s.managedPolicy(arn, known, policy.Managed))
			}
			seen[arn] = true
		}
	}
	return layer
}

// managedPolicy is a managed policy as it is evaluated. One that is attached
// and cannot be read denies everything.
func (s *Service) managedPolicy(arn string, known map[string]string, kind policy.Kind) policy.Policy {
	text, is := known[arn]
	if !is {
		return policy.Policy{Name: arn}
	}
	return s.parsed(policyText{arn, text}, kind)
}
