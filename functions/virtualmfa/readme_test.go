package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// The shell runs exactly what the README and the walkthrough tell their readers to
// type; the scripts in testdata/readme check the results.
func TestWhatTheReadmeTellsItsReaderToTypeRuns(t *testing.T) {
	blocks := map[string][]byte{
		"quickstart.sh": shellBelow(t, "README.md", "## Quickstart"),
		"ci.sh":         shellBelow(t, "README.md", "## In CI"),
		"session.sh":    shellBelow(t, "README.md", "### One session for many profiles"),
		"aws-mfa.sh":    shellBelow(t, "README.md", "### aws-mfa"),
		"awsume.sh":     shellBelow(t, "README.md", "### awsume"),
		"walk.sh":       shellBelow(t, "infra/docs/walkthrough.md", "# Walkthrough"),
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

// shellBelow returns the first block of shell below a heading of a document.
func shellBelow(t *testing.T, document, heading string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(tooltest.Root(t), document))
	if err != nil {
		t.Fatal(err)
	}
	_, below, found := bytes.Cut(append([]byte("\n"), text...), []byte("\n"+heading+"\n"))
	_, after, opened := bytes.Cut(below, []byte("\n```sh\n"))
	block, _, closed := bytes.Cut(after, []byte("\n```\n"))
	if !found || !opened || !closed {
		t.Fatalf("%s has no block of shell below %q", document, heading)
	}
	return append(block, '\n')
}

// The blocks of "Add it to…" are parts of the examples that the text before each
// links to, and infra/check runs those.
func TestWhatTheReadmeShowsOfTheExamplesIsInThem(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(tooltest.Root(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, below, _ := strings.Cut(string(text), "\n## Add it to…\n")
	section, _, _ := strings.Cut(below, "\n## ")
	fenced := regexp.MustCompile("(?s)\\]\\(([^)]+)\\)[^\\[`]*\n\n```\\w+\n(.*?\n)```\n")
	blocks := fenced.FindAllStringSubmatch(section, -1)
	if fences := strings.Count(section, "\n```") / 2; len(blocks) != fences || fences == 0 {
		t.Fatalf("%d of %d blocks name the file that they are from", len(blocks), fences)
	}
	for _, block := range blocks {
		file, shown := block[1], block[2]
		example, err := os.ReadFile(filepath.Join(tooltest.Root(t), file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(example), shown) {
			t.Errorf("%s has no lines\n%s", file, shown)
		}
	}
	for _, link := range regexp.MustCompile(`\]\(((?:infra|functions)/[^)]+)\)`).FindAllStringSubmatch(section, -1) {
		if _, err := os.Stat(filepath.Join(tooltest.Root(t), link[1])); err != nil {
			t.Error(err)
		}
	}
}
