package web_test

import (
	"io/fs"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/web"
)

func TestThePagesFindTheirScriptsInTheBinary(t *testing.T) {
	for page, want := range map[string]int{"index.html": 5, "policy.html": 6} {
		text, err := fs.ReadFile(web.Files, page)
		if err != nil {
			t.Fatal(err)
		}
		links := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(string(text), -1)
		if len(links) != want {
			t.Fatalf("%s: %d links", page, len(links))
		}
		for _, link := range links {
			if _, err := fs.Stat(web.Files, link[1]); err != nil {
				t.Errorf("%s: %v", page, err)
			}
		}
	}
}

func TestAllPagesHaveOnePolicy(t *testing.T) {
	policies := map[string]bool{}
	for _, page := range []string{"index.html", "policy.html", "enroll/index.html", "import/index.html"} {
		text, err := fs.ReadFile(web.Files, page)
		if err != nil {
			t.Fatal(err)
		}
		policies[regexp.MustCompile(`(?m)^<meta http-equiv="Content-Security-Policy".*$`).FindString(string(text))] = true
	}
	if len(policies) != 1 || policies[""] {
		t.Errorf("%v", policies)
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
	const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
		"img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
		"require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'none'"
	for path, mediaType := range map[string]string{
		"/":                 "text/html",
		"/policy.html":      "text/html",
		"/page/main.js":     "text/javascript",
		"/page/style.css":   "text/css",
		"/toolkit/index.js": "text/javascript",
	} {
		answer := httptest.NewRecorder()
		web.Handler().ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		if answer.Code != 200 || !strings.HasPrefix(answer.Header().Get("Content-Type"), mediaType) {
			t.Errorf("%s: %d, %s", path, answer.Code, answer.Header().Get("Content-Type"))
		}
		if got := answer.Header().Get("Content-Security-Policy"); got != policy {
			t.Errorf("%s: policy %q", path, got)
		}
	}
}
