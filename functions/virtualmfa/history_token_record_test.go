package main

import (
	"crypto/rand"
	"encoding/base32"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/pquerna/otp/totp"
)

const (
	keepers    = 2 // users of each token
	pairs      = 5 // of codes that are sent to enable a token, the last two by handOver
	tokenSteps = 2*pairs + 1
)

// keeperName is the name of a user whom tokens are enabled for, from 1.
func keeperName(user int) string { return fmt.Sprint("keeper", user) }

// A tokenScene lets two users want one token, while root deletes it and imports
// it again.
type tokenScene struct {
	*scene
	serial, seed string
	codes        [tokenSteps]string
	root         requester // on the lossy wire
	reliable     requester
}

// tokenScene plays a scene in a window and returns its history.
func (r *historian) tokenScene(t *testing.T, window int, now time.Time) []porcupine.Operation {
	t.Helper()
	seed := make([]byte, 20)
	_, _ = rand.Read(seed)
	p := &tokenScene{
		scene:    r.newScene(),
		serial:   fmt.Sprintf("GAHT%08d", window),
		seed:     base32.StdEncoding.EncodeToString(seed),
		root:     requester{server: r.server, client: &r.wire},
		reliable: requester{server: r.server, client: http.DefaultClient},
	}
	if !p.showCodes(t, now) {
		return nil
	}
	p.importIt(t)
	var all sync.WaitGroup
	for user := 1; user <= keepers; user++ {
		all.Go(func() { p.keep(t, user) })
	}
	all.Go(func() {
		for range 2 {
			p.deleteIt(t)
			p.importIt(t)
		}
	})
	all.Wait()
	if window%3 == 0 {
		p.handOver(t)
	}
	p.giveBack(t)
	return p.history
}

// showCodes computes the codes of the scene's steps, of which the last but one is
// now. It reports whether none of them is that of another step that a verifier may
// look at.
func (p *tokenScene) showCodes(t *testing.T, now time.Time) (distinct bool) {
	t.Helper()
	const around = 4
	seen := map[string]bool{}
	for i := -around; i < tokenSteps+around; i++ {
		code := must(totp.GenerateCode(p.seed, now.Add(time.Duration(i-tokenSteps+2)*30*time.Second)))(t)
		seen[code] = true
		if 0 <= i && i < tokenSteps {
			p.codes[i] = code
		}
	}
	return len(seen) == tokenSteps+2*around
}

// keep is what happens to one of the users, twice: root enables the token for
// him, he signs in, and root takes it away again. There are fewer codes to sign in
// with than the budget of a token has, even if some are charged twice.
func (p *tokenScene) keep(t *testing.T, user int) {
	t.Helper()
	for round := range 2 {
		pair, outcome := round+mathrand.IntN(2), conflict
		for tries := 0; tries < 3 && outcome == conflict; tries++ {
			outcome = p.enable(t, user, pair)
		}
		p.list(t, user)
		if outcome != done && outcome != unknown {
			continue
		}
		var login sync.WaitGroup
		login.Go(func() { p.signIn(t, user, 2*pair+mathrand.IntN(3)) })
		if mathrand.IntN(2) == 0 {
			login.Wait()
		}
		p.deactivate(t, user)
		login.Wait()
	}
}

// handOver gives the token to one user and then to the other, who sends the
// codes that the first has used.
func (p *tokenScene) handOver(t *testing.T) {
	t.Helper()
	const last = pairs - 1
	p.importIt(t)
	p.enable(t, 1, last-1)
	p.signIn(t, 1, 2*last)
	p.deactivate(t, 1)
	p.enable(t, 2, last-1)
	p.enable(t, 2, last)
	p.signIn(t, 2, 2*last)
	p.deleteIt(t)
	p.deactivate(t, 2)
	p.deleteIt(t)
}

func (p *tokenScene) importIt(t *testing.T) {
	t.Helper()
	p.add(p.timed(func() (any, string) {
		var out struct {
			Results []struct{ Status, Message string }
		}
		in := map[string]any{"Devices": []any{
			map[string]string{"SerialNumber": p.serial, "Base32StringSeed": p.seed},
		}}
		outcome := p.root.do(t, importDevice, in, &out)
		switch {
		case outcome != done:
		case len(out.Results) != 1 || out.Results[0].Status == "Refused":
			t.Errorf("an import answers %+v", out)
		case out.Results[0].Status == alreadyThere:
			outcome = alreadyThere
		}
		return tokenCall{operation: importDevice}, outcome
	}))
}

func (p *tokenScene) deleteIt(t *testing.T) {
	t.Helper()
	p.add(p.timed(func() (any, string) {
		in := map[string]string{"SerialNumber": p.serial}
		return tokenCall{operation: deleteHardware}, p.root.do(t, deleteHardware, in, nil)
	}))
}

func (p *tokenScene) enable(t *testing.T, user, pair int) (outcome string) {
	t.Helper()
	p.add(p.timed(func() (any, string) {
		outcome = p.root.do(t, enable, map[string]string{
			"UserName":            keeperName(user),
			"SerialNumber":        p.serial,
			"AuthenticationCode1": p.codes[2*pair],
			"AuthenticationCode2": p.codes[2*pair+1],
		}, nil)
		return tokenCall{operation: enable, user: user, pair: pair}, outcome
	}))
	return outcome
}

func (p *tokenScene) deactivate(t *testing.T, user int) {
	t.Helper()
	p.add(p.timed(func() (any, string) {
		in := map[string]string{"UserName": keeperName(user), "SerialNumber": p.serial}
		return tokenCall{operation: deactivate, user: user}, p.root.do(t, deactivate, in, nil)
	}))
}

func (p *tokenScene) signIn(t *testing.T, user, step int) {
	t.Helper()
	p.add(p.timed(func() (any, string) {
		outcome := p.openSession(t, p.keepers[user-1].sts, p.serial, p.codes[step])
		return tokenCall{operation: getSessionToken, user: user, step: step}, outcome
	}))
}

func (p *tokenScene) list(t *testing.T, user int) {
	t.Helper()
	p.add(p.timed(func() (any, string) {
		var out struct {
			MFADevices []struct{ SerialNumber string }
		}
		outcome := p.root.do(t, listDevices, map[string]string{"UserName": keeperName(user)}, &out)
		switch {
		case outcome != done:
		case len(out.MFADevices) == 0:
			outcome = hasNot
		case len(out.MFADevices) > 1 || out.MFADevices[0].SerialNumber != p.serial:
			t.Errorf("%s has %+v", keeperName(user), out.MFADevices)
		default:
			outcome = has
		}
		return tokenCall{operation: listDevices, user: user}, outcome
	}))
}

// giveBack leaves the users without a device. It is between windows and not in
// the history.
func (p *tokenScene) giveBack(t *testing.T) {
	t.Helper()
	for user := 1; user <= keepers; user++ {
		outcome := unknown
		for tries := 0; tries < 10 && outcome != done && outcome != missing; tries++ {
			in := map[string]string{"UserName": keeperName(user), "SerialNumber": p.serial}
			outcome = p.reliable.do(t, deactivate, in, nil)
		}
	}
}
