package otp_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

func TestTwoCodesTellWhatIsWrongWithThePhone(t *testing.T) {
	now := time.Unix(1_700_000_010, 0)
	present := otp.StepAt(now)
	show := func(offset otp.Step) otp.Code { return at(t, rfcSeed, present+offset) }
	other := func(offset otp.Step) otp.Code {
		return at(t, otp.RawSeed([]byte("another entry of the app")), present+offset)
	}
	for name, c := range map[string]struct {
		older, newer otp.Code
		want         otp.Diagnosis
	}{
		"right":                {show(-1), show(0), otp.Diagnosis{Finding: otp.InStep}},
		"typed slowly":         {show(-2), show(-1), otp.Diagnosis{Finding: otp.InStep, Skew: -1}},
		"94 seconds fast":      {show(2), show(3), otp.Diagnosis{Finding: otp.OutOfStep, Skew: 3}},
		"an hour slow":         {show(-121), show(-120), otp.Diagnosis{Finding: otp.OutOfStep, Skew: -120}},
		"a day fast":           {show(2879), show(2880), otp.Diagnosis{Finding: otp.OutOfStep, Skew: 2880}},
		"more than a day fast": {show(2880), show(2881), otp.Diagnosis{Finding: otp.NoneRight}},
		"newer first":          {show(0), show(-1), otp.Diagnosis{Finding: otp.WrongOrder}},
		"the same twice":       {show(4), show(4), otp.Diagnosis{Finding: otp.SameCode, Skew: 4}},
		"a wrong one twice":    {other(0), other(0), otp.Diagnosis{Finding: otp.NoneRight}},
		"one left out":         {show(-2), show(0), otp.Diagnosis{Finding: otp.NotConsecutive}},
		"the older mistyped":   {code(t, "000000"), show(0), otp.Diagnosis{Finding: otp.OneWrong}},
		"the newer mistyped":   {show(-1), code(t, "000000"), otp.Diagnosis{Finding: otp.OneWrong, Skew: -1}},
		"another entry":        {other(-1), other(0), otp.Diagnosis{Finding: otp.NoneRight}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := otp.Diagnose(rfcSeed, now, c.older, c.newer); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestTheSkewIsBoundedByOneStep(t *testing.T) {
	now := time.Unix(1_700_000_010, 0) // the step began at …10
	fast := now.Add(94 * time.Second)
	newer := otp.StepAt(fast)
	found := otp.Diagnose(rfcSeed, now, at(t, rfcSeed, newer-1), at(t, rfcSeed, newer))
	least, most := found.Ahead(now)
	if least > 94*time.Second || most < 94*time.Second || most-least != otp.Period {
		t.Errorf("94 s fast was bounded by %v and %v", least, most)
	}
}
