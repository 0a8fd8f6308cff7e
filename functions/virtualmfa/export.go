package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/seedfile"
	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// readSeed reads the file of -seed, and applies it to a state in memory that is
// thrown away, so that a file that is wrong changes nothing.
func (c *config) readSeed(ctx context.Context) (err error) {
	if c.seedFile == "" {
		return nil
	}
	if c.seed, err = seedfile.Read(c.seedFile); err != nil {
		return err
	}
	key, err := local.NewKey()
	if err != nil {
		return err
	}
	profile, err := otp.ProfileNamed(c.profile)
	if err != nil {
		return err
	}
	clock := &local.Clock{}
	nowhere := func(context.Context, endpoint.Event) {}
	_, err = local.New(ctx, c.local(local.NewMemory(clock.Now), key, clock, profile, nowhere))
	return err
}

// exportTimeout is more than an export of a large account takes.
const exportTimeout = 30 * time.Second

// runExport prints the state of a running server as a seed file.
func runExport(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("export", flag.ContinueOnError)
	f.SetOutput(stderr)
	secrets := f.Bool("secrets", false, "print the seeds of devices and the secrets of access keys too")
	f.Usage = func() {
		fmt.Fprint(stderr, "usage: virtualmfa export [-secrets]\n"+
			"Prints the state of the server at $AWS_ENDPOINT_URL as YAML that serve -seed reads. It signs\n"+
			"with $AWS_ACCESS_KEY_ID and $AWS_SECRET_ACCESS_KEY, which must be the account root's.\n")
		f.PrintDefaults()
	}
	if err := parse(f, args, 0); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, exportTimeout)
	defer cancel()
	text, err := export(ctx, os.Getenv, local.ExportRequest{Secrets: *secrets})
	if err != nil {
		return err
	}
	_, err = stdout.Write(text)
	return err
}

// export asks the server of the environment for its state.
func export(ctx context.Context, getenv func(string) string, what local.ExportRequest) ([]byte, error) {
	server := strings.TrimSuffix(getenv("AWS_ENDPOINT_URL"), "/")
	key := aws.Credentials{
		AccessKeyID:     getenv("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"),
	}
	if server == "" || !key.HasKeys() {
		return nil, errors.New("set AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, " +
			"as virtualmfa serve prints them")
	}
	body, err := json.Marshal(what)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, server+"/_local/export", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("AWS_ENDPOINT_URL: %w", err)
	}
	if err := sign(ctx, key, request, body, string(wire.IAM), region); err != nil {
		return nil, err
	}
	response, err := send(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s: %s", server, response.Status, bytes.TrimSpace(text))
	}
	return text, nil
}
