package otp

import "time"

// A Finding says what two codes from a phone tell about it.
type Finding string

// The findings.
const (
	InStep         Finding = "in-step"         // consecutive, and at their time: nothing is wrong
	OutOfStep      Finding = "out-of-step"     // consecutive, but at another time than the phone's: its clock is wrong
	SameCode       Finding = "same-code"       // one code was typed twice
	WrongOrder     Finding = "wrong-order"     // the newer one was typed first
	NotConsecutive Finding = "not-consecutive" // both are this seed's, but codes between them were left out
	OneWrong       Finding = "one-wrong"       // only one of them is this seed's: the other was mistyped
	NoneRight      Finding = "none-right"      // neither is this seed's: another entry was scanned, or the clock is more than a day off
)

// Where the codes are looked for. Within a day two consecutive codes are found
// by chance in one of 10^8 cases, so a clock that is hours off is told apart
// from a wrong seed. A lone code is looked for within an hour, where one in
// 4,000 is found by chance.
var (
	withinADay    = Window{Back: stepsPerDay, Ahead: stepsPerDay}
	withinAnHour  = Window{Back: 120, Ahead: 120}
	toleratedSkew = Step(1) // what RFC 6238 §5.2 recommends verifiers to allow for the time it takes to type
)

// A Diagnosis is a finding, with the skew where the codes show one: how many
// steps the phone's clock is ahead.
type Diagnosis struct {
	Finding Finding
	Skew    Step
}

// Ahead bounds how far the phone's clock was ahead at now, the time of the
// diagnosis, if it showed the newer code then: a code tells the step, not the
// second within it.
func (d Diagnosis) Ahead(now time.Time) (least, most time.Duration) {
	least = (StepAt(now) + d.Skew).Time().Sub(now)
	return least, least + Period
}

// Diagnose compares two codes, older first, with what a phone that holds seed
// shows around now. It is for the owner of the seed to look at; whether codes
// are accepted is a Profile's matter.
func Diagnose(seed Seed, now time.Time, older, newer Code) Diagnosis {
	present := StepAt(now)
	find := func(w Window, codes ...Code) (Step, bool) {
		step, ok := Match(seed, present, w, func(Step) bool { return false }, codes...)
		return step - present, ok
	}
	if older.Reveal() == newer.Reveal() {
		skew, ok := find(withinAnHour, older)
		if !ok {
			return Diagnosis{Finding: NoneRight}
		}
		return Diagnosis{SameCode, skew}
	}
	if skew, ok := find(withinADay, older, newer); ok {
		return Diagnosis{clock(skew), skew}
	}
	if skew, ok := find(withinADay, newer, older); ok {
		return Diagnosis{WrongOrder, skew}
	}
	first, firstOK := find(withinAnHour, older)
	second, secondOK := find(withinAnHour, newer)
	switch {
	case firstOK && secondOK:
		return Diagnosis{NotConsecutive, max(first, second)}
	case firstOK:
		return Diagnosis{OneWrong, first}
	case secondOK:
		return Diagnosis{OneWrong, second}
	}
	return Diagnosis{Finding: NoneRight}
}

func clock(skew Step) Finding {
	if skew >= -toleratedSkew && skew <= toleratedSkew {
		return InStep
	}
	return OutOfStep
}
