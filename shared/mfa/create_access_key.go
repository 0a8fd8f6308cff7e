package mfa

import (
	"context"
	"errors"
	"io"
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
	AccessKeyId     string //nolint:revive // the API's name
	Status          string
	SecretAccessKey secret.String
	CreateDate      time.Time
}

var CreateAccessKey = operation(IAM, "CreateAccessKey", (*Service).CreateAccessKey)

// CreateAccessKey makes a long-term key for a user, who may have two.
// NoSuchEntity, LimitExceeded: IAM API reference, CreateAccessKey.
func (s *Service) CreateAccessKey(ctx context.Context, c Caller, in CreateAccessKeyRequest) (out CreateAccessKeyResponse, err error) {
	user, err := s.targetUser(ctx, c, "CreateAccessKey", in.UserName)
	if err != nil {
		return out, err
	}
	key, secretKey, err := s.newKey(ctx, s.Random)
	if err != nil {
		return out, err
	}
	key.UserName, key.UserPath, key.UserID = user.Name, user.Path, user.ID
	switch err := s.Store.CreateAccessKey(ctx, key, MaxAccessKeysPerUser); {
	case errors.Is(err, ErrNotFound):
		return out, errNoUser(user.Name)
	case errors.Is(err, ErrConflict):
		return out, fail(LimitExceeded, "Cannot exceed quota for AccessKeysPerUser: %d", MaxAccessKeysPerUser)
	case err != nil:
		return out, err
	}
	return CreateAccessKeyResponse{NewAccessKey{user.Name, key.ID, string(key.Status), secretKey, key.Created}}, nil
}

// newKey makes an active key that is nobody's yet.
func (s *Service) newKey(ctx context.Context, random io.Reader) (AccessKey, secret.String, error) {
	id, secretKey, err := newKeyPair(random, longTermKeyPrefix)
	if err != nil {
		return AccessKey{}, secret.String{}, err
	}
	sealed, err := s.KeySealer.Seal(ctx, []byte(secretKey.Reveal()), s.keyContext(id))
	return AccessKey{ID: id, Secret: sealed, Status: Active, Created: s.now()}, secretKey, err
}

// CreateRootKey makes a key of the account root, with which everything else begins. No operation does that: in AWS it takes the console. The
// same random makes the same key.
func (s *Service) CreateRootKey(ctx context.Context, random io.Reader) (id string, key secret.String, err error) {
	root, key, err := s.newKey(ctx, random)
	if err != nil {
		return "", secret.String{}, err
	}
	return root.ID, key, s.Store.CreateAccessKey(ctx, root, 0)
}
