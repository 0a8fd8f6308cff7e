package otp

import "slices"

// Accepted is the history of a device's spent steps: everything at or below
// Floor, and each step in Above. It stays small because old steps raise the
// floor, and "once, ever" stays true because a floor never falls.
type Accepted struct {
	Floor Step
	Above []Step // ascending, all above Floor
}

// Has reports whether step is spent.
func (a Accepted) Has(step Step) bool { return step <= a.Floor || slices.Contains(a.Above, step) }

// Add spends step at the given present. Steps more than a day old raise the floor.
func (a Accepted) Add(step, now Step) Accepted {
	above := slices.Sorted(slices.Values(append(slices.Clone(a.Above), step)))
	old, _ := slices.BinarySearch(above, now-stepsPerDay)
	if old > 0 {
		a.Floor = max(a.Floor, above[old-1])
	}
	return Accepted{a.Floor, above[old:]}
}

// Raise spends step and everything before it.
func (a Accepted) Raise(step Step) Accepted {
	return Accepted{max(a.Floor, step), slices.DeleteFunc(slices.Clone(a.Above), func(s Step) bool { return s <= step })}
}
