package notice_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/notice"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret/secrettest"
)

const account = "123456789012"

func ptr[T any](v T) *T { return &v }

// checkSchema checks a notice, as it is written, against the published schema.
func checkSchema(t *testing.T, written string) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../../../infra/docs/events.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	n, err := jsonschema.UnmarshalJSON(strings.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(n); err != nil {
		t.Errorf("%s\n%v", written, err)
	}
}

// lines are the notices in a file of -events.
func lines(t *testing.T, text string) (kinds []string, ids map[string]bool) {
	t.Helper()
	ids = map[string]bool{}
	for line := range strings.Lines(text) {
		var n notice.Notice
		if err := json.Unmarshal([]byte(line), &n); err != nil {
			t.Fatal(err)
		}
		if n.UserName != "alice" || n.UserID == "" || n.AccountID != account || n.Time.IsZero() {
			t.Errorf("%+v", n)
		}
		checkSchema(t, line)
		kinds, ids[n.ID] = append(kinds, string(n.Kind)), true
	}
	return kinds, ids
}

// ofAlice leaves the lines of other users out.
func ofAlice(text string) string {
	var kept strings.Builder
	for line := range strings.Lines(text) {
		if strings.Contains(line, `"userName":"alice"`) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// putAll lets a user do everything.
func putAll(f *mfatest.Fixture, user string) {
	f.T.Helper()
	mfatest.Do(f.Root, mfa.PutUserPolicy, mfa.PutUserPolicyRequest{
		UserName:       &user,
		PolicyName:     ptr("all"),
		PolicyDocument: ptr(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`),
	})
}

func TestALocalServerNotesChangesOfFactorsWithoutSecrets(t *testing.T) {
	var file bytes.Buffer
	log := slog.New(slog.DiscardHandler)
	state := notice.NewState(local.NewMemory(time.Now), account, time.Now, &file, log)
	f := mfatest.New(t, &mfatest.Options{Store: state, Profile: otp.Hardened})
	alice := f.User("alice")
	lost := f.Enable("alice", "lost")
	in := mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice"), ReplacedSerialNumber: &lost.Serial}
	out := mfatest.Must[mfa.CreateEnrollmentTicketResponse](f.Root, mfa.CreateEnrollmentTicket, in)
	phone := f.Hold(out.Ticket).CreateDevice(mfa.CreateVirtualMFADeviceRequest{})
	mfatest.Must[mfa.NoOutput](f.Hold(out.Ticket), mfa.EnableMFADevice, phone.Pair("alice", 0))
	out2 := mfatest.Must[mfa.CreateEnrollmentTicketResponse](
		f.Root, mfa.CreateEnrollmentTicket, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")},
	)
	revoke := mfa.DeleteEnrollmentTicketRequest{UserName: ptr("alice"), TicketId: &out2.TicketId}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteEnrollmentTicket, revoke)
	f.User("second")
	putAll(f, "second")
	second := f.KeyOf("second").WithMFA(f.Enable("second", "seconds"), 1)
	in3 := mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice"), RequireApproval: ptr(true)}
	out3 := mfatest.Must[mfa.CreateEnrollmentTicketResponse](f.Root, mfa.CreateEnrollmentTicket, in3)
	for range 2 { // the second changes nothing
		mfatest.Must[mfa.NoOutput](second, mfa.ApproveEnrollmentTicket,
			mfa.ApproveEnrollmentTicketRequest{UserName: ptr("alice"), TicketId: &out3.TicketId})
	}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteEnrollmentTicket,
		mfa.DeleteEnrollmentTicketRequest{UserName: ptr("alice"), TicketId: &out3.TicketId})
	codes := f.RecoveryCodes("alice")
	out4 := mfatest.Must[mfa.RedeemRecoveryCodeResponse](alice, mfa.RedeemRecoveryCode,
		mfa.RedeemRecoveryCodeRequest{RecoveryCode: codes[0], SerialNumber: &phone.Serial})
	for range 100 {
		_ = mfatest.Refused(alice, mfa.GetSessionToken, phone.Token(500))
		f.Wait(31 * 24 * time.Hour) // out of the budgets of the day and the month
	}
	got, ids := lines(t, ofAlice(file.String()))
	want := []string{
		"MFADeviceEnabled", "EnrollmentTicketCreated",
		"MFADeviceEnabled", "MFADeviceDeactivated", "EnrollmentTicketRedeemed",
		"EnrollmentTicketCreated", "EnrollmentTicketRevoked",
		"EnrollmentTicketCreated", "EnrollmentTicketApprovalRequired", "EnrollmentTicketApproved",
		"EnrollmentTicketRevoked",
		"RecoveryCodesCreated", "RecoveryCodeRedeemed", "EnrollmentTicketCreated", "UserLocked",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || len(ids) != len(want) {
		t.Errorf("got %v with %d ids, want %v", got, len(ids), want)
	}
	secrets := secrettest.Secrets{
		out.Ticket.Reveal()[21:]:         "the ticket",
		out4.Ticket.Reveal()[21:]:        "the ticket of a recovery",
		codes[0].Reveal():                "a recovery code that was redeemed",
		codes[1].Reveal():                "a recovery code",
		string(phone.Seed.Reveal()):      "the seed",
		phone.Seed.Base32().Reveal():     "the seed in base32",
		string(lost.Seed.Reveal()):       "the lost seed",
		lost.Seed.Base32().Reveal()[:24]: "the lost seed in base32",
	}
	if leaks := secrets.Leaks(file.Bytes()); len(leaks) > 0 {
		t.Errorf("leaked: %v", leaks)
	}
}

// userImage is a user's item as the stream has it.
func userImage(failures int, devices ...string) string {
	var has []string
	for _, d := range devices {
		has = append(has, fmt.Sprintf(`%q:{"M":{"seed":{"B":"c2VhbGVk"},"assignment_id":{"S":%q}}}`, d, "of "+d))
	}
	return fmt.Sprintf(`{"pk":{"S":"user#alice"},"name":{"S":"alice"},"id":{"S":"AIDA1"},"revision":{"N":"1"},`+
		`"counter:session#user#ever##":{"N":"%d"},"devices":{"M":{%s}}}`, failures, strings.Join(has, ","))
}

func ticketImage(status string) string {
	return fmt.Sprintf(`{"pk":{"S":"ticket#ATKT1"},"id":{"S":"ATKT1"},"user_name":{"S":"alice"},`+
		`"user_id":{"S":"AIDA1"},"ticket_serial":{"S":"arn:x"},"hash":{"B":"c2VjcmV0"},"status":{"S":%q}}`, status)
}

// approvalImage is a ticket that needs approval, and who gave it.
func approvalImage(status, approvedBy string) string {
	return fmt.Sprintf(`%s,"made_by":{"S":"arn:root"},"needs_approval":{"BOOL":true},"approved_by":{"S":%q}}`,
		strings.TrimSuffix(ticketImage(status), "}"), approvedBy)
}

// recoveryImage is a user with recovery codes.
func recoveryImage(id, redeemed string) string {
	return fmt.Sprintf(`%s,"recovery_codes":{"M":{"id":{"S":%q},"sealed":{"B":"c2VhbGVk"},"redeemed":{"L":[%s]}}}}`,
		strings.TrimSuffix(userImage(0), "}"), id, redeemed)
}

func record(sequence int, before, after string) notice.Record {
	r := notice.Record{EventID: fmt.Sprint("event", sequence)}
	r.DynamoDB.ApproximateCreationDateTime = 1_795_000_000
	r.DynamoDB.SequenceNumber = fmt.Sprint(sequence)
	r.DynamoDB.OldImage, r.DynamoDB.NewImage = json.RawMessage(before), json.RawMessage(after)
	return r
}

func TestTheStreamTellsOfChangesOfFactorsOnly(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		want          []notice.Kind
	}{
		"a user is created":   {"", userImage(0), nil},
		"a device is enabled": {userImage(0), userImage(0, "a"), []notice.Kind{notice.DeviceEnabled}},
		"an attempt":          {userImage(3, "a"), userImage(4, "a"), nil},
		"a device is taken":   {userImage(0, "a"), userImage(0), []notice.Kind{notice.DeviceDeactivated}},
		"a device is replaced": {userImage(0, "a"), userImage(0, "b"),
			[]notice.Kind{notice.DeviceEnabled, notice.DeviceDeactivated}},
		"the last attempt":           {userImage(99), userImage(100), []notice.Kind{notice.UserLocked}},
		"an attempt while locked":    {userImage(100), userImage(100), nil},
		"a user is deleted":          {userImage(0), "", nil},
		"a user is at its new name":  {"", userImage(100, "a"), nil},
		"a user leaves its old name": {userImage(100, "a"), "", nil},
		"a ticket is made":           {"", ticketImage("Pending"), []notice.Kind{notice.TicketCreated}},
		"a ticket is redeemed":       {ticketImage("Pending"), ticketImage("Redeemed"), []notice.Kind{notice.TicketRedeemed}},
		"a ticket is revoked":        {ticketImage("Pending"), ticketImage("Revoked"), []notice.Kind{notice.TicketRevoked}},
		"a ticket is forgotten":      {ticketImage("Redeemed"), "", nil},
		"a ticket needs approval": {"", approvalImage("Pending", ""),
			[]notice.Kind{notice.TicketCreated, notice.ApprovalRequired}},
		"a ticket is approved": {approvalImage("Pending", ""), approvalImage("Pending", "arn:x"),
			[]notice.Kind{notice.TicketApproved}},
		"an approved ticket is redeemed": {approvalImage("Pending", "arn:x"), approvalImage("Redeemed", "arn:x"),
			[]notice.Kind{notice.TicketRedeemed}},
		"an approved ticket is revoked": {approvalImage("Pending", "arn:x"), approvalImage("Revoked", "arn:x"),
			[]notice.Kind{notice.TicketRevoked}},
		"recovery codes are made": {userImage(0), recoveryImage("RCVC1", ""), []notice.Kind{notice.RecoveryCreated}},
		"recovery codes are renewed": {recoveryImage("RCVC1", `{"N":"3"}`), recoveryImage("RCVC2", ""),
			[]notice.Kind{notice.RecoveryCreated}},
		"a recovery code is redeemed": {recoveryImage("RCVC1", `{"N":"3"}`), recoveryImage("RCVC1", `{"N":"3"},{"N":"0"}`),
			[]notice.Kind{notice.RecoveryRedeemed}},
		"an attempt at a recovery code": {recoveryImage("RCVC1", ""), recoveryImage("RCVC1", ""), nil},
		"another kind of item":          {"", `{"pk":{"S":"group#1"},"name":{"S":"x"}}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := record(1, c.before, c.after).Notices(account)
			if err != nil || len(got) != len(c.want) {
				t.Fatalf("got %+v, %v; want %v", got, err, c.want)
			}
			for i, n := range got {
				written, err := json.Marshal(n)
				if err != nil {
					t.Fatal(err)
				}
				checkSchema(t, string(written))
				if n.Kind != c.want[i] || n.UserName != "alice" || n.UserID != "AIDA1" || n.ID == "" {
					t.Errorf("got %+v, want %v", n, c.want[i])
				}
			}
		})
	}
}

// An unreliable bus takes events, and loses or refuses some calls.
type unreliable struct {
	random *rand.Rand
	seen   map[string]int
}

func (b *unreliable) PutEvents(
	_ context.Context, in *eventbridge.PutEventsInput, _ ...func(*eventbridge.Options),
) (*eventbridge.PutEventsOutput, error) {
	fault := b.random.IntN(10)
	if fault == 0 {
		return nil, errors.New("the request was lost")
	}
	for _, e := range in.Entries {
		var n notice.Notice
		if err := json.Unmarshal([]byte(*e.Detail), &n); err != nil || *e.Source != notice.Source {
			return nil, err
		}
		b.seen[n.ID]++
	}
	switch fault {
	case 1:
		return nil, errors.New("the answer was lost")
	case 2:
		return &eventbridge.PutEventsOutput{FailedEntryCount: 1}, nil
	}
	return &eventbridge.PutEventsOutput{}, nil
}

func TestNoEventOfTenThousandChangesIsLostAndThoseThatComeTwiceHaveOneID(t *testing.T) {
	const changes = 10_000
	bus := &unreliable{rand.New(rand.NewPCG(1, 2)), map[string]int{}}
	sender := notice.Sender{Bus: bus, AccountID: account}
	var records []notice.Record
	for i := range changes {
		records = append(records, record(i, userImage(0), userImage(0, fmt.Sprint("device", i))))
	}
	batches := 0
	for len(records) > 0 {
		if batches++; batches > 3*changes {
			t.Fatal("the stream does not advance")
		}
		batch := records[:min(100, len(records))]
		answer, err := sender.Handle(t.Context(), notice.StreamEvent{Records: batch})
		if err != nil {
			t.Fatal(err)
		}
		done := len(batch)
		for _, failed := range answer.BatchItemFailures { // Lambda sends that and all after it again
			for i, r := range batch {
				if r.DynamoDB.SequenceNumber == failed.ItemIdentifier {
					done = min(done, i)
				}
			}
		}
		records = records[done:]
	}
	doubled := 0
	for _, n := range bus.seen {
		doubled += n - 1
	}
	if len(bus.seen) != changes {
		t.Errorf("%d of %d events came", len(bus.seen), changes)
	}
	t.Logf("%d changes in %d batches: none lost, %d came again with the same id", changes, batches, doubled)
}
