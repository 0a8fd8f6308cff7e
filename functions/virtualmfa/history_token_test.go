package main

import (
	"testing"

	"github.com/anishathalye/porcupine"
)

// The operations of the scenes of hardware tokens.
const (
	importDevice   = "ImportMFADevices"
	deleteHardware = "DeleteHardwareMFADevice"
)

// alreadyThere is what an import answers of a serial number that exists.
const alreadyThere = "AlreadyExists"

// A tokenCall is a request of a scene of one token.
type tokenCall struct {
	operation string
	user      int // 1 or 2: for whom the token is enabled, or who signs in
	pair      int // of the codes that enable it: those of the steps 2·pair and 2·pair+1 of the scene
	step      int // of the scene, whose code is sent to sign in
}

// changesTokens reports whether a request may have changed anything.
func changesTokens(op porcupine.Operation) bool {
	return op.Input.(tokenCall).operation != listDevices &&
		(op.Output == done || op.Output == unknown || op.Output == opened)
}

// A token is one as the model has it.
type token struct {
	there  bool
	owner  int // the number of a user, or 0 while it is in stock
	paired int // one more than the last pair that enabled it, or 0; no pair before is good
	spent  int // the steps of which a code opened a session, as bits
}

// tokenModel says what each request must come to if all of them happened one
// after the other.
var tokenModel = modelOf(token{}, token.step).ToModel()

// step returns what the token may be after a request with this outcome, which is
// nothing if it cannot have had it.
func (v token) step(c tokenCall, output string) []token {
	if output == conflict || output == interrupted || v.explains(c, output) {
		return []token{v}
	}
	changed, can := v.after(c)
	succeeded := done
	if c.operation == getSessionToken {
		succeeded = opened
	}
	return changedTo(v, changed, can, output, succeeded)
}

// explains reports whether a request has this outcome and changes nothing.
func (v token) explains(c tokenCall, output string) bool {
	switch c.operation {
	case importDevice:
		return output == alreadyThere && v.there
	case deleteHardware:
		return output == missing && !v.there || output == inUse && v.owner != 0 ||
			output == usedUp && v.owner == 0 && v.paired != 0
	case enable:
		return output == missing && !v.there || output == exists && v.owner != 0 ||
			output == wrong && v.there && v.owner == 0 && !v.takes(c.pair)
	case deactivate:
		return output == missing && v.owner != c.user
	case listDevices:
		return output == has && v.owner == c.user || output == hasNot && v.owner != c.user
	case getSessionToken:
		return output == refused && v.owner != c.user ||
			output == wrong && v.owner == c.user && (v.isSpent(c.step) || !v.isNear(c.step))
	}
	return false
}

// after is the token after a request that succeeds, if it can.
func (v token) after(c tokenCall) (changed token, can bool) {
	switch c.operation {
	case importDevice:
		can = !v.there
		v = token{there: true}
	case deleteHardware:
		can = v.there && v.owner == 0 && v.paired == 0
		v = token{}
	case enable:
		can = v.there && v.owner == 0 && v.takes(c.pair)
		v.owner, v.paired = c.user, c.pair+1
	case deactivate:
		can = v.owner == c.user
		v.owner = 0
	case getSessionToken:
		can = v.owner == c.user && !v.isSpent(c.step) && !v.isFar(c.step)
		v.spent |= 1 << c.step
	}
	return v, can
}

// takes reports whether the codes of the pair are later than those that enabled
// the token before.
func (v token) takes(pair int) bool { return pair >= v.paired }

func (v token) isSpent(step int) bool { return v.spent>>step&1 == 1 }

// isNear reports whether the step is in the window of two steps around that of
// the token, and isFar whether it is not. That is as far from the token's last
// pair as the server's clock is from when it was enabled: none or one step. So
// neither holds of steps at the window's ends.
func (v token) isNear(step int) bool {
	last := 2*v.paired - 1
	return last-1 <= step && step <= last+2
}

func (v token) isFar(step int) bool {
	last := 2*v.paired - 1
	return step < last-2 || step > last+3
}

// What ListMFADevices answers for a user.
const (
	has    = "has the token"
	hasNot = "has no token"
)

func markTokens(history []porcupine.Operation) {
	markInterrupted(history)
	markUnexplained(history, changesTokens)
}

func checkTokens(t *testing.T, scenes [][]porcupine.Operation) {
	t.Helper()
	for _, history := range scenes {
		markTokens(history)
	}
	checkScenes(t, "tokens", tokenModel, scenes, done, wrong, opened, exists, missing, inUse, usedUp, alreadyThere)
}
