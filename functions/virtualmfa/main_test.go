package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts and tests run this command as a process of its own, by the name virtualmfa on PATH.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"virtualmfa": main})
}

// account makes ARNs in scripts the same as in AWS's documentation.
const account = "123456789012"

// server is a running `virtualmfa serve`.
type server struct {
	exports []string // NAME=value, as it told its reader to export
	log     bytes.Buffer
	process *exec.Cmd
}

// startServer waits until the server has printed its exports, which is when it listens.
func startServer(args ...string) (*server, error) {
	s := &server{process: exec.Command("virtualmfa", append([]string{"serve", "-addr", "127.0.0.1:0", "-account", account}, args...)...)}
	s.process.Stderr = &s.log
	stdout, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(stdout); len(s.exports) < 4 && lines.Scan(); {
		assignment, ok := strings.CutPrefix(lines.Text(), "export ")
		if !ok {
			return nil, fmt.Errorf("stdout has a line that is no export: %q", lines.Text())
		}
		s.exports = append(s.exports, assignment)
	}
	if len(s.exports) < 4 {
		_ = s.process.Wait()
		return nil, fmt.Errorf("no four exports: %s", &s.log)
	}
	return s, nil
}

// stop asks the server to end, and reports what it should not have done meanwhile: end badly, or log a secret.
func (s *server) stop(secrets ...string) error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := s.process.Wait(); err != nil {
		return fmt.Errorf("the server ended with %w: %s", err, &s.log)
	}
	for _, secret := range append(secrets, s.exported("AWS_SECRET_ACCESS_KEY")) {
		if strings.Contains(s.log.String(), secret) {
			return fmt.Errorf("the log has a secret: %s", &s.log)
		}
	}
	return nil
}

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
	})
	return s
}

// environ is the environment of a client that has pasted the exports, and nothing else of AWS's.
func (s *server) environ() []string {
	var env []string
	for _, assignment := range os.Environ() {
		if !strings.HasPrefix(assignment, "AWS_") {
			env = append(env, assignment)
		}
	}
	return append(env, s.exports...)
}
