package web_test

import (
	"io/fs"
	"net/http/httptest"
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

func TestThePageIsServedUnderItsPolicy(t *testing.T) {
	index, err := fs.ReadFile(web.Files, "index.html")
	if err != nil {
		t.Fatal(err)
	}
	own := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]+)"`).FindSubmatch(index)
	if own == nil {
		t.Fatal("the page has no policy of its own")
	}
	for path, kind := range map[string]string{"/": "text/html", "/page/main.js": "text/javascript", "/page/style.css": "text/css", "/toolkit/index.js": "text/javascript"} {
		answer := httptest.NewRecorder()
		web.Handler().ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		if answer.Code != 200 || !strings.HasPrefix(answer.Header().Get("Content-Type"), kind) {
			t.Errorf("%s: %d, %s", path, answer.Code, answer.Header().Get("Content-Type"))
		}
		if got := strings.Replace(answer.Header().Get("Content-Security-Policy"), " frame-ancestors 'none';", "", 1); got != string(own[1]) {
			t.Errorf("%s: policy %q, the page's own %q", path, got, own[1])
		}
	}
}
