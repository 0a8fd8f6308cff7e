// Package web holds the toolkit's page as files in the binary, for the local server to hand out.
package web

import "embed"

// Files are index.html, page/ and toolkit/ as they were when the binary was built. toolkit/otp.wasm is among them if infra/wasm.sh had built it;
// without it the page says what to do.
//
//go:embed index.html page toolkit
var Files embed.FS
