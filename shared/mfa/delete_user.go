package mfa

import (
	"context"
	"errors"
)

// DeleteUserRequest names the user.
type DeleteUserRequest struct{ UserName *string }

func (in DeleteUserRequest) validate(v *validation) {
	v.required("userName", in.UserName, existingUserNameType)
}

// DeleteUser deletes a user without devices, groups, policies and access keys,
// and ends the user's sessions. A permissions boundary does not keep it.
// DeleteConflict, NoSuchEntity: IAM API reference.
var DeleteUser = operation(IAM, "DeleteUser", (*Service).DeleteUser)

// DeleteUser answers DeleteConflict for a user who has a device, a policy, a
// group or an access key, in this order.
func (s *Service) DeleteUser(ctx context.Context, c Caller, in DeleteUserRequest) (NoOutput, error) {
	if !c.isRoot() { // whom no policy concerns
		if _, err := s.on(ctx, c, UserKind, *in.UserName, access{action: "DeleteUser"}); err != nil {
			return NoOutput{}, err
		}
	}
	user, err := s.store.DeleteUser(ctx, *in.UserName)
	switch {
	case errors.Is(err, ErrNotFound):
		return NoOutput{}, errNoUser(*in.UserName)
	case errors.Is(err, ErrConflict):
		return NoOutput{}, s.deleteWithBoundary(ctx, user)
	}
	return NoOutput{}, err
}

// deleteWithBoundary deletes a user who could not be deleted, if nothing but a
// permissions boundary was in the way. Its policy forgets the user.
func (s *Service) deleteWithBoundary(ctx context.Context, user User) error {
	if err := errUserInUse(user); err != nil {
		return err
	}
	return s.commit(ctx, func() ([]Write, error) {
		i, err := s.identity(ctx, UserKind, user.Name)
		if errors.Is(err, ErrNotFound) {
			return nil, errNoUser(user.Name)
		}
		if err != nil {
			return nil, err
		}
		if err := errUserInUse(*i.write.User); err != nil {
			return nil, err
		}
		writes, err := s.withoutBoundary(ctx, &i)
		if err != nil {
			return nil, err
		}
		writes[0].Delete = true
		return writes, nil
	})
}

// errUserInUse is why a user cannot be deleted, or nil. Devices come first; the
// order of the others is a guess.
func errUserInUse(u User) error {
	if len(u.Devices) > 0 {
		return fail(DeleteConflict, "Cannot delete entity, must remove tokens from principal first.")
	}
	if u.LoginProfile != nil {
		return fail(DeleteConflict, "Cannot delete entity, must delete login profile first.")
	}
	if err := errHasPolicies(u.Permissions); err != nil {
		return err
	}
	switch {
	case len(u.Groups) > 0:
		return errHasMembers
	case len(u.Keys) > 0:
		return fail(DeleteConflict, "Cannot delete entity, must delete access keys first.")
	}
	return nil
}
