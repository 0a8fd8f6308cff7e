// Package web holds the toolkit's page as files in the binary, for the local server to hand out.
package web

import (
	"embed"
	"net/http"
)

// Files are index.html, page/ and toolkit/ as they were when the binary was built. toolkit/otp.wasm is among them if infra/wasm.sh had built it;
// without it the page says what to do.
//
//go:embed index.html page toolkit
var Files embed.FS

// policy is index.html's own, and what only a header can say.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

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
