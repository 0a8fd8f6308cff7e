package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"regexp"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/seal"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

var twelveDigits = regexp.MustCompile(`\A[0-9]{12}\z`)

// A config is the command line of serve.
type config struct {
	addr        string
	allowRemote bool
	env         string
	profile     string
	issuer      string
	account     string
	dynamodb    string
	table       string
	createTable bool
	keyFile     string
}

// runServe serves until ctx is done.
func runServe(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var c config
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&c.addr, "addr", "127.0.0.1:4599", "listen on this `address`; port 0 is any free one")
	f.BoolVar(&c.allowRemote, "allow-remote", false, "listen beyond loopback: whoever reaches the port can try to sign in, and move the clock")
	f.StringVar(&c.env, "env", "", "write the exports to this `file`, mode 0600, instead of standard output")
	f.StringVar(&c.profile, "profile", otp.AWS.Name, "windows and budgets of codes: `aws or hardened`")
	f.StringVar(&c.issuer, "issuer", "Amazon Web Services", "the `name` that apps show above a device's codes")
	f.StringVar(&c.account, "account", "000000000000", "the twelve `digits` of the account")
	f.StringVar(&c.dynamodb, "dynamodb", "", "keep state in the DynamoDB at this `URL` instead of in memory")
	f.StringVar(&c.table, "table", "virtual-mfa", "with -dynamodb: the `name` of the table")
	f.BoolVar(&c.createTable, "create-table", false, "with -dynamodb: create the table if it is missing")
	f.StringVar(&c.keyFile, "key-file", "virtual-mfa.key", "with -dynamodb: the `file` of the key that seals what is in the table, made if missing")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.addr)
	if err != nil {
		return err
	}
	return c.serve(ctx, listener, stdout, slog.New(slog.NewJSONHandler(stderr, nil)))
}

// check refuses what no server can be made of, and an address that others can reach, unless told otherwise: this server is for one machine.
func (c config) check() error {
	if !twelveDigits.MatchString(c.account) {
		return fmt.Errorf("-account wants twelve digits, not %q", c.account)
	}
	host, _, err := net.SplitHostPort(c.addr)
	if err != nil {
		return fmt.Errorf("-addr: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) && !c.allowRemote {
		return fmt.Errorf("-addr %s can be reached from other machines; give -allow-remote if that is meant", c.addr)
	}
	return nil
}

// serve builds the service, tells how to reach it, and serves it on listener.
func (c config) serve(ctx context.Context, listener net.Listener, stdout io.Writer, log *slog.Logger) error {
	defer func() { _ = listener.Close() }()
	profile, err := otp.ProfileNamed(c.profile)
	if err != nil {
		return fmt.Errorf("-profile: %w", err)
	}
	clock := &localClock{}
	store, key, err := c.openStore(ctx, clock)
	if err != nil {
		return err
	}
	sealer, err := seal.New(key.sealing(), rand.Reader)
	if err != nil {
		return err
	}
	service, err := mfa.New(mfa.Config{
		Store: store, SeedSealer: sealer, KeySealer: sealer, Profile: profile, AccountID: c.account, Issuer: c.issuer, Now: clock.Now, Random: rand.Reader,
	})
	if err != nil {
		return err
	}
	front, err := endpoint.New(endpoint.Config{Service: service, Operations: mfa.Operations(), Audit: endpoint.LogAudit(log), Now: time.Now, Random: rand.Reader})
	if err != nil {
		return err
	}
	id, secretKey, err := service.CreateRootKey(ctx, key.rootKey())
	if err != nil {
		return fmt.Errorf("making the root key: %w", err)
	}
	if err := c.export(stdout, listener.Addr(), id, secretKey); err != nil {
		return err
	}
	log.Info("serving", "addr", listener.Addr().String(), "profile", profile.Name, "account", c.account, "state", c.describeStore())
	return listen(ctx, listener, handler(front, clock))
}

// openStore opens the store, and the key that everything in it is sealed with.
func (c config) openStore(ctx context.Context, clock *localClock) (mfa.Store, masterKey, error) {
	if c.dynamodb == "" {
		key, err := newMasterKey()
		return memstore.New(clock.Now), key, err
	}
	key, err := readMasterKey(c.keyFile)
	if err != nil {
		return nil, masterKey{}, fmt.Errorf("-key-file: %w", err)
	}
	store, err := c.openDynamoDB(ctx, clock)
	return store, key, err
}

func (c config) describeStore() string {
	if c.dynamodb == "" {
		return "in memory, gone at exit"
	}
	return "table " + c.table + " at " + c.dynamodb
}

// export writes what a shell needs to reach the server: four lines, and nothing else.
func (c config) export(stdout io.Writer, addr net.Addr, id string, key secret.String) error {
	lines := fmt.Sprintf("export AWS_ENDPOINT_URL=http://%s\nexport AWS_ACCESS_KEY_ID=%s\nexport AWS_SECRET_ACCESS_KEY=%s\nexport AWS_DEFAULT_REGION=us-east-1\n",
		addr, id, key.Reveal())
	if c.env == "" {
		_, err := io.WriteString(stdout, lines)
		return err
	}
	file, err := os.OpenFile(c.env, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("-env: %w", err)
	}
	if err = file.Chmod(0o600); err == nil { // a file that was there may be anybody's to read
		_, err = file.WriteString(lines)
	}
	return errors.Join(err, file.Close())
}

// shutdownGrace is how long requests may take to end when the server is told to. A connection that was opened and never used counts as one
// of them (package http, Server.Shutdown).
const shutdownGrace = 3 * time.Second

// listen serves until ctx is done and what was begun is answered.
func listen(ctx context.Context, listener net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := server.Shutdown(grace); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return server.Close()
}
