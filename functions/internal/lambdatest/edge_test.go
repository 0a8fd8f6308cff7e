package lambdatest

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// behindTheEdge lives a device's life with every client through the edge in
// workerd, before sam local start-api, which hears the edge alone.
func (s *sandbox) behindTheEdge(t *testing.T) {
	t.Helper()
	s.cloud = newCloud(t, docker0+":0") // of its own: the clients choose their users' names
	root := s.bootstrap(t)
	api, edge, secret := freePort(t), freePort(t), rand.Text()
	// The clients live within one step of time, which hardened does not allow.
	s.configure(t, map[string]string{"PROFILE": "aws", "EDGE_SECRET_SHA256": sha256Of(secret),
		"ALLOWED_HOSTS": "127.0.0.1:" + edge})
	origin := s.start(t, "start-api", api)
	answer, err := http.Post(origin+"/ListUsers", "application/json", strings.NewReader("{}"))
	must(t, err)
	must(t, answer.Body.Close())
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("who goes around the edge is answered %s", answer.Status)
	}

	tools := filepath.Join(tooltest.Root(t), ".cache/bin")
	env := append(root.env(), "AWS_ENDPOINT_URL="+startEdge(t, edge, origin, secret), "AWS_DEFAULT_REGION=us-east-1",
		"CURL_USER="+root.id+":"+root.secret, "WORK="+t.TempDir(), "PATH="+s.phone(t)+":"+tools+":"+os.Getenv("PATH"))
	script, err := os.ReadFile(filepath.Join(tooltest.Root(t), "infra/check/sam/life.sh"))
	must(t, err)
	tooltest.Path(t, "aws")
	tooltest.Path(t, "curl")
	for client, said := range map[string]string{
		"the AWS CLI and curl":   run(t, string(script), env, "sh", "-eu"),
		"boto3":                  run(t, "", env, tooltest.Path(t, "python3"), "infra/check/clients/lifecycle.py"),
		"the SDK for JavaScript": run(t, "", env, tooltest.Path(t, "node"), "infra/check/clients/lifecycle.mjs"),
		"the SDK for Go":         run(t, "", env, "go", "run", "./infra/check/clients/lifecycle"),
	} {
		if !strings.HasSuffix(said, "done\n") {
			t.Errorf("%s said %q", client, said)
		}
	}
}

func sha256Of(secret string) string {
	hash := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(hash[:])
}

// phone is a folder with virtualmfa, whose codes go by the real clock:
// functions have no other.
func (s *sandbox) phone(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	script := "#!/bin/sh\nshift\n[ \"$1\" != -endpoint ] || shift 2\nexec '" + s.command + "' code \"$@\"\n"
	must(t, os.WriteFile(filepath.Join(folder, "virtualmfa"), []byte(script), 0o700))
	return folder
}

// startEdge starts the Worker, which ends with our end of its standard input.
func startEdge(t *testing.T, port, origin, secret string) (url string) {
	t.Helper()
	run(t, "", nil, "infra/build/worker.sh")
	edge := exec.Command(tooltest.Path(t, "node"), "wasm/worker/test/serve.js", port, origin)
	edge.Dir, edge.Stderr = tooltest.Root(t), os.Stderr
	edge.Env = append(os.Environ(), "EDGE_SECRET="+secret)
	stdin, err := edge.StdinPipe()
	must(t, err)
	stdout, err := edge.StdoutPipe()
	must(t, err)
	must(t, edge.Start())
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = edge.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	must(t, err)
	return strings.TrimSpace(line)
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { must(t, l.Close()) }()
	_, port, err := net.SplitHostPort(l.Addr().String())
	must(t, err)
	return port
}
