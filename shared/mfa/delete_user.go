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

var DeleteUser = operation(IAM, "DeleteUser", (*Service).DeleteUser)

// DeleteUser deletes a user without devices and keys, and ends the user's sessions.
// NoSuchEntity, DeleteConflict: IAM API reference, DeleteUser.
func (s *Service) DeleteUser(ctx context.Context, c Caller, in DeleteUserRequest) (NoOutput, error) {
	if err := s.authorizeUser(c, "DeleteUser", *in.UserName); err != nil {
		return NoOutput{}, err
	}
	user, err := s.Store.DeleteUser(ctx, *in.UserName)
	switch {
	case errors.Is(err, ErrNotFound):
		return NoOutput{}, errNoUser(*in.UserName)
	case errors.Is(err, ErrConflict) && len(user.Devices) > 0:
		return NoOutput{}, fail(DeleteConflict, "Cannot delete entity, must remove tokens from principal first.")
	case errors.Is(err, ErrConflict):
		return NoOutput{}, fail(DeleteConflict, "Cannot delete entity, must delete access keys first.")
	}
	return NoOutput{}, err
}
