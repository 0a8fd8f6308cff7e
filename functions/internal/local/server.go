// Package local is the whole service in one process: what the command serves,
// and what package mfatest starts in a test.
package local

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/seedfile"
	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/seal"
)

// A Config is all that a Server needs. Every field but Root,
// Partition, BasePath, DefaultPolicy, RecoveryCodes, Hardware and Seed must be set.
type Config struct {
	State         State
	Key           Key     // seals the state
	Root          RootKey // the account root's key; if zero, it is derived from Key
	Clock         *Clock  // of codes, budgets, time stamps and sessions, not of signatures
	Profile       otp.Profile
	AccountID     string                                // 12 digits
	Partition     string                                // as in mfa.Config
	BasePath      string                                // of everything that is served, such as /mfa; "" is none
	Issuer        string                                // shown by authenticator apps
	DefaultPolicy string                                // as in mfa.Config
	RecoveryCodes bool                                  // as in mfa.Config
	Hardware      bool                                  // as in mfa.Config
	Seed          *seedfile.File                        // what an empty state starts with
	Audit         func(context.Context, endpoint.Event) // keeps the record of a request
}

// A Server serves every operation. It is safe for concurrent use.
type Server struct {
	config Config
	routes http.Handler
	root   RootKey

	mu      sync.RWMutex // held by each request; Reset waits for those under way
	front   *endpoint.Handler
	service *mfa.Service
	recent  recent
}

// New makes a server and its root key.
func New(ctx context.Context, c Config) (*Server, error) {
	s := &Server{config: c, root: c.Root}
	if err := s.build(ctx); err != nil {
		return nil, err
	}
	s.routes = s.newRoutes()
	return s, nil
}

// RootKey returns the account root's access key.
func (s *Server) RootKey() RootKey { return s.root }

// Reset empties the state and sets the clock to the real time, and then both to
// what the seed says. The root key stays as it is. A request is answered from the
// state before or after it.
func (s *Server) Reset(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.config.State.Reset(); err != nil {
		return err
	}
	s.config.Clock.Reset()
	return s.build(ctx)
}

// build makes the service and its front from the state's current generation.
func (s *Server) build(ctx context.Context) error {
	c := s.config
	sealer, err := seal.New(c.Key.sealing(c.State.Generation()), rand.Reader)
	if err != nil {
		return err
	}
	service, err := mfa.New(mfa.Config{
		Store:          c.State,
		SeedSealer:     sealer,
		KeySealer:      sealer,
		Profile:        c.Profile,
		AccountID:      c.AccountID,
		Partition:      c.Partition,
		Issuer:         c.Issuer,
		DefaultPolicy:  c.DefaultPolicy,
		RecoveryCodes:  c.RecoveryCodes,
		Hardware:       c.Hardware,
		AccountCreated: c.State.Created(),
		Now:            c.Clock.Now,
		Random:         rand.Reader,
	})
	if err != nil {
		return err
	}
	s.front, err = endpoint.New(endpoint.Config{
		Service:    service,
		AccountID:  c.AccountID,
		Operations: mfa.Operations(),
		Now:        time.Now,
		Random:     rand.Reader,
	})
	if err != nil {
		return err
	}
	if err := s.putRootKey(ctx, service); err != nil {
		return fmt.Errorf("making the root key: %w", err)
	}
	s.service = service
	return s.plant(ctx)
}

// plant sets the clock as the seed says, and fills the state if it is empty. A
// state that was filled from the same seed stays as it is, whatever has changed
// since.
func (s *Server) plant(ctx context.Context) error {
	seed := s.config.Seed
	if seed == nil {
		return nil
	}
	if !seed.Clock.IsZero() {
		if err := s.config.Clock.Set(seed.Clock); err != nil {
			return err
		}
	}
	mark, err := s.markOf(*seed)
	if err != nil {
		return err
	}
	switch filledFrom := s.config.State.FilledFrom(); {
	case filledFrom == mark:
		return nil
	case filledFrom != "":
		return fmt.Errorf("%s: %w", seed.Name(), errAnotherSeed)
	}
	switch empty, err := seedfile.IsEmpty(ctx, s.config.State); {
	case err != nil:
		return err
	case !empty:
		return fmt.Errorf("%s: %w", seed.Name(), errNotEmpty)
	}
	return s.config.State.Fill(mark, func() error { return seed.Apply(ctx, s.service, s.root.ID) })
}

// markOf tells seeds apart by what they put into the state.
func (s *Server) markOf(seed seedfile.File) (string, error) {
	seed.Clock = time.Time{}
	text, err := seed.Encode()
	return s.config.Key.markOf(text), err
}

// A seed is never mixed with what a state has.
var (
	errAnotherSeed = errors.New("the state was filled from a seed file with other contents; " +
		"leave the seed file out to go on with that state, or fill a new one")
	errNotEmpty = errors.New("the state has contents that are not from a seed file; " +
		"leave the seed file out to go on with that state, or fill a new one")
)

func (s *Server) putRootKey(ctx context.Context, service *mfa.Service) (err error) {
	if s.root.ID != "" {
		return service.PutRootKey(ctx, s.root.ID, s.root.Secret)
	}
	s.root.ID, s.root.Secret, err = service.CreateRootKey(ctx, bytes.NewReader(s.config.Key.rootKey()))
	return err
}
