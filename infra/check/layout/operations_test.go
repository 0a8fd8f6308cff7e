package layout

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

var declaresOperation = regexp.MustCompile(`(?m)^var (\w+) = operation\(`)

// A reader who has found an operation has found its test.
func TestEveryOperationHasItsTestBesideIt(t *testing.T) {
	files, err := filepath.Glob(root + "/shared/mfa/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		operation := declaresOperation.FindStringSubmatch(string(text))
		if operation == nil {
			continue
		}
		found++
		beside := strings.TrimSuffix(file, ".go") + "_test.go"
		tests, err := os.ReadFile(beside)
		if err != nil || !strings.Contains(string(tests), "\nfunc Test"+operation[1]) {
			t.Errorf("%s has no Test%s: %v", filepath.Base(beside), operation[1], err)
		}
	}
	if want := len(mfa.Operations()); found != want {
		t.Errorf("%d files have an operation, and there are %d operations", found, want)
	}
}
