package seedfile_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/seedfile"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/seal"
)

const account = "123456789012"

// newService makes a service with an empty store, and its root key.
func newService(t *testing.T, hardware bool) (*mfa.Service, string) {
	t.Helper()
	sealer, err := seal.New(make([]byte, seal.KeySize), strings.NewReader(strings.Repeat("nonce", 1<<16)))
	if err != nil {
		t.Fatal(err)
	}
	clock := &local.Clock{}
	random := strings.NewReader(randomText())
	s, err := mfa.New(mfa.Config{
		Store:      local.NewMemory(clock.Now),
		SeedSealer: sealer,
		KeySealer:  sealer,
		Profile:    otp.AWS,
		AccountID:  account,
		Issuer:     "test",
		Hardware:   hardware,
		Now:        clock.Now,
		Random:     random,
	})
	if err != nil {
		t.Fatal(err)
	}
	id, _, err := s.CreateRootKey(t.Context(), random)
	if err != nil {
		t.Fatal(err)
	}
	return s, id
}

// randomText is long and does not repeat within the length of an identifier.
func randomText() string {
	var b strings.Builder
	for i := range 1 << 16 {
		b.WriteByte(byte(i >> 8))
		b.WriteByte(byte(i))
	}
	return b.String()
}

// fill applies a file to an empty account.
func fill(t *testing.T, file string) *mfa.Service {
	t.Helper()
	f, err := seedfile.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	s, root := newService(t, true)
	if err := f.Apply(t.Context(), s, root); err != nil {
		t.Fatal(err)
	}
	return s
}

// exported writes the account into a new file.
func exported(t *testing.T, s *mfa.Service, withSecrets bool) (file, text string) {
	t.Helper()
	f, err := seedfile.From(t.Context(), s, withSecrets)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "export.yaml")
	if err := os.WriteFile(file, encoded, 0o600); err != nil {
		t.Fatal(err)
	}
	return file, string(encoded)
}

func example(t *testing.T) string {
	t.Helper()
	return filepath.Join(tooltest.Root(t), "infra/examples/seed/seed.yaml")
}

var secrets = []string{
	"JBSWY3DPEHPK3PXP",
	"GEZDGNBVGY3TQOJQ",
	"MFRGGZDFMZTWQ2LK",
	"wJalrXUtnFEMI",
	"je7MtGbClwBF",
}

func TestAnExportWithSecretsMakesTheSameAccountAgain(t *testing.T) {
	first, text := exported(t, fill(t, example(t)), true)
	_, again := exported(t, fill(t, first), true)
	if text != again {
		t.Errorf("the second export differs:\n%s\nfirst:\n%s", again, text)
	}
	for _, want := range append(secrets, "alice", "bob", "developers", "blue-team", "loginProfile",
		"minimumPasswordLength: 14", "hardExpiry: false", "passwordResetRequired: true",
		"RequireMFA", "spare", "deploy", "7200",
		"Inactive", "/security/", "/team/", "team: red", "VirtualMFASelfService", "Version\":\"2012-10-17") {
		if !strings.Contains(text, want) {
			t.Errorf("the export has no %q:\n%s", want, text)
		}
	}
}

func TestAnExportHasNoSecretsUnlessAskedAndCanBeRead(t *testing.T) {
	file, text := exported(t, fill(t, example(t)), false)
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("the export has %q", secret)
		}
	}
	if _, again := exported(t, fill(t, file), false); again != text {
		t.Errorf("the second export differs:\n%s", again)
	}
}

// tokenOf is a hardware token in a seed file.
func tokenOf(serial string) string {
	return "{serialNumber: '" + serial + "', seed: ONSWG4TFOQWW6ZRNMEWXIZLTOQWXG5LJ}"
}

func TestABadFileIsRefusedWithItsLineAndField(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":         {"", "is empty"},
		"no object":     {"- alice", "line 1: the file: must be an object"},
		"no YAML":       {"users: [", "yaml: line 1"},
		"two documents": {"users: []\n---\nusers: []", "more than one document"},
		"unknown field": {"users:\n  - nam: alice", "line 2: users[0].nam: is not a field; the fields are accessKeys,"},
		"field twice":   {"users: []\nusers: []", "already defined at line 1"},
		"text for list": {"users: alice", "line 1: users: must be a list"},
		"list for text": {"users:\n- name: [alice]", "line 2: users[0].name: must be a text"},
		"null":          {"users:\n- name:", "line 2: users[0].name: must be a text"},
		"wrong clock":   {"clock: noon", "line 1: clock: must be a time such as 2026-11-23T12:00:00Z"},
		"wrong truth": {"passwordPolicy: {requireSymbols: perhaps}",
			"line 1: passwordPolicy.requireSymbols: must be true or false"},
		"short password": {"passwordPolicy: {minimumPasswordLength: 5}",
			"line 1: passwordPolicy: ValidationError"},
		"bad alias": {"accountAlias: Blue", "line 1: accountAlias: ValidationError"},
		"password": {"users:\n- name: a\n  loginProfile: {password: 0189secret}",
			"line 3: users[0].loginProfile.password: is not a field; the fields are passwordResetRequired"},
		"empty login profile": {"users:\n- name: a\n  loginProfile:", "line 3: users[0].loginProfile: must be an object"},
		"wrong number": {"roles:\n- maxSessionDuration: 0189secret",
			"line 2: roles[0].maxSessionDuration: must be a number"},
		"no name": {"users:\n- path: /a/", "line 2: users[0]: ValidationError: 2 validation errors detected"},
		"name twice": {"users:\n- name: alice\n- name: Alice",
			"line 3: users[1]: EntityAlreadyExists: User with name Alice already exists."},
		"unknown group": {"users:\n- name: a\n  groups:\n  - g", "line 4: users[0].groups[0]: NoSuchEntity"},
		"unknown policy": {"users:\n- name: a\n  attachedPolicies: [P]",
			`line 3: users[0].attachedPolicies[0]: the file has no`},
		"bad policy": {"policies:\n- name: P\n  document: {Version: 2012-10-17}",
			"line 2: policies[0]: MalformedPolicyDocument"},
		"bad seed": {"users:\n- name: a\n  devices:\n  - name: a\n    seed: '0189secret'",
			"line 5: users[0].devices[0].seed: seed: only the letters"},
		"bad key id": {"users:\n- name: a\n  accessKeys:\n  - id: short",
			"line 4: users[0].accessKeys[0]: id must be 16"},
		"bad secret": {"users:\n- name: a\n  accessKeys:\n  - {id: AKIAIOSFODNN7EXAMPLE, secret: 0189secret}",
			"secret: must be 16"},
		"secret as list": {"users:\n- name: a\n  accessKeys:\n  - {id: A, secret: [0189secret]}", "secret: must be a text"},
		"bad status": {"users:\n- name: a\n  accessKeys:\n  - {id: AKIAIOSFODNN7EXAMPLE, status: on}",
			`the status of an access key is Active or Inactive, not "on"`},
		"bad seed of a token": {"hardwareDevices:\n- {serialNumber: GAHT12345678, seed: 0189secret}",
			"line 2: hardwareDevices[0].seed: seed: only the letters"},
		"no serial number": {"hardwareDevices:\n- " + tokenOf(""),
			"line 2: hardwareDevices[0]: ValidationError: SerialNumber: Member must have length greater than or equal to 9"},
		"short serial number": {"hardwareDevices:\n- " + tokenOf("GAHT1"),
			"line 2: hardwareDevices[0]: ValidationError: SerialNumber: Member must have length greater than or equal to 9"},
		"serial number of a virtual device": {"hardwareDevices:\n- " + tokenOf("arn:aws:iam::123456789012:mfa/alice"),
			"line 2: hardwareDevices[0]: ValidationError: SerialNumber: an ARN names a virtual device"},
		"serial numbers that differ by case": {
			"hardwareDevices:\n- " + tokenOf("GAHT12345678") + "\n- " + tokenOf("gaht12345678"),
			"line 3: hardwareDevices[1]: EntityAlreadyExists: MFA device already exists."},
		"one token of two users": {"users:\n- name: a\n  hardwareDevices: [" + tokenOf("GAHT12345678") + "]\n" +
			"- name: b\n  hardwareDevices: [" + tokenOf("GAHT12345678") + "]",
			"line 5: users[1].hardwareDevices[0]: EntityAlreadyExists"},
		"short seed": {"hardwareDevices:\n- {serialNumber: GAHT12345678, seed: GEZDGNBV}",
			"line 2: hardwareDevices[0]: seed: must have 16 to 64 bytes"},
		"token without a seed": {"hardwareDevices:\n- serialNumber: GAHT12345678",
			"line 2: hardwareDevices[0]: seed must be the one that the token has"},
		"tags of a token": {"hardwareDevices:\n- {serialNumber: GAHT12345678, tags: {a: b}}",
			"line 2: hardwareDevices[0].tags: is not a field; the fields are seed, serialNumber"},
		"hardware off": {"users:\n- name: a\n  hardwareDevices:\n  - " + tokenOf("GAHT12345678"),
			"line 4: users[0].hardwareDevices[0]: ValidationError: Hardware MFA devices are switched off for this " +
				"account. Start virtualmfa with -hardware"},
		"anchor in itself": {"users: &a\n- *a", "contains itself"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "seed.yaml")
			if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := seedfile.Read(file)
			if err == nil {
				s, root := newService(t, name != "hardware off")
				err = f.Apply(t.Context(), s, root)
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), file) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "0189secret") {
				t.Errorf("the error quotes a secret: %v", err)
			}
		})
	}
}

// The server's Reset brings the seed back, and a state with something in it
// keeps what it has.
func TestAResetBringsTheSeedBackAndAFilledStateIsLeftAlone(t *testing.T) {
	f, err := seedfile.Read(example(t))
	if err != nil {
		t.Fatal(err)
	}
	key, err := local.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	clock := &local.Clock{}
	state := local.NewMemory(clock.Now)
	config := local.Config{
		State:     state,
		Key:       key,
		Clock:     clock,
		Profile:   otp.AWS,
		AccountID: account,
		Issuer:    "test",
		Seed:      f,
		Audit:     func(context.Context, endpoint.Event) {},
	}
	s, err := local.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if now := clock.Now(); now.Before(f.Clock) || now.Year() != 2026 || now.Month() != 11 || now.Day() != 23 {
		t.Errorf("the clock shows %v, not %v", now, f.Clock)
	}
	spare := "arn:aws:iam::" + account + ":mfa/spare"
	if _, err := state.DeleteDevice(t.Context(), spare, "", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := local.New(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	if _, err := state.Device(t.Context(), spare); err == nil {
		t.Error("a state with something in it was changed by the seed")
	}
	if err := s.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := state.Device(t.Context(), spare); err != nil {
		t.Errorf("a reset did not bring the seed back: %v", err)
	}
}
