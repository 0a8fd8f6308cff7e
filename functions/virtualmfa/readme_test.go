package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// The shell runs exactly what the README tells its reader to type; the scripts in testdata/readme say what must come of it.
func TestWhatTheReadmeTellsItsReaderToTypeRuns(t *testing.T) {
	blocks := map[string][]byte{
		"quickstart.sh": shellBelow(t, "Quickstart"),
		"ci.sh":         shellBelow(t, "In CI"),
	}
	p := withServer(t, testscript.Params{Dir: "testdata/readme"}, inMemory)
	setup := p.Setup
	p.Setup = func(env *testscript.Env) error {
		for name, block := range blocks {
			if err := os.WriteFile(filepath.Join(env.WorkDir, name), block, 0o600); err != nil {
				return err
			}
		}
		return setup(env)
	}
	testscript.Run(t, p)
}

// shellBelow is the first block of shell below one of the README's headings.
func shellBelow(t *testing.T, heading string) []byte {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(tooltest.Root(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, below, found := bytes.Cut(readme, []byte("\n## "+heading+"\n"))
	_, after, opened := bytes.Cut(below, []byte("\n```sh\n"))
	block, _, closed := bytes.Cut(after, []byte("\n```\n"))
	if !found || !opened || !closed {
		t.Fatalf("README.md has no block of shell below %q", heading)
	}
	return append(block, '\n')
}
