//go:build !js

package main

import (
	"crypto/rand"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/wasm/worker/route"
	"github.com/virtual-mfa/virtual-mfa/web"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8787", "listen on this `address`")
	origin := flag.String("origin", "http://127.0.0.1:4599", "the API's `URL`, without a slash at its end")
	flag.Parse()
	if flag.NArg() > 0 {
		log.Fatalf("unexpected argument %q", flag.Arg(0))
	}
	if !route.AllowedOrigin(*origin) {
		log.Fatal("-origin must be an https URL, or an http URL of this machine such as http://127.0.0.1:4599, " +
			"without a slash at its end")
	}
	e := &edge{
		origin:    *origin,
		transport: transport(),
		allow:     func(string, string) bool { return true },
		random:    rand.Reader,
		audit:     os.Stdout,
	}
	if shared := os.Getenv("EDGE_SECRET"); shared != "" {
		e.secret = secret.New(shared)
	}
	server := &http.Server{
		Handler:           handler(e),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		MaxHeaderBytes:    32 << 10,
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("serving %s from %s", *origin, listener.Addr())
	log.Fatal(server.Serve(listener))
}

// handler is the edge and, where a Worker has its assets, the toolkit's page.
func handler(e *edge) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /toolkit/", http.StripPrefix("/toolkit", web.Handler()))
	mux.Handle("/", e)
	return mux
}

// transport passes bodies on as they are: what is compressed stays so.
func transport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DisableCompression = true
	return t
}
