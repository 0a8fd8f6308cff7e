package mfa_test

import (
	"context"
	"errors"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

var errAway = errors.New("the key is away")

// A sealer that is away seals and opens nothing.
type away struct{}

func (away) Seal(context.Context, []byte, map[string]string) ([]byte, error) { return nil, errAway }
func (away) Open(context.Context, []byte, map[string]string) ([]byte, error) { return nil, errAway }

func TestASealerThatFailsBlamesNobodysTokenOrMarker(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	session := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{}).Credentials
	for _, name := range []string{"bob", "carol"} {
		f.User(name)
	}
	one := int32(1)
	page := mfatest.Must[mfa.ListUsersResponse](f.Root, mfa.ListUsers, mfa.ListUsersRequest{MaxItems: &one})
	f.KeySealer = away{}

	if _, err := mfatest.Authenticate(context.Background(), f.Service, session.AccessKeyId, session.SessionToken); !errors.Is(err, errAway) {
		t.Errorf("a good token: %v", err)
	}
	_, err := mfatest.Call[mfa.ListUsersResponse](f.Root, mfa.ListUsers, mfa.ListUsersRequest{Marker: page.Marker})
	if !errors.Is(err, errAway) {
		t.Errorf("a good marker: %v", err)
	}
}
