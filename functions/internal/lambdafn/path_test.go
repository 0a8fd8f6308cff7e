package lambdafn

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms/kmstest"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A path is a function's surroundings and the key that signs.
type path struct {
	*testing.T
	getenv func(string) string
	key    aws.Credentials
}

func newPath(t *testing.T) *path {
	t.Helper()
	fake := kmstest.New()
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	all := map[string]string{
		"AWS_REGION": "us-east-1", "TABLE_NAME": rand.Text(), "KMS_KEY_ARN": fake.CreateKey(), "PROFILE": "hardened",
		"ISSUER":     "issuer",
		"STACK_NAME": "stack", "AWS_ENDPOINT_URL_DYNAMODB": tooltest.DynamoDBLocal(t), "AWS_ENDPOINT_URL_KMS": server.URL,
		"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
	}
	p := &path{T: t, getenv: func(name string) string { return all[name] }}
	s, err := readSettings(p.getenv)
	p.must(err)
	c := newClients(p.getenv, s.region)
	patient := dynamodb.New(dynamodb.Options{
		Region: s.region, Credentials: credentials(p.getenv),
		BaseEndpoint: baseEndpoint(p.getenv("AWS_ENDPOINT_URL_DYNAMODB")),
	})
	p.must(dynamo.CreateTable(t.Context(), patient, s.table))
	seeds := kms.NewSealer(c.kms, s.key.String())
	ring := kms.NewRing(seeds, kms.NewItem(patient, s.table), s.key.AccountID, time.Now, rand.Reader)
	p.must(ring.AddKey(t.Context(), time.Hour))
	service, err := mfa.New(mfa.Config{
		Store: dynamo.New(patient, s.table, time.Now, rand.Reader), SeedSealer: seeds, KeySealer: ring, Profile: s.profile,
		AccountID: s.key.AccountID, Issuer: s.issuer, Now: time.Now, Random: rand.Reader,
	})
	p.must(err)
	id, secretKey, err := service.CreateRootKey(t.Context(), rand.Reader)
	p.must(err)
	p.key = aws.Credentials{AccessKeyID: id, SecretAccessKey: secretKey.Reveal()}
	return p
}

func (p *path) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// event is a signed request as API Gateway hands it to a function.
func (p *path) event(op mfa.Operation, body any) events.APIGatewayV2HTTPRequest {
	p.Helper()
	text, err := json.Marshal(body)
	p.must(err)
	r, err := http.NewRequest(http.MethodPost, "https://localhost/"+op.Name, bytes.NewReader(text))
	p.must(err)
	r.Header.Set("Content-Type", "application/json")
	hash := sha256.Sum256(text)
	p.must(v4.NewSigner().SignHTTP(p.Context(), p.key, r, hex.EncodeToString(hash[:]), string(op.Service),
		"us-east-1", time.Now()))
	event := events.APIGatewayV2HTTPRequest{RawPath: "/" + op.Name,
		Headers: map[string]string{"host": "localhost"}, Body: string(text)}
	event.RequestContext.HTTP.Method = http.MethodPost
	for name := range r.Header {
		event.Headers[strings.ToLower(name)] = r.Header.Get(name)
	}
	return event
}

// call has a function in this process answer one request.
func (p *path) call(op mfa.Operation, body any) (answer map[string]any) {
	p.Helper()
	f, err := New(p.getenv, &bytes.Buffer{}, op)
	p.must(err)
	got, err := f.Handle(p.Context(), p.event(op, body))
	p.must(err)
	if got.StatusCode != http.StatusOK {
		p.Fatal(got.StatusCode, got.Body)
	}
	p.must(json.Unmarshal([]byte(got.Body), &answer))
	return answer
}

// count has a function, built with its coverage counted, answer one request in a
// process of its own, and returns how many files and functions that ran.
func (p *path) count(folder string, event events.APIGatewayV2HTTPRequest, status int) (files, functions int) {
	p.Helper()
	dir := p.TempDir()
	binary, profile := filepath.Join(dir, "bootstrap"), filepath.Join(dir, "profile")
	p.run("go", "build", "-cover", "-coverpkg=./shared/...,./functions/...", "-o", binary, "./functions/"+folder)
	runtime, answer := p.runtime(event)
	counters := filepath.Join(dir, "counters")
	p.must(os.Mkdir(counters, 0o700))
	function := exec.CommandContext(p.Context(), binary)
	function.Env = append(p.environ(), "GOCOVERDIR="+counters, "AWS_LAMBDA_RUNTIME_API="+runtime)
	said, _ := function.CombinedOutput() // it ends, in an error, when there are no more events
	select {
	case got := <-answer:
		if got.StatusCode != status {
			p.Fatalf("%d %s\n%s", got.StatusCode, got.Body, said)
		}
	default:
		p.Fatalf("no answer: %s", said)
	}
	p.run("go", "tool", "covdata", "textfmt", "-i="+counters, "-o="+profile)
	text, err := os.ReadFile(profile)
	p.must(err)
	run := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if file, _, ok := strings.Cut(line, ":"); ok && file != "mode" && !strings.HasSuffix(line, " 0\n") {
			run[file] = true
		}
	}
	for line := range strings.Lines(p.run("go", "tool", "cover", "-func="+profile)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] != "total:" && fields[2] != "0.0%" {
			functions++
		}
	}
	p.Logf("%s", strings.Join(slices.Sorted(maps.Keys(run)), "\n"))
	return len(run), functions
}

// runtime is Lambda's runtime API with one event (Lambda developer guide, "Using
// the Lambda runtime API for custom runtimes").
func (p *path) runtime(event events.APIGatewayV2HTTPRequest) (address string,
	answer chan events.APIGatewayV2HTTPResponse) {
	p.Helper()
	text, err := json.Marshal(event)
	p.must(err)
	answer = make(chan events.APIGatewayV2HTTPResponse, 1)
	given := false
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", func(w http.ResponseWriter, _ *http.Request) {
		if given {
			http.Error(w, "no more events", http.StatusGone)
			return
		}
		given = true
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", "1")
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(time.Minute).UnixMilli(), 10))
		_, _ = w.Write(text)
	})
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/1/response", func(w http.ResponseWriter, r *http.Request) {
		var got events.APIGatewayV2HTTPResponse
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answer <- got
		w.WriteHeader(http.StatusAccepted)
	})
	server := httptest.NewServer(mux)
	p.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://"), answer
}

func (p *path) environ() (all []string) {
	for _, name := range []string{
		"AWS_REGION", "TABLE_NAME", "KMS_KEY_ARN", "PROFILE", "ISSUER", "STACK_NAME", "AWS_ENDPOINT_URL_DYNAMODB",
		"AWS_ENDPOINT_URL_KMS",
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
	} {
		all = append(all, name+"="+p.getenv(name))
	}
	return all
}

func (p *path) run(name string, args ...string) string {
	p.Helper()
	command := exec.Command(name, args...)
	command.Dir = tooltest.Root(p.T)
	out, err := command.CombinedOutput()
	if err != nil {
		p.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// mostFiles may be lowered, and not raised without a reason.
const mostFiles = 39

// Code that is read for one request should be read in one sitting: a request runs
// through few files.
func TestOneRequestRunsThroughFewFiles(t *testing.T) {
	p := newPath(t)
	p.call(mfa.CreateUser, map[string]any{"UserName": "alice"})
	made := p.call(mfa.CreateVirtualMFADevice,
		map[string]any{"VirtualMFADeviceName": "phone"})["VirtualMFADevice"].(map[string]any)
	serial := made["SerialNumber"]
	encoded, err := base64.StdEncoding.DecodeString(made["Base32StringSeed"].(string))
	p.must(err)
	seed, err := otp.ParseSeed(string(encoded))
	p.must(err)
	code := func(step otp.Step) string {
		c, err := otp.CodeAt(seed, step)
		p.must(err)
		return c.Reveal()
	}
	now := otp.StepAt(time.Now())
	files, functions := p.count("enable-mfa-device", p.event(mfa.EnableMFADevice, map[string]any{
		"UserName": "alice", "SerialNumber": serial, "AuthenticationCode1": code(now - 1), "AuthenticationCode2": code(now),
	}), http.StatusOK)
	t.Logf("one EnableMFADevice: %d files, %d functions", files, functions)
	if files > mostFiles {
		t.Errorf("one EnableMFADevice runs through %d files, more than %d", files, mostFiles)
	}

	made = p.call(mfa.CreateAccessKey, map[string]any{"UserName": "alice"})["AccessKey"].(map[string]any)
	p.key = aws.Credentials{AccessKeyID: made["AccessKeyId"].(string), SecretAccessKey: made["SecretAccessKey"].(string)}
	files, functions = p.count("get-session-token", p.event(mfa.GetSessionToken, map[string]any{
		"SerialNumber": serial, "TokenCode": code(now + 99),
	}), http.StatusForbidden)
	t.Logf("one wrong code: %d files, %d functions", files, functions)
}
