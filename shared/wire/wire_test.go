package wire_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

func TestServiceOfKnowsEveryOperationAndNoOther(t *testing.T) {
	source, err := os.ReadFile("operations.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range mfa.Operations() {
		if got := wire.ServiceOf(op.Name); got != op.Service {
			t.Errorf("%s belongs to %q, not %q", op.Name, op.Service, got)
		}
	}
	named := regexp.MustCompile(`(?m)^\t"(\w+)":`).FindAllSubmatch(source, -1)
	if len(named) < 20 {
		t.Fatalf("the list has %d operations", len(named))
	}
	for _, name := range named {
		if _, exists := mfa.OperationNamed(string(name[1])); !exists {
			t.Errorf("there is no operation %s", name[1])
		}
	}
	for _, name := range []string{"", "listusers", "Nothing"} {
		if got := wire.ServiceOf(name); got != "" {
			t.Errorf("%q belongs to %q", name, got)
		}
	}
}

func TestEveryErrorCodeHasAStatus(t *testing.T) {
	source, err := os.ReadFile("error.go")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`ErrorCode = "(\w+)"`).FindAllSubmatch(source, -1)
	if len(found) < 20 {
		t.Fatalf("found only %d codes", len(found))
	}
	for _, code := range found {
		if wire.ErrorCode(code[1]).Status() == 0 {
			t.Errorf("%s has no status", code[1])
		}
	}
	if status := wire.NewError("NoSuchCode", "").Status(); status != 500 {
		t.Errorf("an unknown code has status %d", status)
	}
}

func TestOnlyAConstantMessageMayBeLogged(t *testing.T) {
	if got := wire.Throttled().Because(wire.Locked).FixedMessage(); got != "Rate exceeded" {
		t.Errorf("a constant message is %q", got)
	}
	if got := wire.NewError(wire.InvalidInput, "not %s", "123456").FixedMessage(); got != "" {
		t.Errorf("a message that quotes is %q", got)
	}
}

// Whatever a refusal quotes, its JSON is whole and says the same.
func FuzzErrorJSON(f *testing.F) {
	for _, message := range []string{"plain", "\xff\xfe", "<&>\x00\u2028", `"\`, "\xed\xa0\x80"} {
		f.Add(message)
	}
	f.Fuzz(func(t *testing.T, message string) {
		body := wire.NewError(wire.InvalidInput, "%s", message).JSON("id")
		var read struct{ Code, Message, RequestId string }
		if err := json.Unmarshal(body, &read); err != nil || !utf8.Valid(body) {
			t.Fatalf("%q: %v", body, err)
		}
		// json.Marshal replaces each byte that is not UTF-8, ToValidUTF8 each run.
		if read.Code != "InvalidInput" || read.RequestId != "id" || utf8.ValidString(message) && read.Message != message {
			t.Fatalf("%q says %+v", message, read)
		}
		if strings.ContainsAny(string(body), "\n\x00") {
			t.Fatalf("%q has a control character", body)
		}
	})
}

func TestARecordHasTheKeyIDThatARequestClaimsOrNothing(t *testing.T) {
	for claimed, want := range map[string]string{
		"AKIAIOSFODNN7EXAMPLE":                     "AKIAIOSFODNN7EXAMPLE",
		"ASIA234567ABCDEF":                         "ASIA234567ABCDEF",
		"A" + strings.Repeat("Z", 31):              "A" + strings.Repeat("Z", 31),
		"A" + strings.Repeat("Z", 32):              "",
		"AKIA1234567ABCD":                          "", // 15 characters
		"AK1A234567ABCDEF":                         "", // a digit in the prefix
		"BKIAIOSFODNN7EXAMPLE":                     "",
		"AKIAIOSFODNN7exampl":                      "",
		"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY": "",
		"": "",
	} {
		if got := (wire.Credential{KeyID: claimed}).ClaimedKeyID(); got != want {
			t.Errorf("of %q a record has %q, want %q", claimed, got, want)
		}
	}
}

func TestARecordHasTheActionThatARequestAsksForOrUnknown(t *testing.T) {
	for asked, want := range map[string]string{
		"ListUsers":                    "ListUsers",
		"GetMFADevice":                 "GetMFADevice",
		"A" + strings.Repeat("b", 63):  "A" + strings.Repeat("b", 63),
		"A" + strings.Repeat("b", 64):  wire.Unknown,
		"":                             wire.Unknown,
		"A":                            wire.Unknown,
		"listUsers":                    wire.Unknown,
		"GEZDGNBVGY3TQOJQGEZDGNBVGY3T": wire.Unknown,
		"Ab1":                          wire.Unknown,
		"918273":                       wire.Unknown,
	} {
		if got := wire.ClaimedAction(asked); got != want {
			t.Errorf("of %q a record has %q, want %q", asked, got, want)
		}
	}
}

func TestOperationsThatOnlyReadAreKnownByTheirNames(t *testing.T) {
	for name, want := range map[string]bool{
		"GetUser":                    true,
		"ListMFADevices":             true,
		"SimulateCustomPolicy":       true,
		"DecodeAuthorizationMessage": true,
		"EnableMFADevice":            false,
		"GenerateCredentialReport":   false,
		"":                           true,
	} {
		if got := wire.IsReadOnly(name); got != want {
			t.Errorf("%s only reads: %v", name, got)
		}
	}
}
