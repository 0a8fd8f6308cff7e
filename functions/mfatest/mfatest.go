// Package mfatest runs AWS IAM and STS, as far as virtual MFA devices need them,
// inside a test: on a free port of 127.0.0.1, without an account, a phone or a
// wait for the next code.
//
//	func TestLogin(t *testing.T) {
//		s := mfatest.Start(t)
//		alice := s.User(t, "alice")
//		client := sts.NewFromConfig(alice.Config())
//		_, err := client.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
//			SerialNumber: aws.String(alice.SerialNumber),
//			TokenCode:    aws.String(alice.Code()),
//		})
//		…
//	}
//
// Codes are verified, policies are evaluated, and errors are AWS's. Servers
// share nothing, so tests that start one each can run in parallel.
package mfatest

import (
	"context"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// AccountID is the number of every server's account.
const AccountID = "123456789012"

// region is what clients sign for. A server takes any.
const region = "us-east-1"

// A Server is an account of its own. It is safe for concurrent use.
type Server struct {
	// URL is where the server listens, such as http://127.0.0.1:40123. It is the
	// value of AWS_ENDPOINT_URL for programs that a test runs.
	URL string

	t      testing.TB
	clock  local.Clock
	server *local.Server

	mu    sync.Mutex
	audit []endpoint.Event
}

// Start runs a server until the test and its subtests have ended. Windows and
// budgets of codes are those that AWS was observed to have.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t}
	key, err := local.NewKey()
	if err != nil {
		t.Fatal("mfatest: ", err)
	}
	s.server, err = local.New(context.Background(), local.Config{
		State:     local.NewMemory(s.clock.Now),
		Key:       key,
		Clock:     &s.clock,
		Profile:   otp.AWS,
		AccountID: AccountID,
		Issuer:    "mfatest",
		Audit:     s.record,
	})
	if err != nil {
		t.Fatal("mfatest: ", err)
	}
	listening := httptest.NewServer(s.server)
	t.Cleanup(listening.Close)
	s.URL = listening.URL
	return s
}

// Config returns the configuration of clients that act as the account root.
func (s *Server) Config() aws.Config {
	root := s.server.RootKey()
	return s.config(root.ID, root.Secret.Reveal())
}

func (s *Server) config(id, secret string) aws.Config {
	return aws.Config{
		BaseEndpoint: aws.String(s.URL),
		Region:       region,
		Credentials:  credentials.NewStaticCredentialsProvider(id, secret, ""),
	}
}

// Now returns the time by the server's clock.
func (s *Server) Now() time.Time { return s.clock.Now() }

// Advance moves the server's clock by d, backwards if d is negative. It is the
// clock of codes, budgets, time stamps and sessions; signatures keep to the real
// time. A device shows its next code after 30 seconds. Advance fails the test if
// the clock would then be a hundred years or more from the real time.
func (s *Server) Advance(d time.Duration) {
	s.t.Helper()
	if err := s.clock.Advance(d); err != nil {
		s.t.Fatal("mfatest: ", err)
	}
}

// Reset empties the account, forgets the audit records and sets the clock to the
// real time. The root's access key and the URL stay as they are.
func (s *Server) Reset() {
	s.t.Helper()
	if err := s.server.Reset(context.Background()); err != nil {
		s.t.Fatal("mfatest: ", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.audit = nil
}

// Audit returns the record of every request that was answered since Start or
// the last Reset, in the order of the answers. The requests that User makes are
// among them.
func (s *Server) Audit() []endpoint.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.audit)
}

func (s *Server) record(_ context.Context, e endpoint.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.audit = append(s.audit, e)
}
