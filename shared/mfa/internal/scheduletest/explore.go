package scheduletest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// errLost is what a caller sees of a call whose request or answer got lost. It
// cannot tell which.
var errLost = errors.New("the call got lost")

// A fate is what becomes of a call.
type fate int

const (
	done       fate = iota
	lostBefore      // the request did not arrive
	lostAfter       // the answer did not
)

func (f fate) String() string {
	return [...]string{"", " (request lost)", " (answer lost)"}[f]
}

// A Caller is one call of one operation. Callers of one Kind are interchangeable:
// it makes no difference which of them goes first.
type Caller struct {
	Kind string
	Do   func(store mfa.Store) error
}

// A Scenario is a set of callers and the state that every schedule begins with.
// Build creates both for each schedule; Check reports what is wrong at the end.
type Scenario struct {
	Name   string
	Faults int // how many calls may get lost
	Build  func() (store mfa.Store, callers []Caller, check func(errs []error) error)
}

// A move is one step of a schedule: a caller's next call, and its fate.
type move struct {
	caller int
	fate   fate
	method string
}

// A Schedule is the choices that were made, enough to make them again.
type Schedule []int

// A Failure is a schedule that broke a promise.
type Failure struct {
	Schedule Schedule
	Trace    string
	Err      error
}

func (f Failure) Error() string {
	return fmt.Sprintf("%v\nschedule %v:\n%s", f.Err, f.Schedule, f.Trace)
}

// Explore runs every schedule of the scenario, up to limit of them, and returns
// how many there were and the first that fails.
func Explore(s Scenario, limit int) (schedules int, failure *Failure) {
	var prefix Schedule
	for {
		chosen, options, failed := run(s, prefix)
		schedules++
		if failed != nil || schedules == limit {
			return schedules, failed
		}
		last := len(chosen) - 1
		for last >= 0 && chosen[last]+1 == options[last] {
			last--
		}
		if last < 0 {
			return schedules, nil
		}
		prefix = append(slices.Clone(chosen[:last]), chosen[last]+1)
	}
}

// Replay runs one schedule again.
func Replay(s Scenario, schedule Schedule) *Failure {
	_, _, failed := run(s, schedule)
	return failed
}

// A waiting is a caller at the gate, or at its end.
type waiting struct {
	method string
	ended  bool
	err    error
}

// run makes the choices of prefix, and then always the first, and returns how
// many there were each time.
func run(s Scenario, prefix Schedule) (chosen Schedule, options []int, failure *Failure) {
	store, callers, check := s.Build()
	at := make([]waiting, len(callers))
	arrive, grant := make([]chan waiting, len(callers)), make([]chan fate, len(callers))
	for i, c := range callers {
		arrive[i], grant[i] = make(chan waiting), make(chan fate)
		go func() {
			err := c.Do(gated{store, func(method string, call func() error) error {
				arrive[i] <- waiting{method: method}
				return meet(<-grant[i], call)
			}})
			arrive[i] <- waiting{ended: true, err: err}
		}()
		at[i] = <-arrive[i]
	}
	var trace strings.Builder
	faults, started := 0, make([]bool, len(callers))
	for {
		moves := possible(callers, at, started, faults < s.Faults)
		if len(moves) == 0 {
			break
		}
		choice := 0
		if len(chosen) < len(prefix) {
			choice = prefix[len(chosen)]
		}
		chosen, options = append(chosen, choice), append(options, len(moves))
		m := moves[choice]
		if m.fate != done {
			faults++
		}
		fmt.Fprintf(&trace, "  %s %d: %s%s\n", callers[m.caller].Kind, m.caller, m.method, m.fate)
		started[m.caller] = true
		grant[m.caller] <- m.fate
		at[m.caller] = <-arrive[m.caller]
	}
	errs := make([]error, len(callers))
	for i := range at {
		errs[i] = at[i].err
		fmt.Fprintf(&trace, "  %s %d: %v\n", callers[i].Kind, i, errs[i])
	}
	if err := check(errs); err != nil {
		failure = &Failure{chosen, trace.String(), err}
	}
	return chosen, options, failure
}

// meet lets a call meet its fate.
func meet(f fate, call func() error) error {
	if f == lostBefore {
		return errLost
	}
	err := call()
	if f == lostAfter {
		return errLost
	}
	return err
}

// possible lists the moves there are. Of callers that are alike the first goes first.
func possible(callers []Caller, at []waiting, started []bool, faults bool) (moves []move) {
	for i, w := range at {
		if w.ended || !started[i] && precededBy(callers, started, i) {
			continue
		}
		moves = append(moves, move{i, done, w.method})
		if !faults {
			continue
		}
		moves = append(moves, move{i, lostBefore, w.method})
		if w.method != "User" && w.method != "Device" { // whether a read got lost before or after makes no difference
			moves = append(moves, move{i, lostAfter, w.method})
		}
	}
	return moves
}

// precededBy reports whether a caller like the i'th has not started yet and
// comes before it.
func precededBy(callers []Caller, started []bool, i int) bool {
	for j := range i {
		if callers[j].Kind == callers[i].Kind && !started[j] {
			return true
		}
	}
	return false
}
