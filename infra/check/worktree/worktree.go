// Package worktree tells Go's cache of test results on which files a test
// depends.
//
// Go runs a test again when a file that the test itself has opened changes. It
// does not see what a program reads that the test starts, such as go build or a
// script of infra, and would go on to report the result of an older tree.
package worktree

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Depend makes the result of the running test depend on every file below root,
// the folder of go.mod, except those that git ignores: they are made from the
// others. Under functions and shared a new file counts too.
func Depend(t testing.TB, root string) {
	t.Helper()
	once.Do(func() {
		t.Helper()
		list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
		list.Dir = root
		out, err := list.Output()
		if err != nil {
			t.Fatalf("which files there are is known in a clone only: git ls-files: %v", err)
		}
		for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
			look(root, name)
			if strings.HasPrefix(name, "functions/") || strings.HasPrefix(name, "shared/") {
				look(root, filepath.Dir(name))
			}
		}
	})
}

// Go keeps one result for all tests of a package.
var once sync.Once

// look is enough for Go to remember a file. One that was deleted since git
// listed it counts as missing.
func look(root, name string) {
	_, _ = os.Stat(filepath.Join(root, name))
}
