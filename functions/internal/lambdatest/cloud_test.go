// Package lambdatest tests what is deployed: the template against the code,
// each function's rights against what it does, and every function in a
// container.
package lambdatest

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms/kmstest"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// commands is the folder of our command, for as long as the tests run.
var commands string

func TestMain(m *testing.M) {
	var err error
	if commands, err = os.MkdirTemp("", "lambdatest-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(commands)
	os.Exit(code)
}

// buildCommand builds our command once for all tests, and returns its path.
var buildCommand = sync.OnceValues(func() (string, error) {
	file := filepath.Join(commands, "virtualmfa")
	out, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", file, "../../virtualmfa").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building virtualmfa: %w: %s", err, out)
	}
	return file, nil
})

// A cloud is what a deployment stands on, and the command that a deployer has.
type cloud struct {
	table    string
	key      string
	kms      *kmstest.KMS
	dynamoDB string // endpoints
	kmsURL   string
	command  string // virtualmfa
}

// newCloud makes a table and a key. KMS listens where the caller says; DynamoDB
// Local listens on every address of the machine.
func newCloud(t *testing.T, kmsAddr string) *cloud {
	t.Helper()
	c := &cloud{table: rand.Text(), kms: kmstest.New(), dynamoDB: tooltest.DynamoDBLocal(t)}
	c.key = c.kms.CreateKey()
	client := dynamodb.New(dynamodb.Options{
		Region: "us-east-1", BaseEndpoint: &c.dynamoDB,
		Credentials: aws.NewCredentialsCache(credentials.NewStaticCredentialsProvider("local", "local", "")),
	})
	must(t, dynamo.CreateTable(t.Context(), client, c.table))
	listener, err := net.Listen("tcp", kmsAddr)
	must(t, err)
	server := httptest.NewUnstartedServer(c.kms)
	must(t, server.Listener.Close())
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	c.kmsURL = server.URL
	c.command, err = buildCommand()
	must(t, err)
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// run runs a command in the module's root and returns its standard output.
func run(t *testing.T, stdin string, env []string, name string, args ...string) string {
	t.Helper()
	out, stderr, err := try(t, stdin, env, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr)
	}
	return out
}

func try(t *testing.T, stdin string, env []string, name string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	var out, errs bytes.Buffer
	command.Dir, command.Stdin, command.Stdout, command.Stderr = tooltest.Root(t), strings.NewReader(stdin), &out, &errs
	command.Env = append(os.Environ(), env...)
	err = command.Run()
	return out.String(), errs.String(), err
}

// endpoints are the environment that leads the command to this cloud.
func (c *cloud) endpoints() []string {
	return append(signer{id: "local", secret: "local"}.env(), "AWS_ENDPOINT_URL_DYNAMODB="+c.dynamoDB,
		"AWS_ENDPOINT_URL_KMS="+c.kmsURL)
}

// bootstrap makes the deployment's first key.
func (c *cloud) bootstrap(t *testing.T, more ...string) signer {
	t.Helper()
	return signerOf(t, run(t, "", c.endpoints(), c.command,
		append([]string{"bootstrap", "-table", c.table, "-key", c.key}, more...)...))
}

// A signer is the credentials of a caller.
type signer struct{ id, secret, token string }

// signerOf reads what bootstrap prints.
func signerOf(t *testing.T, exports string) (s signer) {
	t.Helper()
	for line := range strings.Lines(exports) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch name {
		case "export AWS_ACCESS_KEY_ID":
			s.id = value
		case "export AWS_SECRET_ACCESS_KEY":
			s.secret = value
		default:
			t.Fatalf("a line that is no export: %d bytes", len(line))
		}
	}
	return s
}

func (s signer) env() []string {
	return []string{"AWS_ACCESS_KEY_ID=" + s.id, "AWS_SECRET_ACCESS_KEY=" + s.secret, "AWS_SESSION_TOKEN=" +
		s.token, "AWS_REGION=us-east-1"}
}

// event signs a request and writes it as an event, by the command.
func (c *cloud) event(t *testing.T, as signer, operation, body string, flags ...string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	out := run(t, body, as.env(), c.command, append(append([]string{"event"}, flags...), operation)...)
	var event events.APIGatewayV2HTTPRequest
	must(t, json.Unmarshal([]byte(out), &event))
	return event
}
