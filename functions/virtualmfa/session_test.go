package main

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The server of each script keeps its audit records in the script's folder.
func TestSessionsForCredentialProcess(t *testing.T) {
	audited := func(env *testscript.Env) []string {
		return []string{"-audit", filepath.Join(env.WorkDir, "audit")}
	}
	testscript.Run(t, withServer(t, testscript.Params{Dir: "testdata/session"}, audited))
}
