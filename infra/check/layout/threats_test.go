package layout

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestEveryTestThatAMitigationRestsOnExists(t *testing.T) {
	files, err := filepath.Glob(root + "/infra/check/mutants/*.patch")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d mutants: %v", len(files), err)
	}
	tests := declared(t)
	for _, file := range append(files, root+"/infra/docs/threat-model.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		names := regexp.MustCompile(`\b(Test|Fuzz)[A-Z]\w+`).FindAllString(string(text), -1)
		if len(names) == 0 {
			t.Errorf("%s names no test", file)
		}
		for _, name := range names {
			if !tests[name] {
				t.Errorf("%s names %s, and there is no such test", file, name)
			}
		}
	}
}

// declared is the names of all tests and fuzz targets.
func declared(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for line := range strings.Lines(output(t, "git", "grep", "-hoE", `^func (Test|Fuzz)[A-Z]\w+`, "--", "*_test.go")) {
		names[strings.TrimSpace(strings.TrimPrefix(line, "func "))] = true
	}
	return names
}
