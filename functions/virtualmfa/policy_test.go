package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestPolicyCheckOnTheCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/policy"})
}
