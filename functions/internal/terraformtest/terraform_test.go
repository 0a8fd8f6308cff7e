// Package terraformtest runs the configurations of infra/examples/terraform with
// Terraform and its AWS provider, unmodified.
package terraformtest

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// every is set by infra/check/terraform.sh, which is part of make compat. A script
// takes a minute or more.
var every = flag.Bool("every", false, "run every configuration on every store, not one on DynamoDB")

// commands is the folder of our command. TestMain makes it.
var commands string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	if testing.Short() {
		return m.Run()
	}
	var err error
	if commands, err = os.MkdirTemp("", "terraformtest"); err != nil {
		log.Print(err)
		return 1
	}
	defer os.RemoveAll(commands)
	if err := build(commands); err != nil {
		log.Print(err)
		return 1
	}
	return m.Run()
}

func TestTheTerraformExamples(t *testing.T) {
	endpoint := tooltest.DynamoDBLocal(t)
	stores := map[string]func(work string) []string{
		"DynamoDB": func(work string) []string {
			table, key := filepath.Base(work), filepath.Join(work, ".key")
			return []string{"-dynamodb", endpoint, "-create-table", "-table", table, "-key-file", key}
		},
	}
	params := testscript.Params{Files: []string{"testdata/one-device.txtar"}}
	if *every {
		params = testscript.Params{Dir: "testdata"}
		stores["memory"] = func(string) []string { return nil }
	}
	for name, args := range stores {
		t.Run(name, func(t *testing.T) { testscript.Run(t, withTerraform(t, params, args)) })
	}
}

// withTerraform gives each script a server, its exports in the environment, the
// examples in its folder, and these commands:
//
//	clock DURATION  moves the server's clock
//	gone            fails if the account has anything but its root
//	refused         fails if the server refused Terraform anything but NoSuchEntity
func withTerraform(t *testing.T, p testscript.Params, args func(work string) []string) testscript.Params {
	t.Helper()
	terraform, config := tooltest.Terraform(t)
	tools := path(terraform, tooltest.Path(t, "aws"), tooltest.Path(t, "jq"))
	p.Cmds = map[string]func(*testscript.TestScript, bool, []string){
		"clock": moveClock, "gone": findNothing, "refused": findRefusals,
	}
	p.Setup = func(env *testscript.Env) error {
		exports, stop, err := startServer(t.Context(), env.WorkDir, args(env.WorkDir)...)
		if err != nil {
			return err
		}
		env.Defer(stop)
		env.Vars = append(env.Vars, exports...)
		env.Vars = append(env.Vars,
			"AWS_EC2_METADATA_DISABLED=true",
			"CHECKPOINT_DISABLE=1",
			"HOME="+env.WorkDir,
			"PATH="+tools,
			"TF_CLI_ARGS=-no-color",
			"TF_CLI_CONFIG_FILE="+config,
			"TF_INPUT=0",
			"TF_IN_AUTOMATION=1",
		)
		examples := os.DirFS(filepath.Join(tooltest.Root(t), "infra/examples/terraform"))
		return os.CopyFS(filepath.Join(env.WorkDir, "terraform"), examples)
	}
	return p
}

func moveClock(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: clock DURATION")
	}
	response, err := http.Post(ts.Getenv("AWS_ENDPOINT_URL")+"/_local/clock", "application/json",
		strings.NewReader(fmt.Sprintf(`{"advance":%q}`, args[0])))
	ts.Check(err)
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		ts.Fatalf("the clock says %s", response.Status)
	}
}

func findNothing(ts *testscript.TestScript, _ bool, _ []string) {
	found, err := left(context.Background(), client(ts.Getenv))
	ts.Check(err)
	if len(found) > 0 {
		ts.Fatalf("left in the account: %s", strings.Join(found, ", "))
	}
}

func findRefusals(ts *testscript.TestScript, _ bool, _ []string) {
	requests, err := recorded(ts.Getenv("WORK"))
	ts.Check(err)
	if len(requests) == 0 {
		ts.Fatalf("Terraform asked nothing")
	}
	if found := refusals(requests); len(found) > 0 {
		ts.Fatalf("of %d requests were refused:\n%s", len(requests), strings.Join(found, "\n"))
	}
	ts.Logf("%d requests", len(requests))
}
