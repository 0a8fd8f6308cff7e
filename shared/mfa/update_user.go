package mfa

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
)

// UpdateUserRequest names the user, and its new name or path or both.
type UpdateUserRequest struct {
	UserName    *string
	NewPath     *string
	NewUserName *string
}

func (in UpdateUserRequest) validate(v *validation) {
	v.required("userName", in.UserName, existingUserNameType)
	v.path(in.NewPath)
	v.optional("newUserName", in.NewUserName, userNameType)
}

// UpdateUser renames a user or moves it to another path. All that belongs to the
// user stays: devices, spent codes, attempts, access keys, groups and policies.
// Policies that name the old ARN no longer match, sessions that were opened under
// the old name end, and pending enrollment tickets are revoked.
//
// It has a function of its own because it moves what codes are judged by.
// EntityAlreadyExists, NoSuchEntity: IAM API reference.
var UpdateUser = operation(IAM, "UpdateUser", (*Service).UpdateUser).withFunction()

// UpdateUser needs the right for the user as it is and for what it becomes (IAM
// API reference, UpdateUser). Attempts with codes that go on all the while may
// hinder it, and make it answer ConcurrentModification.
func (s *Service) UpdateUser(ctx context.Context, c Caller, in UpdateUserRequest) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		i, err := s.on(ctx, c, UserKind, *in.UserName, access{action: "UpdateUser"})
		if err != nil {
			return nil, err
		}
		user := *i.write.User
		name, path := stringOr(in.NewUserName, user.Name), stringOr(in.NewPath, user.Path)
		if name == user.Name && path == user.Path {
			return nil, nil
		}
		arn := s.identityARN(UserKind, path, name)
		if err := s.permit(ctx, c, access{action: "UpdateUser", resource: arn, shown: arn}); err != nil {
			return nil, err
		}
		if !strings.EqualFold(name, user.Name) {
			_, err := s.store.User(ctx, name)
			if !errors.Is(err, ErrNotFound) {
				return nil, cmp.Or(err, error(errUserExists(name)))
			}
		}
		return s.renaming(ctx, user, name, path)
	})
}

func errUserExists(name string) *Error {
	return fail(EntityAlreadyExists, "User with name %s already exists.", name)
}

// renaming returns the writes that give a user another name or path: groups and
// policies remember the name.
func (s *Service) renaming(ctx context.Context, user User, name, path string) ([]Write, error) {
	keys, err := s.renamedKeys(ctx, user, name, path)
	if err != nil {
		return nil, err
	}
	writes := []Write{{Rename: &Rename{User: user, Name: name, Path: path, Keys: keys}}}
	tickets, err := s.store.EnrollmentTickets(ctx, slices.Collect(maps.Keys(user.Tickets)))
	if err != nil {
		return nil, err
	}
	for _, t := range tickets {
		if t.Status == TicketPending {
			t.Status = TicketRevoked
			writes = append(writes, Write{Ticket: &t})
		}
	}
	if name == user.Name {
		return writes, nil
	}
	if len(user.Groups) > 0 {
		found, err := s.store.Lookup(ctx, Names{Groups: user.Groups})
		if err != nil {
			return nil, err
		}
		for _, group := range found.Groups {
			if at := slices.Index(group.Members, user.Name); at >= 0 {
				group.Members[at] = name
			}
			writes = append(writes, Write{Group: &group})
		}
	}
	renamed := userIdentity(&user)
	renamed.name = name
	policies := slices.Clone(user.Attached)
	if user.Boundary != "" && !slices.Contains(policies, user.Boundary) {
		policies = append(policies, user.Boundary)
	}
	for _, arn := range policies {
		p, err := s.policy(ctx, arn)
		if err != nil {
			return nil, err
		}
		p.rename(renamed)
		writes = append(writes, Write{Policy: &p})
	}
	return writes, nil
}

// renamedKeys seals the user's access keys for the new name and path, to which
// their secrets are bound.
func (s *Service) renamedKeys(ctx context.Context, user User, name, path string) (renamed []RenamedKey, err error) {
	if len(user.Keys) == 0 {
		return nil, nil
	}
	keys, err := s.store.AccessKeys(ctx, user.Keys)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		plain, err := s.openKeyWith(ctx, k, s.keySealer.Open)
		if err != nil {
			return nil, err
		}
		becomes := k
		becomes.UserName, becomes.UserPath = name, path
		sealed, err := s.keySealer.Seal(ctx, plain, s.keyContext(becomes))
		if err != nil {
			return nil, err
		}
		renamed = append(renamed, RenamedKey{k, sealed})
	}
	return renamed, nil
}
