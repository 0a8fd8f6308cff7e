package mfa

import (
	"context"
	"errors"
)

// UpdateAccessKeyRequest has the new status, Active or Inactive. UserName is
// the caller by default.
type UpdateAccessKeyRequest struct {
	AccessKeyId *string
	Status      *string
	UserName    *string
}

func (in UpdateAccessKeyRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
	v.required("accessKeyId", in.AccessKeyId, accessKeyIDType)
	if in.Status == nil {
		v.problem("status", nil, "Member must not be null")
	}
	// The model also has Expired, which no caller can set: AWS refuses it in words
	// that are not known.
	v.oneOf("status", in.Status, string(Active), string(Inactive))
}

// UpdateAccessKey switches an access key on or off. NoSuchEntity: IAM API
// reference.
var UpdateAccessKey = operation(IAM, "UpdateAccessKey", (*Service).UpdateAccessKey)

// UpdateAccessKey switches a key on or off. Sessions that were made with it go
// on, as in AWS. NoSuchEntity: IAM API reference, UpdateAccessKey.
func (s *Service) UpdateAccessKey(ctx context.Context, c Caller, in UpdateAccessKeyRequest) (NoOutput, error) {
	userName, err := c.userOrSelf(in.UserName)
	if err != nil {
		return NoOutput{}, err
	}
	if _, err := s.authorizeUser(ctx, c, "UpdateAccessKey", userName); err != nil {
		return NoOutput{}, err
	}
	err = s.store.UpdateAccessKey(ctx, userName, *in.AccessKeyId, AccessKeyStatus(*in.Status))
	if errors.Is(err, ErrNotFound) {
		return NoOutput{}, errNoKey(*in.AccessKeyId)
	}
	return NoOutput{}, err
}
