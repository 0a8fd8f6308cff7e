// Package web embeds the pages of the toolkit and those for enrollment and for the
// import of hardware tokens, for the local server and a function to serve.
package web

import (
	"embed"
	"net/http"
	"regexp"
)

// Files are index.html, policy.html, page/, enroll/, import/ and toolkit/ as they
// were when the binary was built. They include toolkit/otp.wasm, page/policy.wasm,
// import/tokens.wasm and both bundle.js if `make wasm` had built them; otherwise the
// first pages and the import explain how to build them, and the enrollment page does
// without.
//
//go:embed index.html policy.html page enroll import toolkit
var Files embed.FS

// policy is the Content-Security-Policy that all pages have, and a directive
// that only a header can have.
var policy = pagePolicy() + "; frame-ancestors 'none'"

func pagePolicy() string {
	index, err := Files.ReadFile("index.html")
	if err != nil {
		panic(err)
	}
	own := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]+)"`).FindSubmatch(index)
	return string(own[1])
}

// Handler serves Files at the root of its paths.
func Handler() http.Handler {
	files := http.FileServerFS(Files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		files.ServeHTTP(w, r)
	})
}
