package kms_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awskms "github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms/kmstest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

var place = map[string]string{"purpose": "seed", "account": "123456789012",
	"serial": "arn:aws:iam::123456789012:mfa/phone"}

func credentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
}

// connect makes a client of a fake KMS that waits little between its three tries.
func connect(t *testing.T, fake *kmstest.KMS) *awskms.Client {
	t.Helper()
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	return awskms.New(awskms.Options{
		Region: "us-east-1", BaseEndpoint: &server.URL, Credentials: aws.CredentialsProviderFunc(credentials),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = time.Millisecond }),
	})
}

// open makes a sealer on a fake KMS with one key.
func open(t *testing.T) (*kms.Sealer, *kmstest.KMS, string) {
	t.Helper()
	fake := kmstest.New()
	arn := fake.CreateKey()
	return kms.NewSealer(connect(t, fake), arn), fake, arn
}

func mustSeal(t *testing.T, s mfa.Sealer, plain string, encryptionContext map[string]string) []byte {
	t.Helper()
	sealed, err := s.Seal(t.Context(), []byte(plain), encryptionContext)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(sealed), plain) {
		t.Fatal("what was sealed can be read")
	}
	return sealed
}

func mustOpen(t *testing.T, s mfa.Sealer, sealed []byte, encryptionContext map[string]string, want string) {
	t.Helper()
	plain, err := s.Open(t.Context(), sealed, encryptionContext)
	if err != nil || string(plain) != want {
		t.Fatalf("opened %q, %v; want %q", plain, err, want)
	}
}

func TestWhatIsSealedOpensInItsContextOnly(t *testing.T) {
	s, _, _ := open(t)
	sealed := mustSeal(t, s, "a seed", place)
	mustOpen(t, s, sealed, place, "a seed")
	for name, other := range map[string]map[string]string{
		"another serial":  {"purpose": "seed", "account": "123456789012", "serial": "arn:aws:iam::123456789012:mfa/other"},
		"another purpose": {"purpose": "SEED", "account": "123456789012", "serial": place["serial"]},
		"one more entry":  {"purpose": "seed", "account": "123456789012", "serial": place["serial"], "x": ""},
		"no context":      nil,
	} {
		if plain, err := s.Open(t.Context(), sealed, other); err == nil {
			t.Errorf("%s: opened %q", name, plain)
		}
	}
}

func TestAKeyThatIsNotOursOpensNothing(t *testing.T) {
	s, fake, _ := open(t)
	foreign := kms.NewSealer(connect(t, fake), fake.CreateKey())
	if _, err := s.Open(t.Context(), mustSeal(t, foreign, "a seed", place), place); err == nil ||
		!strings.Contains(err.Error(), "IncorrectKeyException") {
		t.Errorf("want IncorrectKeyException, not %v", err)
	}
}

func TestAKeyThatMayNotBeUsedFailsInItsOwnName(t *testing.T) {
	for state, want := range map[kmstest.State]string{
		kmstest.Disabled: "kms: DisabledException", kmstest.PendingDeletion: "kms: KMSInvalidStateException",
	} {
		s, fake, arn := open(t)
		sealed := mustSeal(t, s, "a seed", place)
		fake.SetState(arn, state)
		if _, err := s.Open(t.Context(), sealed, place); err == nil || err.Error() != want {
			t.Errorf("Open: %v, want %s", err, want)
		}
		if _, err := s.Seal(t.Context(), []byte("x"), place); err == nil || err.Error() != want {
			t.Errorf("Seal: %v, want %s", err, want)
		}
		fake.SetState(arn, kmstest.Enabled)
		mustOpen(t, s, sealed, place, "a seed")
	}
}

func TestShortFailuresAreRetried(t *testing.T) {
	for _, trouble := range []kmstest.Trouble{kmstest.Throttled, kmstest.Internal, kmstest.LostAnswer} {
		s, fake, _ := open(t)
		fake.Trouble(trouble)
		sealed := mustSeal(t, s, "a seed", place)
		fake.Trouble(trouble, trouble)
		mustOpen(t, s, sealed, place, "a seed")
	}
}

func TestFailuresThatLastAreToldApart(t *testing.T) {
	s, fake, _ := open(t)
	sealed := mustSeal(t, s, "a seed", place)
	fake.Trouble(kmstest.Throttled, kmstest.Throttled, kmstest.Throttled)
	if _, err := s.Open(t.Context(), sealed, place); !errors.Is(err, mfa.ErrThrottled) {
		t.Errorf("throttled: %v", err)
	}
	fake.Trouble(kmstest.AccessDenied)
	if _, err := s.Open(t.Context(), sealed, place); err == nil || errors.Is(err, mfa.ErrThrottled) ||
		err.Error() != "kms: AccessDeniedException" {
		t.Errorf("denied: %v", err)
	}
	ended, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	if _, err := s.Open(ended, sealed, place); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("out of time: %v", err)
	}
}
