package web

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheEnrollmentPageFindsItsScriptsAlsoWithoutABundle(t *testing.T) {
	all := fstest.MapFS{}
	err := fs.WalkDir(Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == "enroll/bundle.js" {
			return err
		}
		data, err := fs.ReadFile(Files, name)
		all[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	files, err := pageFiles(all, "enroll")
	if err != nil {
		t.Fatal(err)
	}
	imports := regexp.MustCompile(`(?m)^(?:import|export|\}) .*from '(\.[^']+)';$`)
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
		for _, found := range imports.FindAllStringSubmatch(string(files[name].plain), -1) {
			left = append(left, path.Join(path.Dir(name), found[1]))
		}
	}
	if len(seen) < 12 || !seen["setup.js"] || !seen["toolkit/start.js"] {
		t.Errorf("it has %d scripts: %v", len(seen), seen)
	}
}

func TestTheEnrollmentPageHasOneStylesheet(t *testing.T) {
	style := string(enrollment()["style.css"].plain)
	if !strings.Contains(style, "--accent: #") || !strings.Contains(style, "#picture {") {
		t.Errorf("it is %s", style)
	}
}
