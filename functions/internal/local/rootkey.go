package local

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// The environment variables that fix the account root's access key.
const (
	RootIDVariable     = "VIRTUALMFA_ROOT_ACCESS_KEY_ID"
	RootSecretVariable = "VIRTUALMFA_ROOT_SECRET_ACCESS_KEY"
)

// A RootKey is the account root's access key. Its zero value is none.
type RootKey struct {
	ID     string
	Secret secret.String
}

// rootSecret has the characters of AWS's own secret access keys and three more,
// none of which a shell interprets.
var rootSecret = regexp.MustCompile(`\A[0-9A-Za-z/+=_.-]{16,128}\z`)

// RootKeyFrom reads a root key from the environment, or returns the zero
// RootKey if neither variable is set. An error never quotes the secret.
func RootKeyFrom(getenv func(string) string) (RootKey, error) {
	id, key := getenv(RootIDVariable), getenv(RootSecretVariable)
	switch {
	case id == "" && key == "":
		return RootKey{}, nil
	case id == "" || key == "":
		return RootKey{}, errors.New("set both " + RootIDVariable + " and " +
			RootSecretVariable + ", or neither")
	case !mfa.ValidRootKeyID(id):
		return RootKey{}, fmt.Errorf("%s must be 16 to 128 letters, digits and underscores, "+
			"and not begin with ASIA, which marks keys of sessions; it is %q", RootIDVariable, id)
	case !rootSecret.MatchString(key):
		return RootKey{}, errors.New(RootSecretVariable + " must be 16 to 128 of the characters " +
			"A-Z a-z 0-9 / + = _ . and -")
	}
	return RootKey{id, secret.New(key)}, nil
}
