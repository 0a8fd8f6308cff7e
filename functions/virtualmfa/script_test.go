package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

func TestSessionsOfRealClientsOnTheEmbeddedStore(t *testing.T) {
	testscript.Run(t, withServer(t, testscript.Params{Dir: "testdata/scripts"}, inMemory))
}

func TestADevicesWholeLifeOnDynamoDB(t *testing.T) {
	endpoint := tooltest.DynamoDBLocal(t)
	onDynamoDB := func(env *testscript.Env) []string {
		key := filepath.Join(env.WorkDir, "state.key")
		return []string{"-dynamodb", endpoint, "-create-table", "-table", filepath.Base(env.WorkDir), "-key-file", key}
	}
	scripts := []string{"testdata/scripts/lifecycle.txtar", "testdata/scripts/recovery.txtar"}
	testscript.Run(t, withServer(t, testscript.Params{Files: scripts}, onDynamoDB))
}

func inMemory(*testscript.Env) []string { return nil }

// The scripts have files of pskctest, which has the seed that the AWS CLI has no
// way to show.
func TestHardwareTokensOfRealClients(t *testing.T) {
	hardware := func(*testscript.Env) []string { return []string{"-hardware"} }
	p := withServer(t, testscript.Params{Dir: "testdata/hardware"}, hardware)
	setup := p.Setup
	p.Setup = func(env *testscript.Env) error {
		writeVendorFiles(t, env.WorkDir)
		return setup(env)
	}
	testscript.Run(t, p)
}

// withServer gives each script a server, its exports in the environment, and
// these commands:
//
//	aws …          the AWS CLI
//	code FILE      puts the device's current code into $CODE, by the server's clock
//	pair FILE      puts the last two codes into $CODE1 and $CODE2
//	keep NAME      remembers the credentials that the last command printed
//	as NAME        signs with them from here on; root's are there from the start
//	clock VERB ARG moves the server's clock: clock advance 30s
//	reset          empties the server's state
//	needs TOOL…    skips the script, or fails it in CI, where one is missing
func withServer(t *testing.T, p testscript.Params, args func(*testscript.Env) []string) testscript.Params {
	t.Helper()
	path := filepath.Dir(tooltest.Path(t, "aws"))
	tooltest.Path(t, "curl")
	p.Cmds = map[string]func(*testscript.TestScript, bool, []string){
		"aws": runAWS, "code": showCode, "pair": showPair, "keep": keepCredentials, "as": signAs, "clock": moveClock,
		"reset": resetState, "needs": findTools,
	}
	p.Setup = func(env *testscript.Env) error {
		s, err := startServer(args(env)...)
		if err != nil {
			return err
		}
		env.Vars = append(env.Vars, s.exports...)
		env.Setenv("PATH", path+string(filepath.ListSeparator)+env.Getenv("PATH"))
		env.Setenv("MFA", "arn:aws:iam::"+account+":mfa")
		env.Setenv("SEED", filepath.Join(tooltest.Root(t), "infra/examples/seed/seed.yaml"))
		env.Setenv("TYPE", filepath.Join(tooltest.Root(t), "functions/virtualmfa/testdata/type.py"))
		root := accessKey{AccessKeyID: s.exported("AWS_ACCESS_KEY_ID"), SecretAccessKey: s.exported("AWS_SECRET_ACCESS_KEY")}
		w := &wallet{"root": root}
		env.Values[walletKey{}] = w
		env.Values[testKey{}] = env.T()
		env.Defer(func() {
			if err := s.stop(); err != nil {
				env.T().Fatal(err)
			}
			env.T().Log(s.wire)
		})
		return nil
	}
	return p
}

// accessKey as CreateAccessKey and GetSessionToken print them.
type accessKey struct {
	AccessKeyID     string `json:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
}

type wallet map[string]accessKey

type (
	walletKey struct{}
	testKey   struct{} // of the script's own test
)

func runAWS(ts *testscript.TestScript, neg bool, args []string) {
	if err := ts.Exec("aws", args...); (err != nil) != neg {
		ts.Fatalf("aws %s: %v", strings.Join(args, " "), err)
	}
}

func showCode(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv("CODE", phone(ts, 1, args...)[0])
}

func showPair(ts *testscript.TestScript, _ bool, args []string) {
	codes := phone(ts, 2, append([]string{"-pair"}, args...)...)
	ts.Setenv("CODE1", codes[0])
	ts.Setenv("CODE2", codes[1])
}

func phone(ts *testscript.TestScript, want int, args ...string) []string {
	ts.Check(ts.Exec("virtualmfa", append([]string{"code", "-endpoint", ts.Getenv("AWS_ENDPOINT_URL")}, args...)...))
	codes := strings.Fields(ts.ReadFile("stdout"))
	if len(codes) != want {
		ts.Fatalf("%d codes, want %d: %q", len(codes), want, codes)
	}
	return codes
}

func keepCredentials(ts *testscript.TestScript, _ bool, args []string) {
	var printed struct{ AccessKey, Credentials accessKey }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &printed))
	c := printed.AccessKey
	if c.AccessKeyID == "" {
		c = printed.Credentials
	}
	if c.AccessKeyID == "" {
		ts.Fatalf("the last command printed no credentials")
	}
	(*ts.Value(walletKey{}).(*wallet))[args[0]] = c
}

func signAs(ts *testscript.TestScript, _ bool, args []string) {
	c, ok := (*ts.Value(walletKey{}).(*wallet))[args[0]]
	if !ok {
		ts.Fatalf("no credentials were kept for %s", args[0])
	}
	ts.Setenv("AWS_ACCESS_KEY_ID", c.AccessKeyID)
	ts.Setenv("AWS_SECRET_ACCESS_KEY", c.SecretAccessKey)
	ts.Setenv("AWS_SESSION_TOKEN", c.SessionToken) // empty is none to the AWS CLI
}

func moveClock(ts *testscript.TestScript, _ bool, args []string) {
	move := fmt.Sprintf(`{%q:%q}`, args[0], args[1])
	resp, err := http.Post(ts.Getenv("AWS_ENDPOINT_URL")+"/_local/clock", "application/json", strings.NewReader(move))
	ts.Check(err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		ts.Fatalf("the clock answers %s", resp.Status)
	}
}

func resetState(ts *testscript.TestScript, _ bool, _ []string) {
	resp, err := http.Post(ts.Getenv("AWS_ENDPOINT_URL")+"/_local/reset", "", nil)
	ts.Check(err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		ts.Fatalf("reset answers %s", resp.Status)
	}
}

func findTools(ts *testscript.TestScript, _ bool, tools []string) {
	for _, tool := range tools {
		tooltest.Path(ts.Value(testKey{}).(testing.TB), tool) // testscript.Run's are
	}
}
