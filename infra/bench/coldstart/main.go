// Command coldstart measures how functions start, on this machine under the
// emulator of Lambda's runtime that SAM brings, in turn with a function that
// does nothing. Only ratios mean something: there is no microVM, and the
// binaries are in the page cache. The request is one that is refused for its
// missing signature, so that neither DynamoDB nor KMS is in the figures.
package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	runs  = 20
	later = 20 // requests after the first
	event = `{"version":"2.0","rawPath":"/GetSessionToken","headers":{"content-type":"application/json"},` +
		`"requestContext":{"http":{"method":"POST","path":"/GetSessionToken"}}}`
)

func main() {
	log.SetFlags(0)
	found, err := filepath.Glob(".cache/python/sam/lib/*/site-packages/samcli/local/rapid/aws-lambda-rie-x86_64")
	if err != nil || len(found) != 1 {
		log.Fatal("run from the root of the module, after make tools: no emulator of the runtime in .cache")
	}
	work, err := os.MkdirTemp("", "coldstart")
	must(err)
	defer func() { _ = os.RemoveAll(work) }()
	emulator := filepath.Join(work, "rie")
	must(copyFile(emulator, found[0]))
	must(command("infra/deploy/build-functions.sh", "x86_64", filepath.Join(work, "dist")).Run())
	hello := filepath.Join(work, "dist/hello/bootstrap")
	build := command(
		"go",
		"build",
		"-tags",
		"lambda.norpc",
		"-trimpath",
		"-ldflags=-s -w -buildid=",
		"-o",
		hello,
		"./infra/bench/coldstart/hello",
	)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	must(build.Run())

	names := []string{"hello", "get-session-token", "query"}
	figures := map[string][3][]float64{}
	for range runs {
		for _, name := range names {
			f := figures[name]
			for i, ms := range start(emulator, filepath.Join(work, "dist", name, "bootstrap")) {
				f[i] = append(f[i], ms)
			}
			figures[name] = f
		}
	}
	fmt.Printf(
		"%-20s %10s %14s %14s   medians of %d, ms (ratio to hello)\n",
		"function",
		"init",
		"first request",
		"later",
		runs,
	)
	for _, name := range names {
		fmt.Printf("%-20s", name)
		for i := range 3 {
			m := median(figures[name][i])
			fmt.Printf(" %7.2f (%.1f)", m, m/median(figures["hello"][i]))
		}
		fmt.Println()
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Stderr = os.Stderr
	return c
}

func copyFile(to, from string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o700)
}

var initReport = regexp.MustCompile(`INIT REPORT\(durationMs: ([0-9.]+)`)

// start starts a function once, and returns the milliseconds of its init, of
// its first request and of a later one.
func start(emulator, bootstrap string) [3]float64 {
	address, runtime := freeAddress(), freeAddress()
	var out bytes.Buffer
	c := exec.Command(
		emulator,
		"--log-level",
		"info",
		"--runtime-interface-emulator-address",
		address,
		"--runtime-api-address",
		runtime,
		bootstrap,
	)
	c.Stdout, c.Stderr = &out, &out
	c.Env = []string{
		"AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=local",
		"AWS_SECRET_ACCESS_KEY=local",
		"AWS_LAMBDA_FUNCTION_TIMEOUT=10",
		"TABLE_NAME=table",
		"KMS_KEY_ARN=arn:aws:kms:us-east-1:123456789012:key/1",
		"PROFILE=hardened",
		"ISSUER=virtual-mfa",
		"STACK_NAME=bench",
	}
	must(c.Start())
	url := "http://" + address + "/2015-03-31/functions/function/invocations"
	for {
		if conn, err := net.Dial("tcp", address); err == nil {
			must(conn.Close())
			break
		}
		time.Sleep(time.Millisecond)
	}
	first := request(url)
	rest := make([]float64, later)
	for i := range rest {
		rest[i] = request(url)
	}
	must(c.Process.Kill())
	_ = c.Wait()
	found := initReport.FindSubmatch(out.Bytes())
	if found == nil {
		log.Fatalf("the emulator reported no init:\n%s", &out)
	}
	ms, err := strconv.ParseFloat(string(found[1]), 64)
	must(err)
	return [3]float64{ms, first, median(rest)}
}

func request(url string) (ms float64) {
	began := time.Now()
	response, err := http.Post(url, "application/json", strings.NewReader(event))
	must(err)
	_, err = io.Copy(io.Discard, response.Body)
	must(err)
	must(response.Body.Close())
	return float64(time.Since(began).Microseconds()) / 1000
}

func freeAddress() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	defer func() { must(l.Close()) }()
	return l.Addr().String()
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
