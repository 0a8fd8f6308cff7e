package mfa_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// edited is a store whose access keys an attacker edits.
type edited struct {
	mfa.Store
	edit func(*mfa.AccessKey)
}

func (e edited) AccessKey(ctx context.Context, id string) (mfa.AccessKey, error) {
	k, err := e.Store.AccessKey(ctx, id)
	e.edit(&k)
	return k, err
}

// edits are what who can write one item of the table can do to a key.
var edits = map[string]func(*mfa.AccessKey){
	"it is root's":           func(k *mfa.AccessKey) { k.UserName, k.UserID, k.UserPath = "", "", "" },
	"it has no name":         func(k *mfa.AccessKey) { k.UserName = "" },
	"another user's id":      func(k *mfa.AccessKey) { k.UserID = "AIDABOB" },
	"another user's name":    func(k *mfa.AccessKey) { k.UserName = "bob" },
	"another path":           func(k *mfa.AccessKey) { k.UserPath = "/admin/" },
	"another key's id":       func(k *mfa.AccessKey) { k.ID = "AKIAOTHER" },
	"another key's secret":   func(k *mfa.AccessKey) { k.Secret = []byte("sealed elsewhere") },
	"it is a user's no more": func(k *mfa.AccessKey) { k.UserID, k.UserPath = "", "" },
}

func TestAnAccessKeyStandsForThePrincipalThatItWasSealedFor(t *testing.T) {
	for name, edit := range edits {
		f := mfatest.New(t, nil)
		alice := f.User("alice")
		f.ChangeStore(edited{f.Config.Store, edit})
		if c, err := mfatest.Authenticate(context.Background(), f.Service, alice.KeyID,
			secret.String{}); !errors.Is(err, mfa.ErrNotSealed) {
			t.Errorf("%s: it makes %+v, %v", name, c.Identity(), err)
		}
	}
	f := mfatest.New(t, nil)
	f.User("alice")
	f.ChangeStore(edited{f.Config.Store, func(k *mfa.AccessKey) {
		k.UserName, k.UserID, k.UserPath = "alice", "AIDAALICE", "/"
	}})
	if c, err := mfatest.Authenticate(context.Background(), f.Service, f.Root.KeyID,
		secret.String{}); !errors.Is(err, mfa.ErrNotSealed) {
		t.Errorf("root's key makes %+v, %v", c.Identity(), err)
	}
}

func TestAKeySealedByAnEarlierVersionNeverBecomesARootKey(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	old, err := f.Config.KeySealer.Seal(context.Background(), []byte("the secret"), map[string]string{
		"purpose": "access-key",
		"version": "1",
		"account": mfatest.Account,
		"key":     alice.KeyID,
	})
	if err != nil {
		t.Fatal(err)
	}
	store := f.Config.Store
	f.ChangeStore(edited{store, func(k *mfa.AccessKey) { k.Secret = old }})
	if _, err := mfatest.Authenticate(context.Background(), f.Service, alice.KeyID, secret.String{}); err != nil {
		t.Errorf("a user's does not open: %v", err)
	}
	f.ChangeStore(edited{store, func(k *mfa.AccessKey) {
		*k = mfa.AccessKey{ID: k.ID, Secret: old, Status: mfa.Active}
	}})
	if c, err := mfatest.Authenticate(context.Background(), f.Service, alice.KeyID,
		secret.String{}); !errors.Is(err, mfa.ErrNotSealed) {
		t.Errorf("without its user it makes %+v, %v", c.Identity(), err)
	}
	if _, err := f.ResealKey(context.Background(), mfa.AccessKey{ID: alice.KeyID, Secret: old},
		f.Config.KeySealer.Open); !errors.Is(err, mfa.ErrNotSealed) {
		t.Errorf("without its user it is sealed again: %v", err)
	}
}

// A thief of a data key can seal any session.
func TestASessionThatNoOperationMakesIsRefused(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	user, err := f.Config.Store.User(context.Background(), "alice")
	if err != nil {
		t.Fatal(err)
	}
	now, day := f.Time(), 24*time.Hour
	for name, c := range map[string]struct {
		user, id string
		mfa      bool
		from, to time.Time
		good     bool
	}{
		"36 hours":              {"alice", user.ID, true, now, now.Add(36 * time.Hour), true},
		"36 hours and a second": {"alice", user.ID, true, now, now.Add(36*time.Hour + time.Second), false},
		"a hundred years":       {"alice", user.ID, true, now, now.Add(100 * 365 * day), false},
		"begins in a hundred years": {"alice", user.ID, true, now.Add(100 * 365 * day),
			now.Add(100*365*day + time.Hour), false},
		"ends before it begins":  {"alice", user.ID, true, now.Add(-time.Hour), now.Add(-2 * time.Hour), false},
		"root, an hour":          {"", mfatest.Account, false, now, now.Add(time.Hour), true},
		"root, an hour and more": {"", mfatest.Account, false, now, now.Add(time.Hour + time.Second), false},
		"root with MFA":          {"", mfatest.Account, true, now, now.Add(time.Minute), false},
	} {
		plain, err := json.Marshal(map[string]any{
			"key": "ASIAFORGED", "secret": "s", "user": c.user, "id": c.id, "mfa": c.mfa, "iat": c.from, "exp": c.to,
		})
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := f.Config.KeySealer.Seal(context.Background(), plain,
			map[string]string{"purpose": "session", "version": "1", "account": mfatest.Account})
		if err != nil {
			t.Fatal(err)
		}
		_, err = mfatest.Authenticate(context.Background(), f.Service, "ASIAFORGED",
			secret.New(base64.StdEncoding.EncodeToString(sealed)))
		if (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
