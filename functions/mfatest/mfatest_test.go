package mfatest_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/virtual-mfa/virtual-mfa/functions/mfatest"
)

func login(t testing.TB, u *mfatest.User, code string) error {
	t.Helper()
	_, err := sts.NewFromConfig(u.Config()).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
		SerialNumber: aws.String(u.SerialNumber),
		TokenCode:    aws.String(code),
	})
	return err
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var answer smithy.APIError
	if !errors.As(err, &answer) || answer.ErrorCode() != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestCodeOpensOneSessionAndTheNextAnother(t *testing.T) {
	t.Parallel()
	s := mfatest.Start(t)
	alice := s.User(t, "alice")
	code := alice.Code()
	if err := login(t, alice, code); err != nil {
		t.Fatal(err)
	}
	wantCode(t, login(t, alice, code), "AccessDenied")
	s.Advance(30 * time.Second)
	if err := login(t, alice, alice.Code()); err != nil {
		t.Error(err)
	}
}

func TestServersShareNothing(t *testing.T) {
	for range 4 {
		t.Run("server", func(t *testing.T) {
			t.Parallel()
			s := mfatest.Start(t)
			s.Advance(24 * time.Hour)
			alice := s.User(t, "alice") // the name is free in each
			if err := login(t, alice, alice.Code()); err != nil {
				t.Error(err)
			}
			if n := len(s.Audit()); n != 5 {
				t.Errorf("%d audit records, want User's 4 and 1", n)
			}
		})
	}
}

func TestResetKeepsTheRootKeyAlone(t *testing.T) {
	t.Parallel()
	s := mfatest.Start(t)
	alice := s.User(t, "alice")
	s.Advance(time.Hour)
	s.Reset()
	if len(s.Audit()) != 0 || time.Since(s.Now()).Abs() > time.Minute {
		t.Errorf("after a reset: %d audit records, and it is %v", len(s.Audit()), s.Now())
	}
	wantCode(t, login(t, alice, "123456"), "InvalidClientTokenId")
	users, err := iam.NewFromConfig(s.Config()).ListUsers(t.Context(), nil)
	if err != nil || len(users.Users) != 0 {
		t.Errorf("users are %+v, %v", users, err)
	}
	s.User(t, "alice")
}

func TestAuditNamesTheUserAndNoCode(t *testing.T) {
	t.Parallel()
	s := mfatest.Start(t)
	alice := s.User(t, "alice")
	wantCode(t, login(t, alice, "000000"), "AccessDenied")
	records := s.Audit()
	last := records[len(records)-1]
	if last.EventName != "GetSessionToken" || last.UserIdentity.UserName != "alice" || last.ErrorCode != "AccessDenied" {
		t.Errorf("the last record is %+v", last)
	}
	for name, value := range last.RequestParameters {
		if text, ok := value.(string); ok && strings.Contains(text, "000000") && name != "serialNumber" {
			t.Errorf("%s is %q", name, text)
		}
	}
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		mfatest.Start(b)
	}
}

func BenchmarkUser(b *testing.B) {
	s := mfatest.Start(b)
	for b.Loop() {
		s.Reset()
		s.User(b, "alice")
	}
}
