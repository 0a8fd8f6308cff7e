package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// runHealthcheck asks a server whether it is there: an image without a shell has
// no other program that could.
func runHealthcheck(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("healthcheck", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, "usage: virtualmfa healthcheck [URL]\n"+
			"Succeeds if the server at URL, http://127.0.0.1:4599 by default, answers.\n")
	}
	if len(args) == 0 {
		args = []string{"http://127.0.0.1:4599"}
	}
	if err := parse(f, args, 1); err != nil {
		return err
	}
	url := f.Arg(0)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(url, "/")+"/healthz", nil)
	if err != nil {
		return err
	}
	response, err := send(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, response.Status)
	}
	_, err = io.Copy(stdout, io.LimitReader(response.Body, 1<<10))
	return err
}
