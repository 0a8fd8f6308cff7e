package mfa

import (
	"context"
	"errors"
)

// DeleteAccessKeyRequest names the key. UserName is the caller by default.
type DeleteAccessKeyRequest struct {
	AccessKeyId *string
	UserName    *string
}

func (in DeleteAccessKeyRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
	v.required("accessKeyId", in.AccessKeyId, accessKeyIDType)
}

// DeleteAccessKey deletes an access key. NoSuchEntity: IAM API reference.
var DeleteAccessKey = operation(IAM, "DeleteAccessKey", (*Service).DeleteAccessKey)

// DeleteAccessKey deletes a key. Sessions that were made with it go on, as in AWS.
// NoSuchEntity: IAM API reference, DeleteAccessKey.
func (s *Service) DeleteAccessKey(ctx context.Context, c Caller, in DeleteAccessKeyRequest) (NoOutput, error) {
	userName, err := c.userOrSelf(in.UserName)
	if err != nil {
		return NoOutput{}, err
	}
	if _, err := s.authorizeUser(ctx, c, "DeleteAccessKey", userName); err != nil {
		return NoOutput{}, err
	}
	err = s.store.DeleteAccessKey(ctx, userName, *in.AccessKeyId)
	if errors.Is(err, ErrNotFound) {
		return NoOutput{}, errNoKey(*in.AccessKeyId)
	}
	return NoOutput{}, err
}
