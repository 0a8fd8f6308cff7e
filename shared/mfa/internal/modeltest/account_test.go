// Package modeltest tries random actions on a whole account, and compares what
// each comes to, and what the account's listings say after it, with a model.
package modeltest

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// TestMain gives rapid's flags the values that suit accounts: few, but with a
// long life. The command line may give others.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{"checks": "20", "steps": "300", "nofailfile": "true", "shrinktime": "3s"} {
		if err := flag.Set("rapid."+name, value); err != nil {
			panic(err)
		}
	}
	flag.Parse()
	// rapid itself takes a fifth of the checks and half of the steps; the same ones
	// each time, for what may not be left to chance
	if testing.Short() {
		_ = flag.Set("rapid.checks", "20")
		_ = flag.Set("rapid.seed", "1")
	}
	os.Exit(m.Run())
}

func TestEveryActionComesToWhatTheModelSays(t *testing.T) {
	seen := tally{}
	for _, profile := range []otp.Profile{otp.AWS, otp.Hardened} {
		t.Run(profile.Name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) { rt.Repeat(rapid.StateMachineActions(newMachine(t, profile, seen))) })
		})
	}
	seen.report(t)
	if !t.Failed() {
		seen.mustHaveAll(t)
	}
}

func newMachine(t *testing.T, profile otp.Profile, seen tally) *machine {
	t.Helper()
	f := mfatest.New(t, &mfatest.Options{Profile: profile})
	name := "ops"
	trust := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}`
	mfatest.Must[mfa.CreateRoleResponse](f.Root, mfa.CreateRole,
		mfa.CreateRoleRequest{RoleName: &name, AssumeRolePolicyDocument: &trust})
	return &machine{
		account: &account{hardened: profile.Name == "hardened", now: f.Time(), users: map[string]*user{},
			devices: map[string]*device{}},
		fixture:     f,
		credentials: []credential{{keyID: f.Root.KeyID}},
		latest:      f.Time(),
		seen:        seen,
	}
}

// outcomes lists what each operation must have come to, apart from what every
// one can: without it a run has tried too little.
var outcomes = map[string][]outcome{
	"CreateUser":                         {ok, denied, exists},
	"DeleteUser":                         {ok, denied, missing, hasDevices, hasKeys},
	"GetUser":                            {ok, denied, missing},
	"CreateAccessKey":                    {ok, denied, missing, tooManyKeys},
	"UpdateAccessKey":                    {ok, denied, missing},
	"DeleteAccessKey":                    {ok, denied, missing},
	"CreateVirtualMFADevice":             {ok, exists},
	"DeleteVirtualMFADevice":             {ok, denied, missing, inUse},
	"EnableMFADevice":                    {ok, denied, missing, needsMFA, exists, ofAnother, tooManyDevices, wrongPair},
	"DeactivateMFADevice":                {ok, denied, missing, needsMFA},
	"ResyncMFADevice":                    {ok, denied, missing, wrongPair, tooManyAttempts},
	"TagMFADevice":                       {ok, denied, missing},
	"UntagMFADevice":                     {ok, denied, missing},
	"GetSessionToken":                    {ok, needsKey, notJudged, wrongCode},
	"AssumeRole":                         {ok, denied, notJudged, wrongCode},
	"GetCallerIdentity":                  {ok},
	"UpdateUser":                         {ok, denied, missing, exists},
	"CreateEnrollmentTicket":             {ok, denied, missing, exists, tooManyTickets},
	"DeleteEnrollmentTicket":             {ok, denied, missing},
	"CreateVirtualMFADevice by a ticket": {ok, exists, ticketRedeemed, ticketRevoked, ticketExpired},
	"EnableMFADevice by a ticket":        {ok, missing, exists, wrongPair, ticketRedeemed, ticketRevoked, ticketExpired},
}

// mustHaveAll fails the test for what never came. A short run must have tried
// every operation.
func (s tally) mustHaveAll(t *testing.T) {
	t.Helper()
	bad, dead := 0, 0
	for op, all := range outcomes {
		bad, dead = bad+s[op][badCredential], dead+s[op][expired]
		for _, o := range all {
			if s[op][o] == 0 && !testing.Short() {
				t.Errorf("%s never came to %q", op, o)
			}
		}
	}
	if len(s) != len(outcomes) || bad == 0 || dead == 0 {
		t.Errorf("%d operations of %d; %d bad credentials, %d expired", len(s), len(outcomes), bad, dead)
	}
}

func (s tally) report(t *testing.T) {
	t.Helper()
	actions := 0
	for _, op := range slices.Sorted(maps.Keys(s)) {
		var line strings.Builder
		for _, o := range slices.Sorted(maps.Keys(s[op])) {
			fmt.Fprintf(&line, ", %d %s", s[op][o], o)
			actions += s[op][o]
		}
		t.Logf("%s: %s", op, line.String()[2:])
	}
	t.Logf("%d actions", actions)
}
