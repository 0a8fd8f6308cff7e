package main

import (
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

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// maxSeedFile is more than any seed or key URI.
const maxSeedFile = 4 << 10

// runCode is the phone: it prints what a device shows.
func runCode(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("code", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, "usage: virtualmfa code [-pair] [-at TIME | -endpoint URL] FILE\n"+
			"FILE has a base32 seed, as aws iam create-virtual-mfa-device writes it, or an otpauth URI; - is standard input.\n")
		f.PrintDefaults()
	}
	pair := f.Bool("pair", false, "print the last code as well, first: what enable and resync ask for")
	at := f.String("at", "", "the code at this `time` (RFC 3339) instead of now")
	endpoint := f.String("endpoint", "", "the code by the clock of the server at this `URL`")
	if err := parse(f, args, 1); err != nil {
		return err
	}
	seed, err := readSeed(f.Arg(0), stdin)
	if err != nil {
		return err
	}
	now, err := phoneTime(ctx, *at, *endpoint)
	if err != nil {
		return err
	}
	steps := []otp.Step{otp.StepAt(now)}
	if *pair {
		steps = []otp.Step{steps[0] - 1, steps[0]}
	}
	for _, step := range steps {
		code, err := otp.CodeAt(seed, step)
		if err != nil {
			return err
		}
		fmt.Fprintln(stdout, code.Reveal())
	}
	return nil
}

func readSeed(file string, stdin io.Reader) (otp.Seed, error) {
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return otp.Seed{}, err
		}
		defer func() { _ = opened.Close() }()
		stdin = opened
	}
	text, err := io.ReadAll(io.LimitReader(stdin, maxSeedFile))
	if err != nil {
		return otp.Seed{}, err
	}
	trimmed := strings.TrimSpace(string(text))
	if strings.HasPrefix(strings.ToLower(trimmed), "otpauth:") {
		key, err := enroll.ParseURI(trimmed)
		return key.Seed, err
	}
	return otp.ParseSeed(trimmed)
}

// phoneTime is the time that the phone believes in.
func phoneTime(ctx context.Context, at, endpoint string) (time.Time, error) {
	switch {
	case at != "" && endpoint != "":
		return time.Time{}, errors.New("-at and -endpoint both say what time it is; give one")
	case at != "":
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return time.Time{}, fmt.Errorf("-at wants a time such as 2026-11-23T12:00:00Z, not %q", at)
		}
		return t, nil
	case endpoint != "":
		return serverTime(ctx, endpoint)
	}
	return time.Now(), nil
}

func serverTime(ctx context.Context, endpoint string) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(endpoint, "/")+"/_local/clock", nil)
	if err != nil {
		return time.Time{}, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return time.Time{}, err
	}
	defer func() { _ = response.Body.Close() }()
	var reading local.ClockReading
	if err := json.NewDecoder(response.Body).Decode(&reading); err != nil || reading.Now.IsZero() {
		return time.Time{}, fmt.Errorf("%s has no clock to ask: status %s", endpoint, response.Status)
	}
	return reading.Now, nil
}
