package api_test

import (
	"bytes"
	"context"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/api"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// forms are the ways in which a secret could be written somewhere.
func forms(value []byte) []string {
	return []string{
		string(value), hex.EncodeToString(value), strings.ToUpper(hex.EncodeToString(value)), base32.StdEncoding.EncodeToString(value),
		strings.TrimRight(base32.StdEncoding.EncodeToString(value), "="), base64.StdEncoding.EncodeToString(value),
		base64.RawURLEncoding.EncodeToString(value), url.QueryEscape(string(value)), fmt.Sprint(value),
	}
}

// leaks lists which of the secrets a text has in any form.
func leaks(text string, secrets map[string][]byte) (found []string) {
	for name, value := range secrets {
		for _, form := range forms(value) {
			if len(form) > 0 && strings.Contains(text, form) {
				found = append(found, name+" as "+form)
			}
		}
	}
	return found
}

// element returns what an XML answer has in an element.
func element(t *testing.T, answer []byte, name string) []byte {
	t.Helper()
	found := regexp.MustCompile("<" + name + ">([^<]+)</" + name + ">").FindSubmatch(answer)
	if found == nil {
		t.Fatalf("no %s in the answer", name)
	}
	return found[1]
}

// A day in the life of a device, whose secrets are then looked for in everything that is written or kept.
func TestNoSecretLeaksIntoALogARecordAnErrorOrTheStore(t *testing.T) {
	f := newFront(t, nil)
	var sinks bytes.Buffer
	key := f.mfa.User("alice").KeyID
	phone := f.mfa.Enable("alice", "phone")
	wrong := "918273"
	secrets := map[string][]byte{"the root's key": []byte(f.key.SecretAccessKey), "the seed": phone.Seed.Reveal(), "a wrong code": []byte(wrong)}
	created := f.send(f.iam("Action=CreateAccessKey&Version=2010-05-08&UserName=alice")).Body
	secrets["alice's key"] = element(t, created, "SecretAccessKey")
	alice := f.sts("Action=GetSessionToken&Version=2011-06-15&SerialNumber=" + phone.Serial + "&TokenCode=")
	alice.key.AccessKeyID, alice.key.SecretAccessKey = string(element(t, created, "AccessKeyId")), string(secrets["alice's key"])
	for i, code := range []string{phone.Code(1).Reveal(), phone.Code(1).Reveal(), wrong, wrong + "x"} {
		secrets[fmt.Sprint("code ", i)] = []byte(code)
		m := alice
		m.body += code
		answer := f.send(m)
		if i == 0 {
			secrets["the session's key"] = element(t, answer.Body, "SecretAccessKey")
			secrets["the session's token"] = element(t, answer.Body, "SessionToken")
		} else if i < 3 {
			sinks.Write(answer.Body) // a refusal; of a malformed code it is AWS's, which quotes it to its sender
		}
	}
	_, err := mfatest.Call[any](f.mfa.SignIn(key, secret.String{}), mfa.EnableMFADevice, phone.Pair("bob", 0))
	fmt.Fprintf(&sinks, "%v %+v %#v\n", err, f.records.events, phone)
	f.dump(&sinks)
	if sinks.Len() < 2000 || !strings.Contains(sinks.String(), phone.Serial) {
		t.Fatalf("nothing to look through: %s", &sinks)
	}
	for _, leak := range leaks(sinks.String(), secrets) {
		t.Errorf("leaked: %s", leak)
	}
	for name, value := range secrets { // that a leak would be found
		for _, form := range forms(value) {
			if len(leaks("planted: "+form+".", map[string][]byte{name: value})) == 0 {
				t.Errorf("%s would not be found as %q", name, form)
			}
		}
	}
}

// dump writes the log, and everything that the store has.
func (f *front) dump(sinks *bytes.Buffer) {
	f.t.Helper()
	audit := api.LogAudit(slog.New(slog.NewTextHandler(sinks, nil)))
	for _, e := range f.records.events {
		audit.Record(context.Background(), e)
	}
	user, err := f.mfa.Store.User(context.Background(), "alice")
	if err != nil {
		f.t.Fatal(err)
	}
	keys, err := f.mfa.Store.Keys(context.Background(), user.Keys)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := json.NewEncoder(sinks).Encode([]any{user, keys}); err != nil {
		f.t.Fatal(err)
	}
}
