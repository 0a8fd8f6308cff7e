package main

import (
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/web"
)

// handler is the server's whole surface: the API, the health check, the clock, and the toolkit's page.
func handler(front *endpoint.Handler, clock *localClock) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.Handle("GET /_local/clock", clock)
	mux.Handle("POST /_local/clock", clock)
	mux.Handle("GET /toolkit/", http.StripPrefix("/toolkit", web.Handler()))
	toAPI := apiHandler(front)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/healthz", r.URL.Path == "/_local/clock", strings.HasPrefix(r.URL.Path, "/toolkit/"):
			mux.ServeHTTP(w, r)
		default: // not through the mux, which would clean the path: a signature covers it as it was sent
			toAPI(w, r)
		}
	})
}

// apiHandler hands requests to the API. A body over the limit is handed on cut, one byte too long, for the API to refuse.
func apiHandler(front *endpoint.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, endpoint.MaxBody+1))
		ip, _, _ := net.SplitHostPort(r.RemoteAddr)
		response := front.Serve(r.Context(), endpoint.Request{
			Method: r.Method, Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery, Host: r.Host, Header: r.Header, Body: body, BodyIsCut: err != nil, SourceIP: ip,
		})
		for name, values := range response.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(response.Status)
		_, _ = w.Write(response.Body)
	}
}
