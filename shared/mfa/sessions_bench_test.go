package mfa_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// BenchmarkSessions opens sessions of both kinds in one run, in memory. Each code
// is of another day, so that no budget ends.
func BenchmarkSessions(b *testing.B) {
	f := mfatest.New(b, nil)
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	createRole(f, "ops", trust(aliceARN, ""))
	for name, open := range map[string]func() mfa.Credentials{
		"GetSessionToken": func() mfa.Credentials {
			in := mfa.GetSessionTokenRequest{}
			return mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, in).Credentials
		},
		"GetSessionToken_with_a_code": func() mfa.Credentials {
			f.Wait(24 * time.Hour)
			return mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, phone.Token(0)).Credentials
		},
		"AssumeRole": func() mfa.Credentials { return assume(alice, ops()).Credentials },
		"AssumeRole_with_a_code": func() mfa.Credentials {
			f.Wait(24 * time.Hour)
			return assume(alice, opsWith(phone, 0)).Credentials
		},
	} {
		b.Run(name, func(b *testing.B) {
			size := 0
			for b.Loop() {
				size = len(open().SessionToken.Reveal())
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sessions/s")
			b.ReportMetric(float64(size), "token-bytes")
		})
	}
}
