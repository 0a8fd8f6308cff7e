package local

import (
	"cmp"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
	"github.com/virtual-mfa/virtual-mfa/web"
	"github.com/virtual-mfa/virtual-mfa/web/home"
)

// maxControlBody is the largest body of a request to /_local/, in bytes.
const maxControlBody = 1 << 10

// newRoutes serves everything but the API.
func (s *Server) newRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "ok "+Version()+"\n")
	})
	mux.Handle("GET /_local/clock", s.config.Clock)
	mux.HandleFunc("POST /_local/clock", fromHere(s.config.Clock.ServeHTTP))
	mux.HandleFunc("POST /_local/reset", fromHere(s.serveReset))
	mux.HandleFunc("GET /_local/state", onThisMachine(s.serveState))
	mux.HandleFunc("POST /_local/export", fromHere(s.serveExport))
	mux.Handle("GET /{$}", home.Handler())
	mux.Handle("GET /home/", http.StripPrefix("/home", home.Handler()))
	mux.Handle("GET /toolkit/", http.StripPrefix("/toolkit", web.Handler()))
	mux.Handle("/enroll/", http.StripPrefix("/enroll", web.EnrollmentPage(false)))
	if s.config.Hardware {
		mux.Handle("/import/", http.StripPrefix("/import", web.ImportPage(false)))
		mux.Handle("GET /import", http.RedirectHandler(s.config.BasePath+"/import/", http.StatusMovedPermanently))
	}
	mux.Handle("GET /enroll", http.RedirectHandler(s.config.BasePath+"/enroll/", http.StatusMovedPermanently))
	mux.Handle("GET /toolkit", http.RedirectHandler(s.config.BasePath+"/toolkit/", http.StatusMovedPermanently))
	return mux
}

// ServeHTTP serves the API, the health check, the controls and the pages. The
// API's requests do not go through a ServeMux, which would clean the path: a
// signature covers it as it was sent.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.config.BasePath != "" && r.URL.Path == s.config.BasePath && r.Method == http.MethodGet && r.URL.RawQuery == "" {
		http.Redirect(w, r, s.config.BasePath+"/", http.StatusMovedPermanently)
		return
	}
	if s.config.BasePath == "" || r.URL.Path == "/healthz" {
		s.serve(w, r)
		return
	}
	http.StripPrefix(s.config.BasePath, http.HandlerFunc(s.serve)).ServeHTTP(w, r)
}

// serve serves a request whose path is below the base path.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case path == "/healthz", path == "/toolkit", path == "/enroll", path == "/import", isPage(r),
		strings.HasPrefix(path, "/_local/"), strings.HasPrefix(path, "/home/"),
		strings.HasPrefix(path, "/toolkit/"), strings.HasPrefix(path, "/enroll/"),
		strings.HasPrefix(path, "/import/"):
		s.routes.ServeHTTP(w, r)
	default:
		allowOrigin(w.Header(), r)
		if isPreflight(r) {
			answerPreflight(w.Header())
			return
		}
		s.serveAPI(w, r)
	}
}

// serveAPI hands a request to the API. A body over the limit is cut to one byte
// more than the limit, for the API to reject.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, wire.MaxBody+1))
	ip, _, _ := net.SplitHostPort(r.RemoteAddr)
	request := endpoint.Request{
		Method:    r.Method,
		Path:      cmp.Or(r.URL.EscapedPath(), "/"), // SDKs differ in whether they add a slash to a base path
		RawQuery:  r.URL.RawQuery,
		Host:      r.Host,
		Header:    r.Header,
		Body:      body,
		BodyIsCut: err != nil,
		SourceIP:  ip,
		TLS:       r.TLS != nil,
	}
	if s.config.BasePath != "" {
		request.SentPath = sentPath(r)
	}
	s.mu.RLock()
	response, event := s.front.Serve(r.Context(), request)
	s.mu.RUnlock()
	s.config.Audit(r.Context(), event)
	s.recent.add(event)
	for name, value := range response.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(response.Status)
	_, _ = w.Write(response.Body)
}

// sentPath is the path as it was sent, with the base path.
func sentPath(r *http.Request) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	return path
}

// fromHere rejects requests that a browser sends for a page of another origin:
// any page can address 127.0.0.1. Browsers name the origin of every POST.
func fromHere(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if origin := r.Header.Get("Origin"); origin != "" && !isOurs(origin, r.Host) {
			http.Error(w, "pages of other origins may not change this server", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

// isOurs reports whether origin is this server's own, at a loopback address.
// Under any other name it could be a name that an attacker pointed here.
func isOurs(origin, host string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host != host {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// serveReset answers POST /_local/reset with {}.
func (s *Server) serveReset(w http.ResponseWriter, r *http.Request) {
	switch err := s.Reset(r.Context()); {
	case errors.Is(err, ErrNoReset):
		http.Error(w, err.Error(), http.StatusConflict)
	case err != nil:
		http.Error(w, "the state could not be emptied: "+err.Error(), http.StatusInternalServerError)
	default:
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "{}\n")
	}
}
