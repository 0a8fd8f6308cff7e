package mfa_test

import (
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListAccountAliasesShowsOneAtMost(t *testing.T) {
	f := mfatest.New(t, nil)
	for _, want := range []string{"", "blue"} {
		if want != "" {
			sent(t, f.Root, mfa.CreateAccountAlias, `{"AccountAlias":"blue"}`)
		}
		out := mfatest.Must[mfa.ListAccountAliasesResponse](f.Root, mfa.ListAccountAliases, mfa.ListAccountAliasesRequest{})
		if strings.Join(out.AccountAliases, ",") != want || out.AccountAliases == nil || out.IsTruncated {
			t.Errorf("listed %+v, want %q", out, want)
		}
	}
}
