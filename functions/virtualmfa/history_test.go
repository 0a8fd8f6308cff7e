package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// What a call came to, as its sender sees it.
const (
	opened  = "opened a session"
	wrong   = "wrong or spent"
	refused = "refused"
	done    = "done"
	unknown = "unknown" // the request got lost, or the answer, or the server gave up

	charged     = "charged"     // a charge that no caller knows of: see slowWire
	interrupted = "interrupted" // a login that came out wrong while the device was taken away
)

// An action is a code sent to a device in one window of its budget, or root
// taking the device from its user or giving it back.
type action struct {
	device, window int
	operation      string
	step           int // whose code is sent
}

// A verifier is a device in one window, as the model has it.
type verifier struct {
	charged, spent int
	away           bool
}

const budget = 9 // of the profile aws

// model says what each call must come to if all of them happened one after the
// other.
//
// Whether and when an unknown one happened is not known. It has no end in the
// history, so that it may come at any time after its beginning, or after
// everything else, which is as good as never; and it may have been charged
// without redemption its code, when the server gave up in between.
var model = func() porcupine.Model {
	m := modelOf(verifier{}, verifier.step)
	m.Partition = byVerifier
	return m.ToModel()
}()

// step returns what the verifier may be after a call with this outcome, which
// is nothing if it cannot have had it.
func (v verifier) step(c action, output string) []verifier {
	switch {
	case c.operation == getSessionToken:
		return v.login(1<<c.step, output)
	case output == refused: // another request changes the user, or the call before got lost
		return []verifier{v}
	case v.away == (c.operation == enable):
		changed := v
		changed.away = !v.away
		if output == unknown {
			return []verifier{v, changed}
		}
		return []verifier{changed}
	case output == unknown:
		return []verifier{v}
	}
	return nil
}

func (v verifier) login(code int, output string) []verifier {
	judged := verifier{v.charged + 1, v.spent, v.away}
	spent := verifier{v.charged + 1, v.spent | code, v.away}
	fresh := v.spent&code == 0
	switch {
	case v.away || v.charged == budget:
		if output == refused || output == unknown || output == charged {
			return []verifier{v}
		}
	case output == opened && fresh:
		return []verifier{spent}
	case output == wrong && !fresh, output == interrupted:
		return []verifier{judged}
	case output == charged:
		return []verifier{v, judged}
	case output == unknown:
		return []verifier{v, judged, spent}
	}
	return nil
}

// byVerifier takes a history apart: what happens to one device does not concern another.
func byVerifier(history []porcupine.Operation) (parts [][]porcupine.Operation) {
	of := map[[2]int][]porcupine.Operation{}
	for _, op := range history {
		c := op.Input.(action)
		of[[2]int{c.device, c.window}] = append(of[[2]int{c.device, c.window}], op)
	}
	return slices.Collect(maps.Values(of))
}

// markInterrupted finds the logins that came out wrong while the device was on
// its way from the user to no user. They may have been charged before and found
// it gone after, with a code that is not spent.
func markInterrupted(part []porcupine.Operation) {
	for _, taken := range part {
		if operationOf(taken) != deactivate || taken.Output == refused || taken.Output == missing {
			continue
		}
		for i, op := range part {
			if operationOf(op) == getSessionToken && op.Output == wrong && op.Call <= taken.Return && taken.Call <= op.Return {
				part[i].Output = interrupted
			}
		}
	}
}

func operationOf(op porcupine.Operation) string {
	if c, isAction := op.Input.(action); isAction {
		return c.operation
	}
	return op.Input.(tokenCall).operation
}

const never = math.MaxInt64 // the end of what has none

func TestTheModelOfHistoriesKnowsWhatCannotBe(t *testing.T) {
	at := func(begin, end int64, step int, output string) porcupine.Operation {
		return porcupine.Operation{Input: action{operation: getSessionToken, step: step}, Call: begin, Return: end,
			Output: output}
	}
	root := func(begin, end int64, operation, output string) porcupine.Operation {
		return porcupine.Operation{Input: action{operation: operation}, Call: begin, Return: end, Output: output}
	}
	full := func(last ...porcupine.Operation) (h []porcupine.Operation) {
		h = append(h, at(0, 1, 0, opened))
		for range budget - 1 {
			h = append(h, at(2, 3, 0, wrong))
		}
		return append(h, last...)
	}
	checkMadeUp(t, model, markInterrupted, map[string]madeUp{
		"one code, one session":   {[]porcupine.Operation{at(0, 1, 1, opened), at(2, 3, 1, wrong)}, true},
		"one code, two sessions":  {[]porcupine.Operation{at(0, 1, 1, opened), at(0, 1, 1, opened)}, false},
		"a right code is wrong":   {[]porcupine.Operation{at(0, 1, 1, wrong)}, false},
		"a right code is refused": {[]porcupine.Operation{at(0, 1, 1, refused)}, false},
		"lost, and never came": {[]porcupine.Operation{at(0, never, 1, unknown),
			at(2, 3, 1, opened)}, true},
		"lost, and came": {[]porcupine.Operation{at(0, never, 1, unknown),
			at(2, 3, 1, wrong)}, true},
		"lost, and came late": {[]porcupine.Operation{at(0, never, 1, unknown),
			at(2, 3, 2, opened), at(4, 5, 1, wrong)}, true},
		"lost, and came before it was sent": {[]porcupine.Operation{at(0, 1, 1, wrong),
			at(2, never, 1, unknown)}, false},
		"lost, and spent another code": {[]porcupine.Operation{at(0, never, 1, unknown),
			at(2, 3, 2, wrong)}, false},
		"lost, and there before the next and after": {[]porcupine.Operation{at(0, never, 1, unknown),
			at(2, 3, 1, wrong), at(4, 5, 1, opened)}, false},
		"the budget is used up":              {full(at(4, 5, 1, refused)), true},
		"one beyond the budget":              {full(at(4, 5, 1, opened)), false},
		"one before its end is refused":      {full(at(4, 5, 1, refused))[1:], false},
		"one before its end, and a lost one": {append(full(at(4, 5, 1, refused))[1:], at(0, never, 0, unknown)), true},
		"one before its end, and a charge": {append(full(at(4, 5, 1, refused))[:budget-1],
			at(0, never, 0, charged), at(4, 5, 1, refused)), true},
		"away is away": {[]porcupine.Operation{root(0, 1, deactivate, done),
			at(2, 3, 1, opened)}, false},
		"away and back": {[]porcupine.Operation{at(0, 1, 1, opened),
			root(2, 3, deactivate, done), at(4, 5, 1, refused), root(6, 7, enable, done), at(8, 9, 1, wrong)}, true},
		"away, and a code is good again": {[]porcupine.Operation{at(0, 1, 1, opened),
			root(2, 3, deactivate, done), root(6, 7, enable, done), at(8, 9, 1, opened)}, false},
		"away twice": {[]porcupine.Operation{root(0, 1, deactivate, done),
			root(2, 3, deactivate, done)}, false},
		"away, perhaps": {[]porcupine.Operation{root(0, never, deactivate, unknown),
			at(2, 3, 1, opened), at(4, 5, 2, refused)}, true},
		"interrupted": {[]porcupine.Operation{root(0, 5, deactivate, done),
			at(2, 3, 1, wrong)}, true},
		"wrong before it could be interrupted": {[]porcupine.Operation{root(4, 5, deactivate, done),
			at(2, 3, 1, wrong)}, false},
		"a charge spends nothing": {[]porcupine.Operation{at(0, never, 1, charged),
			at(2, 3, 1, wrong)}, false},
	})
}

func TestHistoriesOfManyClientsAreLinearizableInMemory(t *testing.T) {
	r := record(t, serve(t, "-hardware"), nil, 53)
	checkHistory(t, r.history)
	checkTickets(t, r.tickets)
	checkTokens(t, r.tokens)
}

func TestHistoriesOfManyClientsAreLinearizableOnDynamoDB(t *testing.T) {
	wire := newSlowWire(t, tooltest.DynamoDBLocal(t))
	key := filepath.Join(t.TempDir(), "key")
	s := serve(t, "-dynamodb", wire.url, "-create-table", "-table", "history", "-key-file", key, "-hardware")
	r := record(t, s, wire, 53)
	late := wire.charges()
	t.Logf("%d answers of DynamoDB dropped, %d of them to a charge", wire.dropped.Load(), len(late))
	t.Logf("%d copies of calls delivered late", wire.copied.Load())
	if len(late) == 0 || wire.copied.Load() < 100 {
		t.Error("no charge was late, or hardly any copy")
	}
	checkHistory(t, append(r.history, late...))
	checkTickets(t, r.tickets)
	checkTokens(t, r.tokens)
}

func checkHistory(t *testing.T, history []porcupine.Operation) {
	t.Helper()
	count := map[any]int{}
	for _, op := range history {
		count[op.Output]++
	}
	calls := len(history) - count[charged]
	t.Logf("%d calls of %d clients: %v", calls, devices*perDevice, count)
	if calls < 10_000 || count[opened] == 0 || count[wrong] == 0 || count[refused] == 0 || count[done] == 0 ||
		count[unknown] == 0 {
		t.Error("too few, or not of every kind")
	}
	parts, twice := byVerifier(history), 0
	for _, part := range parts {
		markInterrupted(part)
		if !porcupine.CheckOperations(model, part) {
			t.Errorf("no order of these calls explains their answers: %s", describe(part))
		}
		if known := withoutCharges(part); len(known) < len(part) && !porcupine.CheckOperations(model, known) {
			twice++
		}
	}
	t.Logf("%d histories, each of one device and one window; in %d of them a login was charged twice", len(parts), twice)
}

// withoutCharges leaves what callers know of.
func withoutCharges(part []porcupine.Operation) []porcupine.Operation {
	return slices.DeleteFunc(slices.Clone(part), func(op porcupine.Operation) bool { return op.Output == charged })
}

// describe lists calls by when they began.
func describe(part []porcupine.Operation) string {
	slices.SortFunc(part, func(a, b porcupine.Operation) int { return cmp.Compare(a.Call, b.Call) })
	var b strings.Builder
	for _, op := range part {
		end := any(time.Duration(op.Return))
		if op.Return == never {
			end = "no end"
		}
		fmt.Fprintf(&b, "\n%v to %v: %+v %s", time.Duration(op.Call), end, op.Input, op.Output)
	}
	return b.String()
}
