package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms/kmstest"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// An interruption is where a run of bootstrap ends. The zero value is nowhere.
type interruption struct {
	call int  // the call of DynamoDB or KMS, counted from 1, that fails with all that follow
	lost bool // whether it is carried out and only its answer lost
}

// fallible carries calls until the interruption.
type fallible struct {
	at    interruption
	calls int
}

func (f *fallible) Do(r *http.Request) (*http.Response, error) {
	f.calls++
	if f.at.call == 0 || f.calls < f.at.call {
		return http.DefaultClient.Do(r)
	}
	if f.calls == f.at.call && f.at.lost {
		answer, err := http.DefaultClient.Do(r)
		if err == nil {
			_ = answer.Body.Close()
		}
	}
	return nil, errors.New("interrupted")
}

// A testDeployment is a table and a key of KMS, and what stands on them.
type testDeployment struct {
	deployment
	config aws.Config
	users  []string // ids of access keys of users
}

func newTestDeployment(t *testing.T) *testDeployment {
	t.Helper()
	fake := kmstest.New()
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	local := tooltest.DynamoDBLocal(t)
	t.Setenv("AWS_ENDPOINT_URL_KMS", server.URL)
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", local)
	config, err := awsconfig.LoadDefaultConfig(t.Context(),
		awsconfig.WithRegion("us-east-1"),
		awsconfig.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("local", "local", "")),
		awsconfig.WithRetryMaxAttempts(1))
	if err != nil {
		t.Fatal(err)
	}
	d := &testDeployment{deployment: deployment{table: rand.Text(), key: fake.CreateKey()}, config: config}
	client := dynamodb.NewFromConfig(d.config)
	if err := dynamo.CreateTable(t.Context(), client, d.table); err != nil {
		t.Fatal(err)
	}
	return d
}

// run runs bootstrap until the interruption, and returns what it printed and
// how many calls it made.
func (d *testDeployment) run(ctx context.Context, o bootstrapOptions, at interruption,
	out io.Writer) (calls int, err error) {
	wire := &fallible{at: at}
	config := d.config.Copy()
	config.HTTPClient = wire
	err = d.bootstrap(ctx, config, o, out)
	return wire.calls, err
}

func (d *testDeployment) rotation(t *testing.T) rotation {
	t.Helper()
	r, _, err := d.open(d.config)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// addUser creates a user with an access key.
func (d *testDeployment) addUser(t *testing.T, name string) {
	t.Helper()
	r, out := d.rotation(t), &bytes.Buffer{}
	if _, err := d.run(t.Context(), bootstrapOptions{rotate: true}, interruption{}, out); err != nil {
		t.Fatal(err)
	}
	root, err := d.authenticate(t, r, printed(out.String()))
	if err != nil {
		t.Fatal(err)
	}
	call := func(op mfa.Operation, fill func(any)) any {
		_, response, err := op.Call(t.Context(), r.service, root, func(request any) error { fill(request); return nil })
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
	call(mfa.CreateUser, func(in any) { in.(*mfa.CreateUserRequest).UserName = &name })
	made := call(mfa.CreateAccessKey, func(in any) { in.(*mfa.CreateAccessKeyRequest).UserName = &name })
	d.users = append(d.users, made.(mfa.CreateAccessKeyResponse).AccessKey.AccessKeyId)
}

// authenticate signs in with an access key, whose secret must be as printed if
// it was.
func (d *testDeployment) authenticate(t *testing.T, r rotation, key [2]string) (mfa.Caller, error) {
	t.Helper()
	signer, err := r.service.Signer(t.Context(), key[0], secret.String{})
	if err != nil {
		return mfa.Caller{}, err
	}
	return signer.Caller(t.Context(), key[1] == "" || signer.SecretKey.Reveal() == key[1])
}

// printed returns the id and the secret of the key that bootstrap printed.
func printed(out string) (key [2]string) {
	for i, line := range strings.Split(strings.TrimSpace(out), "\n") {
		if i < len(key) {
			_, key[i], _ = strings.Cut(line, "=")
		}
	}
	return key
}

// rootKeys returns the root keys in the table.
func (d *testDeployment) rootKeys(t *testing.T) (ids []string) {
	t.Helper()
	err := d.rotation(t).store.EachAccessKey(t.Context(), func(k mfa.AccessKey) error {
		if k.UserName == "" {
			ids = append(ids, k.ID)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// wantRemembered fails the test if a root key exists that the next rotation
// would not know of.
func (d *testDeployment) wantRemembered(t *testing.T) {
	t.Helper()
	remembered, err := d.rotation(t).store.RootKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range d.rootKeys(t) {
		if !slices.Contains(remembered.All, id) {
			t.Errorf("%s exists, and the key ring item has only %v", id, remembered.All)
		}
	}
}

// finish repeats bootstrap as its messages advise, until it reports success,
// and checks what is left.
func (d *testDeployment) finish(t *testing.T) {
	t.Helper()
	out := &bytes.Buffer{}
	if _, err := d.run(t.Context(), bootstrapOptions{rotate: true}, interruption{}, out); err != nil {
		t.Fatal(err)
	}
	key := printed(out.String())
	if left := d.rootKeys(t); !slices.Equal(left, []string{key[0]}) {
		t.Errorf("the root keys %v are left, and %s was printed", left, key[0])
	}
	remembered, err := d.rotation(t).store.RootKeys(t.Context())
	if err != nil || remembered.Current != key[0] || len(remembered.Old()) > 0 {
		t.Errorf("the key ring item remembers %+v, %v", remembered, err)
	}
	r := d.rotation(t)
	for _, k := range append([][2]string{key}, pairsOf(d.users)...) {
		if _, err := d.authenticate(t, r, k); err != nil {
			t.Errorf("%s does not work: %v", k[0], err)
		}
	}
}

func pairsOf(ids []string) (keys [][2]string) {
	for _, id := range ids {
		keys = append(keys, [2]string{id})
	}
	return keys
}

// broken is a standard output that was closed.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestRotationConvergesFromAnyInterruption(t *testing.T) {
	tooltest.DynamoDBLocal(t) // or every part would be skipped
	interrupted := 0
	kinds := map[string]bootstrapOptions{
		"bootstrap":             {},
		"rotate":                {rotate: true},
		"rotate after a theft":  {rotate: true, endSessions: true},
		"rotate a second time":  {rotate: true},
		"rotate with no output": {rotate: true},
	}
	for name, o := range kinds {
		t.Run(name, func(t *testing.T) {
			for call, reached := 1, true; reached; call++ {
				for _, lost := range []bool{false, true} {
					d := newTestDeployment(t)
					if o.rotate {
						d.addUser(t, "alice")
						d.addUser(t, "bob")
					}
					if name == "rotate a second time" { // what the first left behind is there
						_, err := d.run(t.Context(), o, interruption{call: call, lost: lost}, io.Discard)
						if err != nil {
							interrupted++
						}
					}
					out := io.Discard
					if name == "rotate with no output" {
						out = broken{}
					}
					made, err := d.run(t.Context(), o, interruption{call: call, lost: lost}, out)
					if reached = made >= call; reached {
						interrupted++
					}
					if reached && err == nil && !lost {
						t.Errorf("call %d failed, and bootstrap reported success", call)
					}
					d.wantRemembered(t)
					d.finish(t)
				}
				if call > 40 {
					t.Fatal("bootstrap makes more than 40 calls")
				}
			}
		})
	}
	t.Logf("%d interruptions tried", interrupted)
	if interrupted < 60 {
		t.Errorf("only %d interruptions were tried", interrupted)
	}
}

func TestRotationDeletesRootKeysThatAnEarlierVersionForgot(t *testing.T) {
	d := newTestDeployment(t)
	d.addUser(t, "alice")
	r := d.rotation(t)
	// as it was stored before: remembered nowhere
	if _, _, err := r.service.CreateRootKey(t.Context(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	if keys := d.rootKeys(t); len(keys) != 2 {
		t.Fatalf("the root keys are %v", keys)
	}
	d.finish(t)
}

func TestEndSessionsGoesWithRotate(t *testing.T) {
	err := runBootstrap(t.Context(), []string{"-table", "t", "-key", "k", "-end-sessions"}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "-rotate") {
		t.Errorf("it said %v", err)
	}
}

func TestRotationSealsAccessKeysOfAnEarlierVersionAgain(t *testing.T) {
	d := newTestDeployment(t)
	d.addUser(t, "alice")
	r, id := d.rotation(t), d.users[0]
	key, err := r.store.AccessKey(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	old, err := r.ring.Seal(t.Context(), []byte("the secret"), map[string]string{
		"purpose": "access-key",
		"version": "1",
		"account": "123456789012",
		"key":     id,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.store.ReplaceSecret(t.Context(), key, old); err != nil {
		t.Fatal(err)
	}
	if _, err := d.authenticate(t, r, [2]string{id, "the secret"}); err != nil {
		t.Errorf("a key that an earlier version sealed does not work: %v", err)
	}
	d.finish(t)
	if key, err = r.store.AccessKey(t.Context(), id); err != nil || bytes.Equal(key.Secret, old) {
		t.Errorf("it is still sealed as it was: %v", err)
	}
	key.UserID = "AIDANOTALICE"
	if _, err := r.service.ResealKey(t.Context(), key, r.ring.Open); !errors.Is(err, mfa.ErrNotSealed) {
		t.Errorf("it opens for another user: %v", err)
	}
	if _, err := d.authenticate(t, r, [2]string{id, "the secret"}); err != nil {
		t.Errorf("it does not work after the rotation: %v", err)
	}
}

func TestEndSessionsEndsWhatOlderDataKeysSealed(t *testing.T) {
	for _, end := range []bool{false, true} {
		t.Run(fmt.Sprint(end), func(t *testing.T) {
			d := newTestDeployment(t)
			d.addUser(t, "alice")
			sealed, err := d.rotation(t).ring.Seal(t.Context(), []byte("a session"), map[string]string{"purpose": "session"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := d.run(t.Context(), bootstrapOptions{rotate: true, endSessions: end}, interruption{},
				io.Discard); err != nil {
				t.Fatal(err)
			}
			_, err = d.rotation(t).ring.Open(t.Context(), sealed, map[string]string{"purpose": "session"})
			if ended := errors.Is(err, mfa.ErrNotSealed); ended != end {
				t.Errorf("opening it answers %v", err)
			}
		})
	}
}
