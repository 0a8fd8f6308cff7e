package layout

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A name in backquotes is a path if it contains a slash, else an identifier of the
// source, unless it is one of the examples of stored items.
func TestEveryFileAndNameInTheDesignExists(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "infra/docs/design.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(string(text), -1)
	if len(names) < 30 {
		t.Fatalf("only %d names", len(names))
	}
	source := output(t, "git", "grep", "-h", "", "--", "*.go")
	for _, match := range names {
		switch name := match[1]; {
		case isExample(name):
		case strings.Contains(name, "/"):
			if _, err := os.Stat(filepath.Join(root, name)); err != nil {
				t.Errorf("design.md names a file that does not exist: %v", err)
			}
		default:
			if !regexp.MustCompile(`(^|\W)` + regexp.QuoteMeta(name) + `(\W|$)`).MatchString(source) {
				t.Errorf("design.md names %s, which no Go file contains", name)
			}
		}
	}
}

func isExample(name string) bool {
	for _, example := range []string{"alice", "arn:aws:", "AKIA", "developers"} {
		if strings.HasPrefix(name, example) {
			return true
		}
	}
	return false
}
