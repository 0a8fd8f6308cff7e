package lambdatest

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// With these the test invokes one function, on a new table, and prints what it
// answers: make invoke.
var (
	operation = flag.String("operation", "", "the `name` of an operation")
	body      = flag.String("body", "", "its request as `JSON`")
)

// docker0 is where containers find the machine.
const docker0 = "172.17.0.1"

// A sandbox is the template with its functions, built for this machine, in a
// folder of its own: dist is for what will be deployed.
type sandbox struct {
	*cloud
	folder  string
	arch    string
	invoked map[string]bool // functions that ran in a container of their own
	warm    string          // the URL of sam local start-lambda, once it runs
}

func newSandbox(t *testing.T) *sandbox {
	t.Helper()
	tooltest.Path(t, "sam")
	run(t, "", nil, "infra/tools/dockerd.sh")
	run(t, "", nil, "infra/tools/sam-base-image.sh", baseImage)
	s := &sandbox{
		cloud:   newCloud(t, docker0+":0"),
		folder:  t.TempDir(),
		arch:    map[string]string{"arm64": "arm64", "amd64": "x86_64"}[runtime.GOARCH],
		invoked: map[string]bool{},
	}
	run(t, "", nil, "infra/deploy/build-functions.sh", s.arch, filepath.Join(s.folder, "dist"))
	template, err := os.ReadFile(filepath.Join(tooltest.Root(t), "template.yaml"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(s.folder, "template.yaml"), template, 0o600))
	s.configure(t, nil)
	return s
}

// configure sets variables of the functions beside those that lead them here.
func (s *sandbox) configure(t *testing.T, more map[string]string) {
	t.Helper()
	variables := map[string]string{
		"TABLE_NAME": s.table, "KMS_KEY_ARN": s.key, "AWS_ENDPOINT_URL_KMS": s.kmsURL,
		"AWS_ENDPOINT_URL_DYNAMODB": strings.Replace(s.dynamoDB, "127.0.0.1", docker0, 1),
		"HARDWARE_DEVICES":          "on",
		"RECOVERY_CODES":            "on",
	}
	maps.Copy(variables, more)
	file, err := json.Marshal(map[string]any{"Parameters": variables})
	must(t, err)
	must(t, os.WriteFile(filepath.Join(s.folder, "env.json"), file, 0o600))
}

const baseImage = "local/lambda-base:1"

// sam is the command line of sam local.
func (s *sandbox) sam(subcommand ...string) []string {
	return append(append([]string{"local"}, subcommand...), "--template", filepath.Join(s.folder, "template.yaml"),
		"--env-vars", filepath.Join(s.folder, "env.json"), "--parameter-overrides", "Arch="+s.arch,
		"--invoke-image", baseImage, "--skip-pull-image")
}

// samEnv keeps sam at home: before each invocation it would ask the real STS
// for the account, and try again for three seconds.
var samEnv = []string{
	"SAM_CLI_TELEMETRY=0", "AWS_DEFAULT_REGION=us-east-1", "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local",
	"AWS_ENDPOINT_URL_STS=http://127.0.0.1:1", "AWS_MAX_ATTEMPTS=1",
}

// invoke runs a function with sam local invoke, and from the second time on in
// a container that stays: the shared function has most of the operations.
func (s *sandbox) invoke(t *testing.T, operation string,
	event events.APIGatewayV2HTTPRequest) (answer events.APIGatewayV2HTTPResponse) {
	t.Helper()
	function := functionOf(operation)
	in, err := json.Marshal(event)
	must(t, err)
	invoke := s.invokeCold
	if s.invoked[function] {
		invoke = s.invokeWarm
	}
	s.invoked[function] = true
	out := invoke(t, function, in)
	if err := json.Unmarshal(out, &answer); err != nil || answer.StatusCode == 0 {
		t.Fatalf("%s answered %q", function, out)
	}
	return answer
}

// invokeCold is sam local invoke. It exits with 0 even if the function fails,
// so all that counts is what the function answers.
func (s *sandbox) invokeCold(t *testing.T, function string, event []byte) []byte {
	t.Helper()
	command := s.sam("invoke", function, "--event", "-")
	out, log, err := try(t, string(event), samEnv, tooltest.Path(t, "sam"), command...)
	if err != nil {
		t.Fatalf("sam local invoke %s: %v\n%s", function, err, log)
	}
	return []byte(out)
}

// invokeWarm asks sam local start-lambda, as a client of Lambda does.
func (s *sandbox) invokeWarm(t *testing.T, function string, event []byte) []byte {
	t.Helper()
	if s.warm == "" {
		s.warm = s.start(t, "start-lambda", freePort(t))
	}
	url := s.warm + "/2015-03-31/functions/" + function + "/invocations"
	response, err := http.Post(url, "application/json", bytes.NewReader(event))
	must(t, err)
	out, err := io.ReadAll(response.Body)
	must(t, err)
	must(t, response.Body.Close())
	return out
}

func TestADevicesWholeLifeWithEveryFunctionInAContainer(t *testing.T) {
	s := newSandbox(t)
	if *operation != "" {
		fmt.Println(s.invoke(t, *operation, s.event(t, s.bootstrap(t), *operation, *body)).Body)
		return
	}
	l := newLife(t, s.cloud, s.invoke)
	if missed := l.run(); len(missed) > 0 {
		t.Errorf("not called: %v", missed)
	}
	if answer := s.invoke(t, "Query",
		s.event(t, s.bootstrap(t, "-rotate"), "ListUsers", "", "-query")); answer.StatusCode != 200 {
		t.Errorf("the Query door answered %d, %s", answer.StatusCode, answer.Body)
	}
	s.behindTheEdge(t)
}

// start starts a server of sam local whose containers stay, and stops it, with
// them, after the test.
func (s *sandbox) start(t *testing.T, subcommand, port string) (url string) {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	must(t, err)
	command := exec.Command(tooltest.Path(t, "sam"), s.sam(subcommand, "--port", port, "--warm-containers", "LAZY")...)
	command.Env, command.Stdout, command.Stderr = append(os.Environ(), samEnv...), log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	must(t, command.Start())
	t.Cleanup(func() { // SIGTERM: sam ignores SIGINT in the background, and takes its containers along
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGTERM)
		_ = command.Wait()
	})
	url = "http://127.0.0.1:" + port
	for deadline := time.Now().Add(tooltest.Patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if response, err := http.Get(url + "/"); err == nil {
			_, _ = io.Copy(io.Discard, response.Body)
			must(t, response.Body.Close())
			return url
		}
	}
	said, _ := os.ReadFile(log.Name())
	t.Fatalf("sam local %s does not answer:\n%s", subcommand, said)
	return ""
}
