package otp_test

import (
	"fmt"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// exampleSeed is that of RFC 4226, appendix D.
var exampleSeed = otp.RawSeed([]byte("12345678901234567890"))

// exampleCode is the code of a step.
func exampleCode(step otp.Step) otp.Code {
	code, err := otp.CodeAt(exampleSeed, step)
	if err != nil {
		panic(err)
	}
	return code
}

func ExampleMatch() {
	code, err := otp.ParseCode("969429") // what the device shows in step 3
	if err != nil {
		fmt.Println(err)
		return
	}
	spent := func(otp.Step) bool { return false }
	step, ok := otp.Match(exampleSeed, 2, otp.Window{Back: 1, Ahead: 1}, spent, code)
	fmt.Println(step, ok)
	// Output: 3 true
}

func ExampleProfile_JudgeSession() {
	now := otp.Step(1000).Time()
	_, state, ok := otp.AWS.JudgeSession(exampleSeed, otp.VerifierState{}, now, exampleCode(1000))
	fmt.Println("the code:", ok)
	_, state, ok = otp.AWS.JudgeSession(exampleSeed, state, now, exampleCode(1000))
	fmt.Println("the same code again:", ok)
	_, _, ok = otp.AWS.JudgeSession(exampleSeed, state, now.Add(otp.Period), exampleCode(1001))
	fmt.Println("the next code:", ok)
	// Output:
	// the code: true
	// the same code again: false
	// the next code: true
}

func ExampleDiagnose() {
	now := otp.Step(1000).Time()
	diagnosis := otp.Diagnose(exampleSeed, now, exampleCode(1039), exampleCode(1040))
	fmt.Println(diagnosis.Finding, "by", time.Duration(diagnosis.Skew)*otp.Period)
	// Output: out-of-step by 20m0s
}
