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
	refused = "not judged"
	unknown = "unknown" // the request got lost, or the answer, or the server gave up
	charged = "charged" // a charge that no caller knows of: see slowWire
)

// A login is one code sent to one device in one window of its budget.
type login struct{ device, window, step int }

// A verifier is a device in one window, as the model has it.
type verifier struct{ charged, spent int }

const budget = 9 // of the profile aws

// model says what each login must come to if all of them happened one after the other.
//
// Nobody knows whether and when an unknown one happened. It has no end in the history, so that it may come at any time after its beginning, or
// after everything else, which is as good as never; and it may have been charged without spending its code, when the server gave up in between.
var model = (&porcupine.NondeterministicModel{
	Init:      func() []any { return []any{verifier{}} },
	Partition: byVerifier,
	Step: func(state, input, output any) []any {
		return state.(verifier).step(input.(login), output.(string))
	},
}).ToModel()

// step returns what the verifier may be after a login with this outcome, which is nothing if it cannot have had it.
func (v verifier) step(l login, output string) (after []any) {
	if v.charged == budget {
		if output == refused || output == unknown || output == charged {
			after = append(after, v)
		}
		return after
	}
	code := 1 << l.step
	fresh := v.spent&code == 0
	judged, spent := verifier{v.charged + 1, v.spent}, verifier{v.charged + 1, v.spent | code}
	switch {
	case output == opened && fresh:
		return []any{spent}
	case output == wrong && !fresh:
		return []any{judged}
	case output == charged:
		return []any{v, judged}
	case output == unknown:
		return []any{v, judged, spent}
	}
	return nil
}

// byVerifier takes a history apart: what happens to one device does not concern another.
func byVerifier(history []porcupine.Operation) (parts [][]porcupine.Operation) {
	of := map[login][]porcupine.Operation{}
	for _, op := range history {
		key := op.Input.(login)
		key.step = 0
		of[key] = append(of[key], op)
	}
	return slices.Collect(maps.Values(of))
}

const never = math.MaxInt64 // the end of what has none

func TestTheModelOfHistoriesKnowsWhatCannotBe(t *testing.T) {
	at := func(call, end int64, step int, output string) porcupine.Operation {
		return porcupine.Operation{Input: login{step: step}, Call: call, Return: end, Output: output}
	}
	full := func(last ...porcupine.Operation) (h []porcupine.Operation) {
		h = append(h, at(0, 1, 0, opened))
		for range budget - 1 {
			h = append(h, at(2, 3, 0, wrong))
		}
		return append(h, last...)
	}
	for name, c := range map[string]struct {
		history []porcupine.Operation
		can     bool
	}{
		"one code, one session":                     {[]porcupine.Operation{at(0, 1, 1, opened), at(2, 3, 1, wrong)}, true},
		"one code, two sessions":                    {[]porcupine.Operation{at(0, 1, 1, opened), at(0, 1, 1, opened)}, false},
		"a right code is wrong":                     {[]porcupine.Operation{at(0, 1, 1, wrong)}, false},
		"a right code is refused":                   {[]porcupine.Operation{at(0, 1, 1, refused)}, false},
		"lost, and never came":                      {[]porcupine.Operation{at(0, never, 1, unknown), at(2, 3, 1, opened)}, true},
		"lost, and came":                            {[]porcupine.Operation{at(0, never, 1, unknown), at(2, 3, 1, wrong)}, true},
		"lost, and came late":                       {[]porcupine.Operation{at(0, never, 1, unknown), at(2, 3, 2, opened), at(4, 5, 1, wrong)}, true},
		"lost, and came before it was sent":         {[]porcupine.Operation{at(0, 1, 1, wrong), at(2, never, 1, unknown)}, false},
		"lost, and spent another code":              {[]porcupine.Operation{at(0, never, 1, unknown), at(2, 3, 2, wrong)}, false},
		"lost, and there before the next and after": {[]porcupine.Operation{at(0, never, 1, unknown), at(2, 3, 1, wrong), at(4, 5, 1, opened)}, false},
		"the budget is used up":                     {full(at(4, 5, 1, refused)), true},
		"one beyond the budget":                     {full(at(4, 5, 1, opened)), false},
		"one before its end is refused":             {full(at(4, 5, 1, refused))[1:], false},
		"one before its end, and a lost one":        {append(full(at(4, 5, 1, refused))[1:], at(0, never, 0, unknown)), true},
		"one before its end, and a charge":          {append(full(at(4, 5, 1, refused))[:budget-1], at(0, never, 0, charged), at(4, 5, 1, refused)), true},
		"a charge spends nothing":                   {[]porcupine.Operation{at(0, never, 1, charged), at(2, 3, 1, wrong)}, false},
	} {
		if can := porcupine.CheckOperations(model, c.history); can != c.can {
			t.Errorf("%s: can be: %v", name, can)
		}
	}
}

func TestHistoriesOfManyClientsAreLinearizableInMemory(t *testing.T) {
	checkHistory(t, record(t, serve(t), nil, 53))
}

func TestHistoriesOfManyClientsAreLinearizableOnDynamoDB(t *testing.T) {
	wire := newSlowWire(t, tooltest.DynamoDBLocal(t))
	key := filepath.Join(t.TempDir(), "key")
	s := serve(t, "-dynamodb", wire.url, "-create-table", "-table", "history", "-key-file", key)
	history := record(t, s, wire, 53)
	late := wire.charges()
	t.Logf("%d answers of DynamoDB dropped, %d of them to a charge", wire.dropped.Load(), len(late))
	if len(late) == 0 {
		t.Error("no charge was late")
	}
	checkHistory(t, append(history, late...))
}

func checkHistory(t *testing.T, history []porcupine.Operation) {
	t.Helper()
	count := map[any]int{}
	for _, op := range history {
		count[op.Output]++
	}
	t.Logf("%d logins of %d clients: %v", len(history)-count[charged], devices*perDevice, count)
	if len(history)-count[charged] < 10_000 || count[opened] == 0 || count[wrong] == 0 || count[refused] == 0 || count[unknown] == 0 {
		t.Error("too few, or not of every kind")
	}
	parts, twice := byVerifier(history), 0
	for _, part := range parts {
		if !porcupine.CheckOperations(model, part) {
			t.Errorf("no order of these logins explains their answers: %s", describe(part))
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

// describe lists logins by when they began.
func describe(part []porcupine.Operation) string {
	slices.SortFunc(part, func(a, b porcupine.Operation) int { return cmp.Compare(a.Call, b.Call) })
	var b strings.Builder
	for _, op := range part {
		fmt.Fprintf(&b, "\n%v to %v: %+v %s", time.Duration(op.Call), time.Duration(op.Return), op.Input, op.Output)
	}
	return b.String()
}
