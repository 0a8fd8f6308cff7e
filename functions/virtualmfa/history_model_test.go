package main

import (
	"testing"

	"github.com/anishathalye/porcupine"
)

// modelOf is a model that is in one of several states after a request whose answer
// was lost. step returns what a state may become by a request with this outcome,
// which is nothing if the request cannot have had it.
func modelOf[S, C any](initial S, step func(S, C, string) []S) *porcupine.NondeterministicModel {
	return &porcupine.NondeterministicModel{
		Init: func() []any { return []any{initial} },
		Step: func(state, input, output any) (after []any) {
			for _, next := range step(state.(S), input.(C), output.(string)) {
				after = append(after, next)
			}
			return after
		},
	}
}

// changedTo returns the states after a request that turns before into after, if it
// can. There are none if it cannot, and is said to have succeeded.
func changedTo[S any](before, after S, can bool, output, success string) []S {
	switch {
	case output == success && can:
		return []S{after}
	case output == unknown && can:
		return []S{before, after}
	case output == unknown:
		return []S{before}
	}
	return nil
}

// A madeUp history is one that can be, or cannot.
type madeUp struct {
	history []porcupine.Operation
	can     bool
}

// checkMadeUp checks that a model knows which histories can be. mark does with them
// what is done with recorded ones.
func checkMadeUp(t *testing.T, m porcupine.Model, mark func([]porcupine.Operation), histories map[string]madeUp) {
	t.Helper()
	forged := 0
	for name, h := range histories {
		mark(h.history)
		if can := porcupine.CheckOperations(m, h.history); can != h.can {
			t.Errorf("%s: can be: %v", name, can)
		}
		if !h.can {
			forged++
		}
	}
	t.Logf("%d histories that cannot be, and %d that can", forged, len(histories)-forged)
}
