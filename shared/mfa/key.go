package mfa

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// isRoot reports whether the key is the account root's.
func (k AccessKey) isRoot() bool { return k.UserName == "" && k.UserID == "" && k.UserPath == "" }

// keyContext binds a secret to its key and to the principal that the key stands
// for. If either is
// changed in the table, the secret cannot be decrypted.
func (s *Service) keyContext(k AccessKey) map[string]string {
	c := map[string]string{"purpose": "access-key", "version": "2", "account": s.accountID, "key": k.ID}
	if k.isRoot() {
		c["principal"] = "root"
		return c
	}
	c["principal"], c["user"], c["name"], c["path"] = "user", k.UserID, k.UserName, k.UserPath
	return c
}

// oldKeyContext is that of keys sealed before contexts named the principal.
func (s *Service) oldKeyContext(k AccessKey) map[string]string {
	return map[string]string{"purpose": "access-key", "version": "1", "account": s.accountID, "key": k.ID}
}

// openKey unseals a secret access key.
func (s *Service) openKey(ctx context.Context, k AccessKey) (secret.String, error) {
	plain, err := s.openKeyWith(ctx, k, s.keySealer.Open)
	if err != nil {
		return secret.String{}, fmt.Errorf("opening access key %s: %w", k.ID, err)
	}
	return secret.New(string(plain)), nil
}

type openFunc func(ctx context.Context, sealed []byte, encryptionContext map[string]string) ([]byte, error)

// openKeyWith takes a user's key in the old context too. The account root's it
// does not: nothing but the table would say that it is root's.
func (s *Service) openKeyWith(ctx context.Context, k AccessKey, open openFunc) ([]byte, error) {
	plain, err := open(ctx, k.Secret, s.keyContext(k))
	if errors.Is(err, ErrNotSealed) && !k.isRoot() {
		return open(ctx, k.Secret, s.oldKeyContext(k))
	}
	return plain, err
}

// ResealKey seals the secret of a user's access key again, as keys are sealed
// today. open opens what was sealed before. It returns ErrNotSealed for the
// account root's key, which is replaced instead.
func (s *Service) ResealKey(ctx context.Context, k AccessKey, open openFunc) ([]byte, error) {
	if k.isRoot() {
		return nil, fmt.Errorf("%w: the account root's key is replaced, not sealed again", ErrNotSealed)
	}
	plain, err := s.openKeyWith(ctx, k, open)
	if err != nil {
		return nil, fmt.Errorf("opening access key %s: %w", k.ID, err)
	}
	return s.keySealer.Seal(ctx, plain, s.keyContext(k))
}

// newKey makes an active access key of a principal, which k names, and does not
// store it.
func (s *Service) newKey(ctx context.Context, random io.Reader, k AccessKey) (AccessKey, secret.String, error) {
	id, secretKey, err := s.newKeyPair(random, longTermKeyPrefix)
	if err != nil {
		return AccessKey{}, secret.String{}, err
	}
	k.ID, k.Status, k.Created = id, Active, s.now()
	if k.Secret, err = s.keySealer.Seal(ctx, []byte(secretKey.Reveal()), s.keyContext(k)); err != nil {
		return AccessKey{}, secret.String{}, err
	}
	return k, secretKey, nil
}

// NewRootKey makes an access key of the account root and does not store it. No
// operation does that: in AWS it takes the console. The same random makes the
// same key.
func (s *Service) NewRootKey(ctx context.Context, random io.Reader) (AccessKey, secret.String, error) {
	return s.newKey(ctx, random, AccessKey{})
}

// CreateRootKey makes an access key of the account root and stores it, over one
// of the same id if there is one.
func (s *Service) CreateRootKey(ctx context.Context, random io.Reader) (id string, key secret.String, err error) {
	root, key, err := s.NewRootKey(ctx, random)
	if err != nil {
		return "", secret.String{}, err
	}
	if err := s.store.CreateAccessKey(ctx, root, 0); err != nil {
		return "", secret.String{}, err
	}
	return root.ID, key, nil
}

// useInterval is how much later than the last one a use is recorded (IAM API
// reference, AccessKeyLastUsed: once in 15 minutes).
const useInterval = 15 * time.Minute

// RecordUse records that the caller's access key, or the role whose session calls,
// was used for a service: the first time, and then at most every 15 minutes. It is
// called when the operation is over, so that no code waits for it. Sessions of
// users are not recorded.
func (s *Service) RecordUse(ctx context.Context, c Caller, service ServiceName) error {
	if c.lastUse == nil {
		return nil
	}
	use := *c.lastUse
	since := s.now().Sub(use.Date)
	if !use.Date.IsZero() && since < useInterval {
		return nil
	}
	use.LastUse = LastUse{Date: s.now(), Region: c.request.Region, Service: service}
	return s.store.RecordUse(ctx, use)
}
