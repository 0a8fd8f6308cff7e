package web_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/web"
)

func TestThePageFindsItsScriptsInTheBinary(t *testing.T) {
	index, err := fs.ReadFile(web.Files, "index.html")
	if err != nil {
		t.Fatal(err)
	}
	links := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(string(index), -1)
	if len(links) != 3 {
		t.Fatalf("%d links", len(links))
	}
	for _, link := range links {
		if _, err := fs.Stat(web.Files, link[1]); err != nil {
			t.Error(err)
		}
	}
}

func TestEveryImportOfAScriptIsInTheBinary(t *testing.T) {
	scripts, err := fs.Glob(web.Files, "*/*.js")
	if err != nil || len(scripts) < 15 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	imports := regexp.MustCompile(`(?m)^(?:import|export) .*from '(\.[^']+)';$`)
	for _, script := range scripts {
		text, err := fs.ReadFile(web.Files, script)
		if err != nil {
			t.Fatal(err)
		}
		folder := script[:strings.Index(script, "/")+1]
		for _, found := range imports.FindAllStringSubmatch(string(text), -1) {
			target := strings.TrimPrefix(folder+strings.TrimPrefix(found[1], "./"), folder+"../")
			if _, err := fs.Stat(web.Files, target); err != nil {
				t.Errorf("%s imports %s: %v", script, found[1], err)
			}
		}
	}
}
