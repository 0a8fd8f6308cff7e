package tooltest

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Patience is how long a test waits for a program that it started. It ends a
// wait for a program that hangs: on an idle machine they answer within seconds,
// on a busy one within minutes.
const Patience = 10 * time.Minute

// DynamoDBLocal returns the endpoint of a DynamoDB Local that keeps its tables
// in memory. All tests of a process share one, so each makes a table of its own
// name. Any letters-and-digits access key, any secret and any region will do.
func DynamoDBLocal(t testing.TB) (endpoint string) {
	t.Helper()
	needsTools(t)
	if _, err := os.Stat(filepath.Join(Root(t), jars)); err != nil {
		missing(t, "DynamoDB Local")
	}
	endpoint, err := dynamoDBLocal()
	if err != nil {
		t.Fatal(err)
	}
	return endpoint
}

// jars is where infra/tools/dynamodb-local.sh puts the server, seen from the module's root.
const jars = ".cache/dynamodb-local"

// untilStdinCloses ties the server's life to ours: this process alone holds the
// other end of stdin, and the kernel closes it however we end, where a cleanup
// would not run after os.Exit, a panic or a kill.
const untilStdinCloses = `"$@" & read -r _; kill $!; wait`

var dynamoDBLocal = sync.OnceValues(startDynamoDBLocal)

func startDynamoDBLocal() (endpoint string, err error) {
	dir, err := root()
	if err != nil {
		return "", err
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	log, err := os.CreateTemp("", "dynamodb-local-*.log")
	if err != nil {
		return "", err
	}
	defer log.Close()
	defer os.Remove(log.Name())
	server := exec.Command("sh", "-c", untilStdinCloses, "sh",
		"java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", // it ends before the second compiler pays
		"-cp", filepath.Join(dir, jars, "*"), "software.amazon.dynamodb.services.local.main.ServerRunner",
		"-inMemory", "-sharedDb", "-disableTelemetry", "-port", fmt.Sprint(port))
	server.Stdout, server.Stderr = log, log
	if _, err := server.StdinPipe(); err != nil {
		return "", err
	}
	if err := server.Start(); err != nil {
		return "", err
	}
	go func() { _ = server.Wait() }() // keeps our end of its stdin open: see untilStdinCloses
	endpoint = fmt.Sprintf("http://127.0.0.1:%d", port)
	if err := waitForAnswer(endpoint); err != nil {
		said, _ := os.ReadFile(log.Name())
		return "", fmt.Errorf("DynamoDB Local: %w\n%s", err, said)
	}
	return endpoint, nil
}

// waitForAnswer takes any status for an answer: DynamoDB Local greets a bare GET with 400.
func waitForAnswer(url string) error {
	for deadline := time.Now().Add(Patience); ; time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get(url)
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			return resp.Body.Close()
		}
		if time.Now().After(deadline) {
			return err
		}
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
