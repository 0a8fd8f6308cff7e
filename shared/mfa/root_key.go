package mfa

import (
	"context"
	"regexp"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// accessKeyID is the pattern and length of accessKeyIdType (IAM API reference,
// AccessKey).
var accessKeyID = regexp.MustCompile(`\A[0-9A-Za-z_]{16,128}\z`)

// ValidRootKeyID reports whether id can be that of the account root's access
// key: 16 to 128 letters, digits and underscores, without the prefix ASIA,
// which marks the keys of sessions.
func ValidRootKeyID(id string) bool {
	return accessKeyID.MatchString(id) && id[:len(sessionKeyPrefix)] != sessionKeyPrefix
}

// PutRootKey stores an access key of the account root that was chosen
// beforehand, where CreateRootKey draws one. See ValidRootKeyID.
func (s *Service) PutRootKey(ctx context.Context, id string, key secret.String) error {
	root := AccessKey{ID: id, Status: Active, Created: s.now()}
	sealed, err := s.keySealer.Seal(ctx, []byte(key.Reveal()), s.keyContext(root))
	if err != nil {
		return err
	}
	root.Secret = sealed
	return s.store.CreateAccessKey(ctx, root, 0)
}
