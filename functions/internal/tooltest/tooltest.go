// Package tooltest finds the programs that tests run beside our own: AWS's
// clients, QR readers, DynamoDB Local. The scripts in infra/ put what no
// package manager provides under .cache/ of the module.
package tooltest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/infra/check/worktree"
)

// Path returns the program called name: the pinned one in .cache/bin, else the
// one on PATH. Without it the test is skipped on a laptop and fails in CI: see
// missing.
func Path(t testing.TB, name string) string {
	t.Helper()
	needsTools(t)
	pinned := filepath.Join(Root(t), ".cache", "bin", name)
	if _, err := os.Stat(pinned); err == nil {
		return pinned
	}
	found, err := exec.LookPath(name)
	if err != nil {
		missing(t, name)
	}
	return found
}

// Module checks that the npm package called name is installed in a folder that
// infra/tools/npm.sh fills. Without it the test is skipped on a laptop and fails
// in CI: see missing.
func Module(t testing.TB, folder, name string) {
	t.Helper()
	needsTools(t)
	if _, err := os.Stat(filepath.Join(folder, "node_modules", filepath.FromSlash(name))); err != nil {
		missing(t, name)
	}
}

// Root returns the folder of go.mod, whichever package's folder the test runs in.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
	}
	return "", errors.New("no go.mod above the working directory")
}

// needsTools skips the test if it is run with -short, as `make check` does, which
// promises to need Go alone.
func needsTools(t testing.TB) {
	t.Helper()
	if testing.Short() {
		skip(t, "-short leaves out what needs more than Go; unset CI to do that there")
	}
	worktree.Depend(t, Root(t)) // these programs read files of which Go does not know
}

// missing skips the test because a tool is not installed.
func missing(t testing.TB, what string) {
	t.Helper()
	skip(t, what+" is missing: make tools installs it")
}

// skip is the one place where a test is skipped. Where CI is set a skipped test
// would go unseen, so it fails.
func skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}
