package web

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func TestPagesFindTheirScriptsAlsoWithoutABundle(t *testing.T) {
	all := fstest.MapFS{}
	err := fs.WalkDir(Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Base(name) == "bundle.js" {
			return err
		}
		data, err := fs.ReadFile(Files, name)
		all[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, some := range map[string][]string{
		"enroll": {"setup.js", "page/steps.js", "page/service.js", "toolkit/start.js"},
		"import": {"run.js", "page/steps.js", "page/service.js", "toolkit/instance.js", "toolkit/wasi.js"},
	} {
		files, err := pageFiles(all, folder)
		if err != nil {
			t.Fatal(err)
		}
		seen := scriptsOf(t, files)
		for _, name := range some {
			if !seen[name] {
				t.Errorf("%s does not reach %s: %v", folder, name, seen)
			}
		}
	}
}

// imported matches what a script imports, also when it is needed only.
var imported = regexp.MustCompile(`(?:from|import\() ?'(\.[^']+)'`)

// scriptsOf follows the imports of main.js.
func scriptsOf(t *testing.T, files map[string]asset) map[string]bool {
	t.Helper()
	seen := map[string]bool{}
	left := []string{"main.js"}
	for len(left) > 0 {
		name := left[0]
		left = left[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		if files[name].plain == nil {
			t.Errorf("there is no %s", name)
		}
		for _, found := range imported.FindAllStringSubmatch(string(files[name].plain), -1) {
			left = append(left, path.Join(path.Dir(name), found[1]))
		}
	}
	return seen
}

func TestThePageForImportsHasItsOwnFilesOnly(t *testing.T) {
	for name, want := range map[string]bool{"index.html": true, "tokens.js": true, "setup.js": false, "otp.wasm": false} {
		if _, exists := tokens()[name]; exists != want {
			t.Errorf("%s: %t", name, exists)
		}
	}
}

func TestTheEnrollmentPageHasOneStylesheet(t *testing.T) {
	style := string(enrollment()["style.css"].plain)
	if !strings.Contains(style, "--accent: #") || !strings.Contains(style, "#picture {") {
		t.Errorf("it is %s", style)
	}
}
