package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// signer holds what clients need to send requests signed with the key of AWS's
// documentation.
func signer(endpoint, id, token string) *server {
	return &server{exports: []string{
		"AWS_ENDPOINT_URL=" + endpoint, "AWS_ACCESS_KEY_ID=" + id, "AWS_SECRET_ACCESS_KEY=" + recordedKey,
		"AWS_SESSION_TOKEN=" + token,
		"AWS_DEFAULT_REGION=us-east-1",
	}}
}

func sendByBoto3(t *testing.T, as *server, calls []call) {
	t.Helper()
	runCalls(t, as, calls, tooltest.Path(t, "python3"), "calls.py")
}

func sendByJavaScript(t *testing.T, as *server, calls []call) {
	t.Helper()
	runCalls(t, as, calls, tooltest.Path(t, "node"), "calls.mjs")
}

// runCalls hands calls to a program of infra/check/clients.
func runCalls(t *testing.T, as *server, calls []call, interpreter, program string) {
	t.Helper()
	client := exec.Command(interpreter, filepath.Join(tooltest.Root(t), "infra/check/clients", program))
	client.Env = as.environ()
	client.Stdin = strings.NewReader(string(must(json.Marshal(calls))(t)))
	if out, err := client.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

var wordEnd = regexp.MustCompile(`([a-z])([A-Z1-9])|([A-Z])([A-Z][a-z])`)

// commandName returns the name of an operation or a parameter as the AWS CLI
// writes it, such as list-mfa-devices.
func commandName(name string) string {
	return strings.ToLower(wordEnd.ReplaceAllString(name, "$1$3-$2$4"))
}

func sendByCLI(t *testing.T, as *server, calls []call) {
	t.Helper()
	for _, c := range calls {
		args := []string{c.Service, commandName(c.Operation)}
		for name, value := range c.Parameters {
			if _, text := value.(string); !text {
				value = string(must(json.Marshal(value))(t))
			}
			args = append(args, "--"+commandName(name), value.(string))
		}
		if c.Operation == "CreateVirtualMFADevice" {
			args = append(args, "--bootstrap-method", "Base32StringSeed", "--outfile", os.DevNull)
		}
		runRefused(t, as, exec.Command(tooltest.Path(t, "aws"), args...))
	}
}

// runRefused runs a client that is to be refused by a recorder.
func runRefused(t *testing.T, as *server, client *exec.Cmd) {
	t.Helper()
	client.Env = as.environ()
	if out, _ := client.CombinedOutput(); !strings.Contains(string(out), "AccessDenied") {
		t.Fatalf("%q says %s", client.Args, out)
	}
}

// sendByCurl lets curl encode the form, and reads the key from standard input.
func sendByCurl(t *testing.T, as *server, calls []call) {
	t.Helper()
	for _, c := range calls {
		form := map[string]string{"Action": c.Operation,
			"Version": map[string]string{"iam": "2010-05-08", "sts": "2011-06-15"}[c.Service]}
		flatten(form, "", c.Parameters)
		args := []string{"-sS", "-K", "-", "--aws-sigv4", "aws:amz:us-east-1:" + c.Service, "-H",
			"Content-Type: application/x-www-form-urlencoded"}
		if token := as.exported("AWS_SESSION_TOKEN"); token != "" {
			args = append(args, "-H", "X-Amz-Security-Token: "+token)
		}
		for _, name := range slices.Sorted(maps.Keys(form)) {
			args = append(args, "--data-urlencode", name+"="+form[name])
		}
		client := exec.Command(tooltest.Path(t, "curl"), append(args, as.exported("AWS_ENDPOINT_URL"))...)
		client.Stdin = strings.NewReader(fmt.Sprintf("user = \"%s:%s\"\n", as.exported("AWS_ACCESS_KEY_ID"),
			as.exported("AWS_SECRET_ACCESS_KEY")))
		runRefused(t, as, client)
	}
}

// flatten writes a structure into a form (AWS Query protocol): members after
// dots, items of lists after "member" and their number.
func flatten(form map[string]string, name string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for member, v := range value {
			flatten(form, strings.TrimPrefix(name+"."+member, "."), v)
		}
	case []any:
		for i, v := range value {
			flatten(form, fmt.Sprintf("%s.member.%d", name, i+1), v)
		}
	default:
		form[name] = fmt.Sprint(value)
	}
}

// sendByGo finds the SDK's method by the operation's name.
func sendByGo(t *testing.T, as *server, calls []call) {
	t.Helper()
	c := as.sdk(as.exported("AWS_ACCESS_KEY_ID"), as.exported("AWS_SECRET_ACCESS_KEY"), as.exported("AWS_SESSION_TOKEN"))
	clients := map[string]reflect.Value{"iam": reflect.ValueOf(c.iam), "sts": reflect.ValueOf(c.sts)}
	for _, c := range calls {
		method := clients[c.Service].MethodByName(c.Operation)
		in := reflect.New(method.Type().In(1).Elem())
		if err := json.Unmarshal(must(json.Marshal(c.Parameters))(t), in.Interface()); err != nil {
			t.Fatal(err)
		}
		out := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), in})
		if err, _ := out[1].Interface().(error); err == nil || !strings.Contains(err.Error(), "AccessDenied") {
			t.Fatalf("%s: %v", c.Operation, err)
		}
	}
}
