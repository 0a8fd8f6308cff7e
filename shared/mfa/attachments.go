package mfa

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// maxAttached is how many managed policies an identity may have (IAM user
// guide, "IAM and AWS STS quotas").
const maxAttached = 10

// SelfServicePolicy is the ARN of the managed policy that this service has of
// its own, in the partition aws. It grants what a user needs to look after the
// user's own devices, it can be attached like any other, and it never changes.
const SelfServicePolicy = "arn:aws:iam::aws:policy/" + SelfServiceName

// SelfServiceName is the name of SelfServicePolicy.
const SelfServiceName = "VirtualMFASelfService"

// attach attaches a managed policy. Attaching it again changes nothing.
func (s *Service) attach(ctx context.Context, c Caller, action string, kind IdentityKind, name, arn string) error {
	return s.commit(ctx, func() ([]Write, error) {
		i, err := s.on(ctx, c, kind, name, access{action: action, policyARN: arn})
		if err != nil {
			return nil, err
		}
		p, err := s.attachable(ctx, arn)
		switch {
		case err != nil:
			return nil, err
		case slices.Contains(i.permissions.Attached, arn):
			return nil, nil
		case len(i.permissions.Attached) >= maxAttached:
			return nil, fail(LimitExceeded, "Cannot exceed quota for PoliciesPer%s: %d", title(kind), maxAttached)
		}
		i.permissions.Attached = append(i.permissions.Attached, arn)
		p.Attachments = append(p.Attachments, i.attachment(false))
		return []Write{i.write, {Policy: &p}}, nil
	})
}

// detach detaches a managed policy.
func (s *Service) detach(ctx context.Context, c Caller, action string, kind IdentityKind, name, arn string) error {
	return s.commit(ctx, func() ([]Write, error) {
		i, err := s.on(ctx, c, kind, name, access{action: action, policyARN: arn})
		if err != nil {
			return nil, err
		}
		at := slices.Index(i.permissions.Attached, arn)
		if at < 0 {
			return nil, errNoPolicy(arn)
		}
		p, err := s.policy(ctx, arn)
		if err != nil {
			return nil, err
		}
		i.permissions.Attached = slices.Delete(i.permissions.Attached, at, at+1)
		p.forget(i.attachment(false))
		return []Write{i.write, {Policy: &p}}, nil
	})
}

// An AttachedPolicy is a managed policy in a listing of attachments.
type AttachedPolicy struct {
	PolicyName string
	PolicyArn  string
}

// attached returns a page of an identity's managed policies.
func (s *Service) attached(
	ctx context.Context, c Caller, action string, kind IdentityKind, name string,
	pathPrefix, marker *string, maxItems *int32,
) (page []AttachedPolicy, next *string, err error) {
	i, err := s.on(ctx, c, kind, name, access{action: action})
	if err != nil {
		return nil, nil, err
	}
	prefix := stringOr(pathPrefix, "/")
	all := []AttachedPolicy{}
	for _, arn := range i.permissions.Attached {
		path, policyName := splitPolicyARN(arn)
		if strings.HasPrefix(path, prefix) {
			all = append(all, AttachedPolicy{policyName, arn})
		}
	}
	slices.SortFunc(all, func(a, b AttachedPolicy) int { return strings.Compare(a.PolicyArn, b.PolicyArn) })
	list := pager{s, action + " " + i.id + " " + prefix, marker, maxItems}
	return slicePage(ctx, list, all, func(a AttachedPolicy) string { return a.PolicyArn })
}

// putBoundary sets the permissions boundary of a user or a role.
func (s *Service) putBoundary(ctx context.Context, c Caller, action string, kind IdentityKind, name, arn string) error {
	return s.commit(ctx, func() ([]Write, error) {
		i, err := s.on(ctx, c, kind, name, access{action: action, boundary: arn})
		if err != nil {
			return nil, err
		}
		p, err := s.boundary(ctx, arn)
		if err != nil || i.permissions.Boundary == arn {
			return nil, err
		}
		writes, err := s.withoutBoundary(ctx, &i)
		if err != nil {
			return nil, err
		}
		i.permissions.Boundary = arn
		p.Attachments = append(p.Attachments, i.attachment(true))
		return append(writes, Write{Policy: &p}), nil
	})
}

// deleteBoundary removes the permissions boundary of a user or a role.
func (s *Service) deleteBoundary(ctx context.Context, c Caller, action string, kind IdentityKind, name string) error {
	return s.commit(ctx, func() ([]Write, error) {
		i, err := s.on(ctx, c, kind, name, access{action: action})
		if err != nil {
			return nil, err
		}
		if i.permissions.Boundary == "" { // text D
			return nil, fail(NoSuchEntity, "The %s with name %s does not have a permissions boundary.", kind, name)
		}
		return s.withoutBoundary(ctx, &i)
	})
}

// withoutBoundary returns the writes that take an identity's boundary away, its
// own among them.
func (s *Service) withoutBoundary(ctx context.Context, i *identity) ([]Write, error) {
	if i.permissions.Boundary == "" {
		return []Write{i.write}, nil
	}
	p, err := s.policy(ctx, i.permissions.Boundary)
	if err != nil {
		return nil, err
	}
	i.permissions.Boundary = ""
	p.forget(i.attachment(true))
	return []Write{i.write, {Policy: &p}}, nil
}

// forget removes an attachment.
func (p *Policy) forget(a Attachment) {
	p.Attachments = slices.DeleteFunc(p.Attachments, func(other Attachment) bool {
		return other.Kind == a.Kind && other.ID == a.ID && other.Boundary == a.Boundary
	})
}

// policy reads a managed policy, the service's own included.
// NoSuchEntity: IAM API reference, GetPolicy.
func (s *Service) policy(ctx context.Context, arn string) (Policy, error) {
	p, err := s.store.Policy(ctx, arn)
	switch {
	case arn == s.SelfServiceARN() && (err == nil || errors.Is(err, ErrNotFound)):
		return s.selfServicePolicy(p), nil
	case errors.Is(err, ErrNotFound):
		return Policy{}, errNoPolicy(arn)
	}
	return p, err
}

// attachable reads a managed policy in order to attach it.
func (s *Service) attachable(ctx context.Context, arn string) (Policy, error) {
	p, err := s.policy(ctx, arn)
	return p, instead(err, "Policy %s does not exist or is not attachable.", arn)
}

// boundary reads a managed policy in order to make it a boundary.
func (s *Service) boundary(ctx context.Context, arn string) (Policy, error) {
	p, err := s.policy(ctx, arn)
	return p, instead(err, "Scope ARN: %s does not exist or is not attachable.", arn)
}

// instead replaces the text of a NoSuchEntity.
func instead(err error, format string, args ...any) error {
	var refusal *Error
	if errors.As(err, &refusal) && refusal.Code == NoSuchEntity {
		return fail(NoSuchEntity, format, args...)
	}
	return err
}

func errNoPolicy(arn string) *Error { return fail(NoSuchEntity, "Policy %s was not found.", arn) }

// splitPolicyARN returns the path and the name in the ARN of a managed policy.
func splitPolicyARN(arn string) (path, name string) {
	_, rest, _ := strings.Cut(arn, ":policy")
	slash := strings.LastIndexByte(rest, '/')
	return rest[:slash+1], rest[slash+1:]
}

// title is the kind as the names of quotas spell it.
func title(kind IdentityKind) string { return strings.ToUpper(string(kind[:1])) + string(kind[1:]) }
