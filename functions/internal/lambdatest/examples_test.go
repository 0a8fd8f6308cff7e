package lambdatest

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

func TestTheTemplatesOfTheExamplesAreWellFormed(t *testing.T) {
	examples := filepath.Join(tooltest.Root(t), "infra/examples")
	var templates []string
	must(t, filepath.WalkDir(examples, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "\nAWSTemplateFormatVersion:") {
			templates = append(templates, path)
		}
		return err
	}))
	if len(templates) < 3 {
		t.Fatalf("found %d templates: %v", len(templates), templates)
	}
	run(t, "", nil, tooltest.Path(t, "cfn-lint"), append(templates, "-r", "us-east-1")...)
}
