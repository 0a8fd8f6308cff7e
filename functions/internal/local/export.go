package local

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/seedfile"
	"github.com/virtual-mfa/virtual-mfa/shared/sigv4"
)

// An ExportRequest is the body of POST /_local/export.
type ExportRequest struct {
	Secrets bool `json:"secrets"` // seeds and secret access keys too
}

// serveExport answers the state as a seed file, to the account root only: the
// request is signed with its key, as requests of the API are.
func (s *Server) serveExport(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxControlBody))
	if err != nil {
		http.Error(w, "the body is too long", http.StatusBadRequest)
		return
	}
	if !s.signedByRoot(r, body) {
		http.Error(w, "an export must be signed with the access key of the account root", http.StatusForbidden)
		return
	}
	var request ExportRequest
	if err := decodeJSON(bytes.NewReader(body), &request); err != nil {
		http.Error(w, `the body must be {"secrets":false} or {"secrets":true}: `+err.Error(), http.StatusBadRequest)
		return
	}
	text, err := s.export(r.Context(), request.Secrets)
	if err != nil {
		http.Error(w, "the state could not be read", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/yaml")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(text)
}

// signedByRoot verifies the signature of a request outside the API.
func (s *Server) signedByRoot(r *http.Request, body []byte) bool {
	claim, err := sigv4.Verify(sigv4.Request{
		Method: r.Method,
		Path:   sentPath(r),
		Hosts:  []string{r.Host},
		Header: sigv4.NewHeader(r.Header),
		Body:   body,
	}, sigv4.Rules{Now: time.Now()})
	root := s.RootKey()
	return err == nil && claim.KeyID == root.ID && claim.Token.IsZero() && claim.Matches(root.Secret)
}

// export writes the state as a seed file. The clock is part of it if it does not
// show the real time.
func (s *Server) export(ctx context.Context, withSecrets bool) ([]byte, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	file, err := seedfile.From(ctx, s.service, withSecrets)
	if err != nil {
		return nil, err
	}
	if now := s.config.Clock.Now().UTC().Truncate(time.Second); time.Until(now).Abs() > 2*time.Second {
		file.Clock = now
	}
	return file.Encode()
}
