// Package otp makes and judges the one-time codes of virtual MFA devices: RFC
// 6238 with SHA-1, six digits and steps of 30 seconds from the Unix epoch, as
// AWS fixes them.
//
// Making a code is github.com/pquerna/otp's part; judging one is ours, because
// a judge must name the step that matched, remember it, and look at nothing but
// six ASCII digits. A Profile says which steps are looked at and how often one
// may try.
package otp

import "time"

// Period is the length of a step, X in RFC 6238 §4.1.
const Period = 30 * time.Second

const stepsPerDay = Step(24 * time.Hour / Period)

// A Step counts periods since the Unix epoch, T in RFC 6238 §4.2.
type Step int64

// StepAt is the step that contains t.
func StepAt(t time.Time) Step {
	seconds := int64(Period / time.Second)
	step := t.Unix() / seconds
	if t.Unix()%seconds < 0 { // Go's division truncates, a step begins at or before t
		step--
	}
	return Step(step)
}

// Time is when the step begins.
func (s Step) Time() time.Time { return time.Unix(int64(s)*int64(Period/time.Second), 0).UTC() }
