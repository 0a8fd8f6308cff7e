package endpoint_test

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

var anyRequestID = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// shape is all of the answer but the request's id.
func (f *front) shape(m message) string {
	answer := f.send(m)
	return anyRequestID.ReplaceAllString(fmt.Sprintf("%d %v %s", answer.Status, answer.Header, answer.Body), "ID")
}

// holder is alice with a device and a key, and what she asks for with codes of it.
func (f *front) holder(t *testing.T) (phone mfatest.Phone, session func(string) message,
	resync func(code1, code2 string) message) {
	t.Helper()
	f.mfa.User("alice")
	phone = f.mfa.Enable("alice", "phone")
	created := f.send(f.iam("Action=CreateAccessKey&Version=2010-05-08&UserName=alice")).Body
	key := aws.Credentials{AccessKeyID: element(t, created, "AccessKeyId"),
		SecretAccessKey: element(t, created, "SecretAccessKey")}
	session = func(code string) message {
		m := f.sts("Action=GetSessionToken&Version=2011-06-15&SerialNumber=" + phone.Serial + "&TokenCode=" + code)
		m.key = key
		return m
	}
	resync = func(code1, code2 string) message {
		m := f.iam("Action=ResyncMFADevice&Version=2010-05-08&UserName=alice&SerialNumber=" + phone.Serial +
			"&AuthenticationCode1=" + code1 + "&AuthenticationCode2=" + code2)
		m.key = key
		return m
	}
	return phone, session, resync
}

func TestARefusalDoesNotTellWhatIsWrongWithACode(t *testing.T) {
	f := newFront(t, nil)
	phone, session, resync := f.holder(t)
	code := func(offset otp.Step) string { return phone.Code(offset).Reveal() }
	alike := func(what string, refused ...message) {
		t.Helper()
		first := f.shape(refused[0])
		for i, m := range refused[1:] {
			if got := f.shape(m); got != first {
				t.Errorf("%s: case %d is answered with\n%s\ncase 0 with\n%s", what, i+1, got, first)
			}
		}
	}
	want(t, f.send(session(code(1))), 200, "SessionToken")
	alike("a code that is wrong, spent, too old, too new", session(code(77_777)), session(code(1)),
		session(code(-3)), session(code(3)))
	alike("a pair that is wrong in its second or first half, reversed, one code twice, spent, too new",
		resync(code(1), code(77_777)), resync(code(77_777), code(1)), resync(code(1), code(0)), resync(code(1), code(1)),
		resync(code(-1), code(0)), resync(code(1000), code(1001)))
	for range 4 { // of nine attempts five are made
		f.send(session(code(77_777)))
	}
	want(t, f.send(session(code(2))), 403, "unable to validate MFA code")
	alike("over the budget, a code that is wrong, right, spent", session(code(77_777)), session(code(2)), session(code(1)))
	f.mfa.Wait(3 * time.Minute)
	want(t, f.send(session(code(0))), 200, "SessionToken")
}
