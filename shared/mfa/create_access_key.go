package mfa

import (
	"context"
	"errors"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// CreateAccessKeyRequest names the user, the caller by default.
type CreateAccessKeyRequest struct{ UserName *string }

func (in CreateAccessKeyRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
}

// CreateAccessKeyResponse hands out the secret key, for the only time.
type CreateAccessKeyResponse struct{ AccessKey NewAccessKey }

// NewAccessKey is an access key with its secret, as CreateAccessKey alone shows it.
type NewAccessKey struct {
	UserName        string
	AccessKeyId     string
	Status          string
	SecretAccessKey secret.String
	CreateDate      time.Time
}

// CreateAccessKey creates an access key; only its answer ever holds the secret.
// LimitExceeded after two keys, NoSuchEntity: IAM API reference.
var CreateAccessKey = operation(IAM, "CreateAccessKey", (*Service).CreateAccessKey).withFunction()

// CreateAccessKey makes a long-term key for a user, who may have two.
// NoSuchEntity, LimitExceeded: IAM API reference, CreateAccessKey.
func (s *Service) CreateAccessKey(
	ctx context.Context,
	c Caller,
	in CreateAccessKeyRequest,
) (out CreateAccessKeyResponse, err error) {
	user, err := s.targetUser(ctx, c, "CreateAccessKey", in.UserName)
	if err != nil {
		return out, err
	}
	key, secretKey, err := s.newKey(ctx, s.random, AccessKey{UserName: user.Name, UserPath: user.Path, UserID: user.ID})
	if err != nil {
		return out, err
	}
	switch err := s.store.CreateAccessKey(ctx, key, MaxAccessKeysPerUser); {
	case errors.Is(err, ErrNotFound):
		return out, errNoUser(user.Name)
	case errors.Is(err, ErrConflict):
		return out, fail(LimitExceeded, "Cannot exceed quota for AccessKeysPerUser: %d", MaxAccessKeysPerUser)
	case err != nil:
		return out, err
	}
	return CreateAccessKeyResponse{NewAccessKey{user.Name, key.ID, string(key.Status), secretKey, key.Created}}, nil
}
