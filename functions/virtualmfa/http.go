package main

import (
	"errors"
	"io"
	"net"
	"net/http"

	"github.com/virtual-mfa/virtual-mfa/shared/api"
	"github.com/virtual-mfa/virtual-mfa/web"
)

// handler is the server's whole surface: the API, the health check, the clock, and the toolkit's page.
func handler(front *api.API, clock *localClock) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.Handle("GET /_local/clock", clock)
	mux.Handle("POST /_local/clock", clock)
	mux.Handle("GET /toolkit/", http.StripPrefix("/toolkit", web.Handler()))
	mux.Handle("/", apiHandler(front))
	return mux
}

// apiHandler hands requests to the API. A body over the limit is handed on cut, one byte too long, for the API to refuse.
func apiHandler(front *api.API) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, api.MaxBody+1))
		var netErr net.Error
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &netErr) {
			http.Error(w, "the body ended early", http.StatusBadRequest)
			return
		}
		ip, _, _ := net.SplitHostPort(r.RemoteAddr)
		response := front.Serve(r.Context(), api.Request{
			Method: r.Method, Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery, Host: r.Host, Header: r.Header, Body: body, SourceIP: ip,
		})
		for name, values := range response.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(response.Status)
		_, _ = w.Write(response.Body)
	}
}
