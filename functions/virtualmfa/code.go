package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
	"github.com/virtual-mfa/virtual-mfa/shared/otp/totp"
)

// runCode is the phone: it prints what a device shows.
func runCode(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("code", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, "usage: virtualmfa code [-pair] [-at TIME | -endpoint URL] FILE\n"+
			"FILE has a base32 seed or a QR code's PNG, as aws iam create-virtual-mfa-device writes\n"+
			"them, or an otpauth URI; - is standard input. A seed is never an argument.\n")
		f.PrintDefaults()
	}
	pair := f.Bool("pair", false, "print the last code as well, first: what enable and resync ask for")
	at := f.String("at", "", "the code at this `time` (RFC 3339) instead of now")
	endpoint := f.String("endpoint", "", "the code by the clock of the server at this `URL`")
	if err := parse(f, args, 1); err != nil {
		return err
	}
	key, err := readKey(f.Arg(0), stdin)
	if err != nil {
		return err
	}
	now, err := phoneTime(ctx, *at, *endpoint)
	if err != nil {
		return err
	}
	times := []time.Time{now}
	if *pair {
		times = []time.Time{now.Add(-key.Parameters.Full().Period), now}
	}
	for _, t := range times {
		code, err := totp.Code(key.Seed, key.Parameters, t)
		if err != nil {
			return err
		}
		fmt.Fprintln(stdout, code.Reveal())
	}
	return nil
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
	response, err := send(request)
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
