package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// TestMain lets scripts and tests run this command as a process, under the name
// virtualmfa on PATH.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"virtualmfa": main})
}

// account makes ARNs in scripts the same as in AWS's documentation.
const account = "123456789012"

// exportedVariables is the number of lines that serve prints.
const exportedVariables = 5

// server is a running `virtualmfa serve`, behind a wiretap.
type server struct {
	exports []string // NAME=value, as it told its reader to export; the endpoint is the wiretap's
	stdout  *bufio.Reader
	printed []byte // after the exports
	log     bytes.Buffer
	process *exec.Cmd
	wire    *wiretap
	args    []string
}

// startServer starts a server behind a wiretap.
func startServer(args ...string) (*server, error) {
	s, err := launch(args...)
	if err != nil {
		return nil, err
	}
	return s, s.tap()
}

// launch starts a server and waits until it has printed its exports, which is
// when it listens.
func launch(args ...string) (*server, error) {
	s := &server{process: serverCommand(context.Background(), args...)}
	s.args = s.process.Args[1:]
	s.process.Stderr = &s.log
	stdout, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	s.stdout = bufio.NewReader(stdout)
	for len(s.exports) < exportedVariables {
		line, err := s.stdout.ReadString('\n')
		assignment, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "export ")
		if err != nil || !ok {
			_ = s.process.Process.Kill()
			_ = s.process.Wait()
			return nil, fmt.Errorf("stdout has a line that is no export, %q: %s", line, &s.log)
		}
		s.exports = append(s.exports, assignment)
	}
	return s, nil
}

// serverCommand serves on a free port until ctx is done.
func serverCommand(ctx context.Context, args ...string) *exec.Cmd {
	args = append([]string{"serve", "-addr", "127.0.0.1:0", "-account", account}, args...)
	return exec.CommandContext(ctx, "virtualmfa", args...)
}

// tap puts a wiretap between the server and those who take its exports.
func (s *server) tap() (err error) {
	const name = "AWS_ENDPOINT_URL"
	if s.wire, err = newWiretap(s.exported(name)); err != nil {
		return err
	}
	for i, assignment := range s.exports {
		if strings.HasPrefix(assignment, name+"=") {
			s.exports[i] = name + "=" + s.wire.URL
		}
	}
	s.wire.add("root's secret access key", s.exported("AWS_SECRET_ACCESS_KEY"))
	return nil
}

// stop asks the server to end. It returns an error if the server ended badly or
// left a secret behind.
func (s *server) stop() error {
	s.wire.hangUp()
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	var err error
	s.printed, err = io.ReadAll(s.stdout)
	if err := errors.Join(err, s.process.Wait()); err != nil {
		return fmt.Errorf("the server ended with %w: %s", err, &s.log)
	}
	left, err := s.left()
	if err != nil {
		return err
	}
	if len(s.printed) > 0 {
		return errors.New("the server has printed more than its exports")
	}
	return s.wire.hunt(left)
}

// left is all that a server which has ended has left behind.
func (s *server) left() (sinks map[string][]byte, err error) {
	sinks = map[string][]byte{}
	if slices.Contains(s.args, "-dynamodb") {
		if sinks, err = tooltest.DumpTable(context.Background(), s.argument("-dynamodb"), s.argument("-table")); err != nil {
			return nil, err
		}
	}
	sinks["stdout"], sinks["stderr"] = s.printed, s.log.Bytes()
	return sinks, nil
}

func (s *server) argument(name string) string { return s.args[slices.Index(s.args, name)+1] }

func (s *server) exported(name string) string {
	for _, assignment := range s.exports {
		if value, ok := strings.CutPrefix(assignment, name+"="); ok {
			return value
		}
	}
	return ""
}

// serve starts a server that ends with the test.
func serve(t *testing.T, args ...string) *server {
	t.Helper()
	s, err := startServer(args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
		t.Log(s.wire)
	})
	return s
}

// environ returns the environment of a client with the exports, and no other AWS
// variables.
func (s *server) environ() []string {
	var env []string
	for _, assignment := range os.Environ() {
		if !strings.HasPrefix(assignment, "AWS_") {
			env = append(env, assignment)
		}
	}
	return append(env, s.exports...)
}
