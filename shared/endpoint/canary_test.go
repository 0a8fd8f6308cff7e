package endpoint_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/secret/secrettest"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// element returns what an XML answer has in an element.
func element(t testing.TB, answer []byte, name string) string {
	t.Helper()
	found := regexp.MustCompile("<" + name + ">([^<]+)</" + name + ">").FindSubmatch(answer)
	if found == nil {
		t.Fatalf("no %s in the answer", name)
	}
	return html.UnescapeString(string(found[1]))
}

// A day in the life of a device, whose secrets are then looked for in
// everything that is written or kept.
func TestNoSecretLeaksIntoALogARecordAnErrorOrTheStore(t *testing.T) {
	f := newFront(t, nil)
	var sinks bytes.Buffer
	key := f.mfa.User("alice").KeyID
	phone := f.mfa.Enable("alice", "phone")
	wrong := "918273"
	secrets := secrettest.Secrets{f.key.SecretAccessKey: "the root's key", string(phone.Seed.Reveal()): "the seed"}
	created := f.send(f.iam("Action=CreateAccessKey&Version=2010-05-08&UserName=alice")).Body
	alice := f.sts("Action=GetSessionToken&Version=2011-06-15&SerialNumber=" + phone.Serial + "&TokenCode=")
	alice.key = aws.Credentials{AccessKeyID: element(t, created, "AccessKeyId"),
		SecretAccessKey: element(t, created, "SecretAccessKey")}
	secrets[alice.key.SecretAccessKey] = "alice's key"
	for i, code := range []string{phone.Code(1).Reveal(), phone.Code(1).Reveal(), wrong, wrong + "x"} {
		secrets[code] = fmt.Sprint("code ", i)
		m := alice
		m.body += code
		answer := f.send(m)
		if i == 0 {
			secrets[element(t, answer.Body, "SecretAccessKey")] = "the session's key"
			secrets[element(t, answer.Body, "SessionToken")] = "the session's token"
		} else if i < 3 {
			sinks.Write(answer.Body) // a refusal; of a malformed code it is AWS's, which quotes it to its sender
		}
	}
	_, err := mfatest.Call[any](f.mfa.SignIn(key, secret.String{}), mfa.EnableMFADevice, phone.Pair("bob", 0))
	fmt.Fprintf(&sinks, "%v %+v %#v\n", err, f.events, phone)
	f.dump(&sinks)
	if sinks.Len() < 2000 || !strings.Contains(sinks.String(), phone.Serial) {
		t.Fatalf("nothing to look through: %s", &sinks)
	}
	hunt(t, &sinks, secrets)
}

// hunt looks for secrets, and then puts them there and looks again.
func hunt(t *testing.T, sinks *bytes.Buffer, secrets secrettest.Secrets) {
	t.Helper()
	t.Logf("%d secrets in %d forms hunted through %d bytes", len(secrets), len(secrettest.Forms("any")), sinks.Len())
	for _, leak := range secrets.Leaks(sinks.Bytes()) {
		t.Errorf("leaked: %s", leak)
	}
	for value, name := range secrets {
		for form, text := range secrettest.Forms(value) {
			if len(secrets.Leaks([]byte(sinks.String()+" planted: "+text+" "))) == 0 {
				t.Errorf("%s would not be found %s", name, form)
			}
		}
	}
}

// A gossip panics, and says what it has in its hands.
type gossip struct {
	mfa.Store
	heard string
}

func (g gossip) User(context.Context, string) (mfa.User, error) { panic(g.heard) }

func (gossip) Seal(_ context.Context, plain []byte, _ map[string]string) ([]byte, error) {
	panic(fmt.Errorf("sealing %s", plain))
}

func (gossip) Open(context.Context, []byte, map[string]string) ([]byte, error) { panic("opening") }

func TestAPanicIsLoggedWithoutWhatItSays(t *testing.T) {
	f := newFront(t, nil)
	f.mfa.User("alice")
	phone := f.mfa.Enable("alice", "phone")
	m := f.iam("Action=GetUser&Version=2010-05-08&UserName=alice")
	secrets := secrettest.Secrets{f.key.SecretAccessKey: "key", phone.Code(0).Reveal(): "code",
		string(phone.Seed.Reveal()): "seed", phone.Seed.Base32().Reveal(): "base32"}
	var sinks bytes.Buffer
	store := f.mfa.Config.Store
	for value := range secrets {
		f.change(func(c *mfa.Config) { c.Store = gossip{store, value} })
		sinks.Write(f.send(m).Body)
	}
	f.change(func(c *mfa.Config) { c.Store = store })
	before := len(f.events)
	f.change(func(c *mfa.Config) { c.SeedSealer = gossip{} })
	sinks.Write(f.send(f.iam("Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=tablet")).Body)
	log := slog.New(slog.NewJSONHandler(&sinks, nil))
	for _, e := range f.events {
		endpoint.LogEvent(context.Background(), log, e)
		if e.ErrorCode != "ServiceFailure" || e.Reason != wire.Panicked {
			t.Errorf("%+v", e)
		}
	}
	if before != len(secrets) || len(f.events) != before+1 {
		t.Errorf("%d records", len(f.events))
	}
	secrets["sealing"] = "what the sealer said"
	hunt(t, &sinks, secrets)
}

// dump writes the log, and everything that the store has.
func (f *front) dump(sinks *bytes.Buffer) {
	f.t.Helper()
	log := slog.New(slog.NewTextHandler(sinks, nil))
	for _, e := range f.events {
		endpoint.LogEvent(context.Background(), log, e)
	}
	user, err := f.mfa.Config.Store.User(context.Background(), "alice")
	if err != nil {
		f.t.Fatal(err)
	}
	keys, err := f.mfa.Config.Store.AccessKeys(context.Background(), user.Keys)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := json.NewEncoder(sinks).Encode([]any{user, keys}); err != nil {
		f.t.Fatal(err)
	}
}
