package mfa_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestGetCredentialReportHasARowForEveryUser(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("Alice")
	second := f.KeyOf("Alice")
	phone := f.Enable("Alice", "phone")
	for i := range 120 { // more than one batch of keys
		f.User(fmt.Sprint("user", i))
	}
	sent(t, f.Root, mfa.CreateUser, `{"UserName":"a,b"}`)
	sent(t, f.Root, mfa.CreateLoginProfile, `{"UserName":"a,b","Password":"correct-Horse-1"}`)
	sent(t, f.Root, mfa.UpdateAccountPasswordPolicy, `{"MaxPasswordAge":90}`)
	sent(t, f.Root, mfa.UpdateAccessKey, `{"UserName":"Alice","AccessKeyId":"`+second.KeyID+`","Status":"Inactive"}`)
	use(f, alice, noToken, "eu-west-1", mfa.STS)
	generate(f)
	content := report(f).Content
	if bytes.HasSuffix(content, []byte("\n")) || bytes.Contains(content, []byte("\r")) {
		t.Error("the report ends with a line feed, or has a carriage return")
	}
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil || len(rows) != 1+1+122 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if len(rows[0]) != 22 || rows[1][0] != "<root_account>" || rows[1][7] != "false" || rows[1][8] != "true" {
		t.Errorf("the report begins with %v", rows[:2])
	}
	now, none := f.Time().Format(time.RFC3339), "N/A"
	wantAlice := []string{
		"Alice", "arn:aws:iam::123456789012:user/Alice", now, "false", none, none, none, "true",
		"true", now, now, "eu-west-1", "sts", "false", now, none, none, none, "false", none, "false", none,
	}
	if alice.KeyID > second.KeyID {
		wantAlice = slices.Concat(wantAlice[:8], wantAlice[13:18], wantAlice[8:13], wantAlice[18:])
	}
	if !slices.Equal(rows[3], wantAlice) {
		t.Errorf("got  %v\nwant %v", rows[3], wantAlice)
	}
	wantOther := []string{
		"a,b", "arn:aws:iam::123456789012:user/a,b", now, "true", "no_information", now,
		f.Time().AddDate(0, 0, 90).Format(time.RFC3339), "false",
		"false", none, none, none, none, "false", none, none, none, none, "false", none, "false", none,
	}
	if !slices.Equal(rows[2], wantOther) {
		t.Errorf("got  %v\nwant %v", rows[2], wantOther)
	}
	for _, leak := range []string{alice.Secret().Reveal(), phone.Seed.Base32().Reveal(), "correct-Horse-1"} {
		if bytes.Contains(content, []byte(leak)) {
			t.Error("the report has a secret")
		}
	}
}
