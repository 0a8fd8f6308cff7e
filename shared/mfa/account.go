package mfa

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"sync"
)

// maxAlias is how many characters an account alias may have.
const maxAlias = 63

// accountAliasType prints the model's pattern. RE2 has no lookahead, so that the
// pattern that is matched says differently that no two hyphens are in a row.
var accountAliasType = constraint{
	min:  3,
	max:  maxAlias,
	text: `^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$`,
	pattern: sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\A[a-z0-9]+(-[a-z0-9]+)*\z`)
	}),
}

// onAccount authorises an action that concerns the whole account.
func (s *Service) onAccount(ctx context.Context, c Caller, action string) error {
	return s.permit(ctx, c, access{action: action, resource: "*", shown: "*"})
}

// changeAccount changes what there is once in the account.
func (s *Service) changeAccount(ctx context.Context, change func(*Account) error) error {
	return s.commit(ctx, func() ([]Write, error) {
		account, err := s.store.Account(ctx)
		if err == nil {
			err = change(&account)
		}
		return []Write{{Account: &account}}, err
	})
}

// accountLabel is what apps show of the account: its alias if it has one,
// otherwise Config.AccountAlias or the account id.
func (s *Service) accountLabel(ctx context.Context) (string, error) {
	account, err := s.store.Account(ctx)
	return cmp.Or(account.Alias, s.accountAlias, s.accountID), err
}

// rootDevices returns the account root's virtual devices: one or none.
func (s *Service) rootDevices(ctx context.Context) ([]Device, error) {
	d, err := s.store.Device(ctx, s.deviceARN("/", RootDeviceName))
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case d.Owner == nil || d.Owner.Name != "": // a user's, of the same name
		return nil, nil
	}
	return []Device{d}, nil
}

// each calls do with every page of a listing.
func each[T any](ctx context.Context, list listing[T], do func(page []T) error) error {
	for after := ""; ; {
		page, next, err := list(ctx, after, wholeListing)
		if err == nil {
			err = do(page)
		}
		if err != nil || next == "" {
			return err
		}
		after = next
	}
}

// wholeListing is how many items are read at once where all are.
const wholeListing = 1000
