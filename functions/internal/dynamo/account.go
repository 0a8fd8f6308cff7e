package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// The partition keys of what there is once in an account.
const (
	accountPK = "account#settings"
	reportPK  = "account#report"
)

type accountItem struct {
	PK             string              `dynamodbav:"pk"`
	Alias          string              `dynamodbav:"alias,omitempty"`
	PasswordPolicy *passwordPolicyItem `dynamodbav:"password_policy,omitempty"`
	Revision       string              `dynamodbav:"revision"`
}

type passwordPolicyItem struct {
	MinLength       int32 `dynamodbav:"min_length"`
	Symbols         bool  `dynamodbav:"symbols"`
	Numbers         bool  `dynamodbav:"numbers"`
	Uppercase       bool  `dynamodbav:"uppercase"`
	Lowercase       bool  `dynamodbav:"lowercase"`
	UsersMayChange  bool  `dynamodbav:"users_may_change"`
	MaxAge          int32 `dynamodbav:"max_age"`
	ReusePrevention int32 `dynamodbav:"reuse_prevention"`
	HardExpiry      *bool `dynamodbav:"hard_expiry,omitempty"`
}

func newAccountItem(a mfa.Account, revision string) accountItem {
	return accountItem{
		PK:             accountPK,
		Alias:          a.Alias,
		PasswordPolicy: (*passwordPolicyItem)(a.PasswordPolicy),
		Revision:       revision,
	}
}

func (a accountItem) account() mfa.Account {
	return mfa.Account{
		Alias:          a.Alias,
		PasswordPolicy: (*mfa.PasswordPolicy)(a.PasswordPolicy),
		Revision:       a.Revision,
	}
}

type reportItem struct {
	PK        string    `dynamodbav:"pk"`
	Generated time.Time `dynamodbav:"generated"`
	Content   []byte    `dynamodbav:"content"`
}

func (r reportItem) report() mfa.CredentialReport {
	return mfa.CredentialReport{Generated: r.Generated, Content: r.Content}
}

// RootAccessKeys implements mfa.DirectoryStore. It knows those of virtualmfa
// bootstrap.
func (s *Store) RootAccessKeys(ctx context.Context) ([]mfa.AccessKey, error) {
	root, err := s.RootKeys(ctx)
	if err != nil || len(root.All) == 0 {
		return nil, err
	}
	return s.AccessKeys(ctx, root.All)
}

// Account implements mfa.DirectoryStore.
func (s *Store) Account(ctx context.Context) (mfa.Account, error) {
	a, err := one(ctx, s, accountPK, accountItem.account)
	if errors.Is(err, mfa.ErrNotFound) {
		return mfa.Account{}, nil
	}
	return a, err
}

// CredentialReport implements mfa.DirectoryStore.
func (s *Store) CredentialReport(ctx context.Context) (mfa.CredentialReport, error) {
	return one(ctx, s, reportPK, reportItem.report)
}
