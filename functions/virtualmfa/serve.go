package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/seedfile"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/statefile"
	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A config is the command line of serve, and the root key of its environment.
type config struct {
	addr          string
	allowRemote   bool
	env           string
	profile       string
	issuer        string
	account       string
	partition     string
	basePath      string
	defaultPolicy string
	recoveryCodes bool
	hardware      bool
	state         string
	dynamodb      string
	table         string
	createTable   bool
	keyFile       string
	audit         string
	events        string
	seedFile      string

	rootKey local.RootKey
	seed    *seedfile.File
}

// newServeFlags returns the flags of serve, which set c.
func newServeFlags(c *config, stderr io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&c.addr, "addr", "127.0.0.1:4599",
		"listen on this `HOST:PORT`; port 0 takes a free one")
	f.BoolVar(&c.allowRemote, "allow-remote", false,
		"listen beyond loopback: anyone who reaches the port can try to sign in,\n"+
			"move the clock and empty the state")
	f.StringVar(&c.env, "env", "",
		"write the exports to this `file`, mode 0600, instead of standard output;\n"+
			"it is replaced if it exists, and removed at exit")
	f.StringVar(&c.profile, "profile", otp.AWS.Name,
		"windows and budgets of codes: `aws or hardened`")
	f.StringVar(&c.issuer, "issuer", "Amazon Web Services",
		"the `name` that authenticator apps show above a device's codes")
	f.StringVar(&c.account, "account", "000000000000",
		"the account's number, twelve `digits`")
	f.StringVar(&c.partition, "partition", "aws",
		"the `partition` in ARNs: aws, aws-us-gov or aws-cn")
	f.StringVar(&c.basePath, "base-path", "",
		"serve everything below this `path`, such as /mfa, and print it with the endpoint")
	f.StringVar(&c.defaultPolicy, "default-policy", mfa.SelfServiceName,
		"what a user for whom no policy exists may do: `VirtualMFASelfService or none`")
	f.BoolVar(&c.recoveryCodes, "recovery-codes", false,
		"let users have recovery codes for a lost device: see virtualmfa recovery-codes -h")
	f.BoolVar(&c.hardware, "hardware", false,
		"let administrators import hardware tokens, see virtualmfa import, and users\n"+
			"enable them by serial number; AWS takes only its vendors' tokens")
	f.StringVar(&c.state, "state", "",
		"keep state in this `file`, which is created if it does not exist, instead\n"+
			"of in memory; what was answered is on disk")
	f.StringVar(&c.dynamodb, "dynamodb", "",
		"keep state in the DynamoDB at this `URL` instead of in memory")
	f.StringVar(&c.table, "table", "virtual-mfa",
		"with -dynamodb: the `name` of the table")
	f.BoolVar(&c.createTable, "create-table", false,
		"with -dynamodb: create the table if it does not exist")
	f.StringVar(&c.keyFile, "key-file", "virtual-mfa.key",
		"with -state or -dynamodb: the `file` of the key that seals the state, yours\n"+
			"and of mode 0600; it is created if it does not exist")
	f.StringVar(&c.seedFile, "seed", "",
		"fill an empty state with the users, policies and devices of this `file`, YAML or\n"+
			"JSON, all at once, and set the clock; again after each reset. A state that was\n"+
			"filled from it before stays as it is. See virtualmfa export")
	f.StringVar(&c.audit, "audit", "",
		"append the audit record of every request to this `file`, one line of JSON\n"+
			"each; it is created, of mode 0600, if it does not exist")
	f.StringVar(&c.events, "events", "",
		"append to this `file` what changes of users' factors, one line of JSON each:\n"+
			"devices enabled and deactivated, enrollment tickets, recovery codes, locks")
	f.Usage = func() {
		fmt.Fprint(stderr, "usage: virtualmfa [serve] [flags]\n"+
			"Serves every operation and prints what a shell needs to reach it.\n"+
			local.RootIDVariable+" and "+local.RootSecretVariable+"\n"+
			"in the environment fix the account root's access key.\n")
		f.PrintDefaults()
	}
	return f
}

// runServe serves until ctx is done.
func runServe(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	var c config
	if err := parse(newServeFlags(&c, stderr), args, 0); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	if c.rootKey, err = local.RootKeyFrom(os.Getenv); err != nil {
		return err
	}
	if err := c.readSeed(ctx); err != nil {
		return fmt.Errorf("-seed: %w", err)
	}
	listener, err := net.Listen("tcp", c.addr)
	if err != nil {
		return fmt.Errorf("-addr %s: %w; choose another port, or 0 for a free one", c.addr, err)
	}
	return c.serve(ctx, listener, stdout, slog.New(slog.NewJSONHandler(stderr, nil)))
}

// wellFormedBasePath has characters that no client escapes.
var wellFormedBasePath = regexp.MustCompile(`\A(/[0-9A-Za-z_-]{1,64}){1,8}\z`)

var twelveDigits = regexp.MustCompile(`\A[0-9]{12}\z`)

// check validates the flags, and rejects addresses other than loopback ones
// unless -allow-remote is set: this server is for one machine.
func (c config) check() error {
	if !twelveDigits.MatchString(c.account) {
		return fmt.Errorf("-account must be twelve digits, not %q", c.account)
	}
	if err := mfa.CheckPartition(c.partition); err != nil {
		return fmt.Errorf("-partition: %w", err)
	}
	if c.basePath != "" && !wellFormedBasePath.MatchString(c.basePath) {
		return fmt.Errorf("-base-path must be like /mfa, with a slash before each part and none at the end, not %q",
			c.basePath)
	}
	if err := mfa.CheckDefaultPolicy(c.defaultPolicy); err != nil {
		return fmt.Errorf("-default-policy: %w", err)
	}
	if c.issuer == "" || !utf8.ValidString(c.issuer) {
		return errors.New("-issuer must be a name in UTF-8, such as that of your company")
	}
	if c.state != "" && c.dynamodb != "" {
		return errors.New("-state and -dynamodb exclude each other: state is kept in one place")
	}
	if c.seedFile != "" && c.dynamodb != "" {
		return errNoSeedForTables
	}
	if err := c.checkFolders(); err != nil {
		return err
	}
	host, _, err := net.SplitHostPort(c.addr)
	if err != nil {
		return fmt.Errorf("-addr must be HOST:PORT, such as 127.0.0.1:4599: %w", err)
	}
	ip := net.ParseIP(host)
	if host != "localhost" && (ip == nil || !ip.IsLoopback()) && !c.allowRemote {
		return fmt.Errorf("-addr %s can be reached from other machines; "+
			"add -allow-remote if that is intended", c.addr)
	}
	return nil
}

// checkFolders rejects files whose folder does not exist, before any is made.
func (c config) checkFolders() error {
	files := []struct{ flag, name string }{
		{"env", c.env}, {"state", c.state}, {"audit", c.audit}, {"events", c.events},
	}
	if c.state != "" || c.dynamodb != "" {
		files = append(files, struct{ flag, name string }{"key-file", c.keyFile})
	}
	for _, file := range files {
		folder := filepath.Dir(file.name)
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return fmt.Errorf("-%s %s: there is no folder %s; make it first", file.flag, file.name, folder)
		}
	}
	return nil
}

// appendTo opens a file to append to, or makes one that is the user's alone.
func appendTo(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
}

// serve builds the service, says how to reach it, and serves it on listener.
func (c config) serve(
	ctx context.Context, listener net.Listener, stdout io.Writer, log *slog.Logger,
) (err error) {
	defer func() { _ = listener.Close() }()
	profile, err := otp.ProfileNamed(c.profile)
	if err != nil {
		return fmt.Errorf("-profile: %w", err)
	}
	clock := &local.Clock{}
	state, key, err := c.openState(ctx, clock)
	if err != nil {
		return err
	}
	if closer, ok := state.(io.Closer); ok {
		defer func() { err = errors.Join(err, closer.Close()) }()
	}
	noting, closeEvents, err := c.openEvents(state, clock, log)
	if err != nil {
		return fmt.Errorf("-events: %w", err)
	}
	defer func() { err = errors.Join(err, closeEvents()) }()
	audit, closeAudit, err := c.openAudit(log)
	if err != nil {
		return fmt.Errorf("-audit: %w", err)
	}
	defer func() { err = errors.Join(err, closeAudit()) }()
	server, err := local.New(ctx, c.local(noting, key, clock, profile, audit))
	if err != nil {
		return err
	}
	text := exports(endpointURL(listener.Addr())+c.basePath, local.Regions[c.partition], server.RootKey())
	if c.env == "" {
		_, err = io.WriteString(stdout, text)
	} else {
		var file envFile
		if file, err = writeEnvFile(c.env, text); err == nil {
			defer func() { err = errors.Join(err, file.remove()) }()
		}
	}
	if err != nil {
		return fmt.Errorf("the exports were not written: %w", err)
	}
	log.Info("serving", "addr", listener.Addr().String(), "profile", profile.Name,
		"account", c.account, "state", c.describeState())
	return listen(ctx, listener, server)
}

// local is the configuration of the server.
func (c config) local(
	state local.State, key local.Key, clock *local.Clock, profile otp.Profile,
	audit func(context.Context, endpoint.Event),
) local.Config {
	return local.Config{
		State:         state,
		Key:           key,
		Root:          c.rootKey,
		Clock:         clock,
		Profile:       profile,
		AccountID:     c.account,
		Partition:     c.partition,
		BasePath:      c.basePath,
		Issuer:        c.issuer,
		DefaultPolicy: c.defaultPolicy,
		RecoveryCodes: c.recoveryCodes,
		Hardware:      c.hardware,
		Seed:          c.seed,
		Audit:         audit,
	}
}

// openState opens the state, and the key that everything in it is sealed with.
func (c config) openState(ctx context.Context, clock *local.Clock) (local.State, local.Key, error) {
	if c.state == "" && c.dynamodb == "" {
		key, err := local.NewKey()
		return local.NewMemory(clock.Now), key, err
	}
	key, err := local.ReadKeyFile(c.keyFile)
	if err != nil {
		return nil, local.Key{}, fmt.Errorf("-key-file: %w", err)
	}
	if c.state != "" {
		file, err := c.openStateFile(clock, key)
		return file, key, err
	}
	state, err := c.openTable(ctx, clock)
	return state, key, err
}

// openStateFile opens the file of -state, which must be of this account and
// sealed with this key.
func (c config) openStateFile(clock *local.Clock, key local.Key) (local.State, error) {
	file, err := statefile.Open(c.state, clock.Now)
	if err != nil {
		return nil, fmt.Errorf("-state: %w", err)
	}
	if err = file.Belongs("account", c.account); err != nil {
		err = fmt.Errorf("-state %s is not of account %s: %w", c.state, c.account, err)
	} else if err = file.Belongs("key", key.Fingerprint()); err != nil {
		err = fmt.Errorf("-state %s is not sealed with the key in %s: %w", c.state, c.keyFile, err)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func (c config) describeState() string {
	switch {
	case c.state != "":
		return "file " + c.state
	case c.dynamodb != "":
		return "table " + c.table + " at " + c.dynamodb
	}
	return "in memory, gone at exit"
}

// shutdownGrace is how long requests may take to end when the server is told
// to. A connection that was opened and never used counts as one of them
// (package http, Server.Shutdown).
const shutdownGrace = 3 * time.Second

// listen serves until ctx is done and the requests under way are answered.
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
