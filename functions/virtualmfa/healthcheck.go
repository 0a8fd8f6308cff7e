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
	url := "http://127.0.0.1:4599"
	if len(args) == 1 && !strings.HasPrefix(args[0], "-") {
		url, args = args[0], nil
	}
	if err := parse(f, args, 0); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(url, "/")+"/healthz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
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
