package endpoint_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret/secrettest"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// line is a record as it is written.
func line(t *testing.T, e endpoint.Event) (members map[string]any) {
	t.Helper()
	var written bytes.Buffer
	if err := endpoint.NewAudit(&written).Record(e); err != nil {
		t.Fatal(err)
	}
	if bytes.Count(written.Bytes(), []byte("\n")) != 1 {
		t.Errorf("a record is %q", &written)
	}
	if err := json.Unmarshal(written.Bytes(), &members); err != nil {
		t.Fatal(err)
	}
	return members
}

// memberOf finds a member of a record by its path, such as userIdentity.type.
func memberOf(record map[string]any, path string) any {
	var value any = record
	for name := range strings.SplitSeq(path, ".") {
		members, _ := value.(map[string]any)
		value = members[name]
	}
	return value
}

// last is the last record.
func (f *front) last(t *testing.T) map[string]any {
	t.Helper()
	return line(t, f.events[len(f.events)-1])
}

// wantMembers checks members of the last record; nil is absent or null.
func (f *front) wantMembers(t *testing.T, want map[string]any) {
	t.Helper()
	record := f.last(t)
	for path, value := range want {
		if got := memberOf(record, path); got != value {
			t.Errorf("%s is %v, not %v, in %v", path, got, value, record)
		}
	}
}

// owner is alice with a key of her own, a device, and a session opened with it.
func (f *front) owner(t *testing.T) (key, session aws.Credentials, serial string) {
	t.Helper()
	f.mfa.User("alice")
	phone := f.mfa.Enable("alice", "phone")
	created := f.send(f.iam("Action=CreateAccessKey&Version=2010-05-08&UserName=alice")).Body
	key = aws.Credentials{
		AccessKeyID:     element(t, created, "AccessKeyId"),
		SecretAccessKey: element(t, created, "SecretAccessKey"),
	}
	m := f.sts("Action=GetSessionToken&Version=2011-06-15&SerialNumber=" + phone.Serial + "&TokenCode=" +
		phone.Code(1).Reveal())
	m.key = key
	opened := f.send(m).Body
	return key, aws.Credentials{
		AccessKeyID:     element(t, opened, "AccessKeyId"),
		SecretAccessKey: element(t, opened, "SecretAccessKey"),
		SessionToken:    element(t, opened, "SessionToken"),
	}, phone.Serial
}

func TestARecordNamesTheKeyThatAnOperationMade(t *testing.T) {
	f := newFront(t, nil)
	key, session, serial := f.owner(t)
	f.wantMembers(t, map[string]any{
		"eventName":                                    "GetSessionToken",
		"eventSource":                                  "sts.amazonaws.com",
		"userIdentity.type":                            "IAMUser",
		"userIdentity.accessKeyId":                     key.AccessKeyID,
		"userIdentity.sessionContext":                  nil,
		"requestParameters.serialNumber":               serial,
		"requestParameters.tokenCode":                  nil,
		"responseElements.credentials.accessKeyId":     session.AccessKeyID,
		"responseElements.credentials.secretAccessKey": nil,
		"responseElements.credentials.sessionToken":    nil,
		"errorCode":                                    nil,
	})
	made := line(t, f.events[len(f.events)-2])
	if got := memberOf(made, "responseElements.accessKey.accessKeyId"); got != key.AccessKeyID {
		t.Errorf("CreateAccessKey is recorded with %v", made)
	}
}

func TestARecordNamesTheSessionOfItsCaller(t *testing.T) {
	f := newFront(t, nil)
	_, session, _ := f.owner(t)
	m := f.iam("Action=ListMFADevices&Version=2010-05-08&UserName=alice")
	m.key = session
	want(t, f.send(m), 200, "phone")
	f.wantMembers(t, map[string]any{
		"userIdentity.type":                                       "IAMUser",
		"userIdentity.userName":                                   "alice",
		"userIdentity.accountId":                                  "123456789012",
		"userIdentity.accessKeyId":                                session.AccessKeyID,
		"userIdentity.sessionContext.attributes.mfaAuthenticated": "true",
		"userIdentity.sessionContext.attributes.creationDate":     "2026-11-15T12:01:40Z",
		"requestParameters.userName":                              "alice",
		"responseElements":                                        nil,
		"readOnly":                                                true,
		"awsRegion":                                               "us-east-1",
		"eventVersion":                                            "1.11",
		"recipientAccountId":                                      "123456789012",
	})
}

func TestARecordOfASimulationNamesWhoseItIs(t *testing.T) {
	f := newFront(t, nil)
	const group = "arn:aws:iam::123456789012:group/g"
	f.send(f.iam("Action=SimulatePrincipalPolicy&Version=2010-05-08&PolicySourceArn=" + group +
		"&ActionNames.member.1=s3:GetObject&CallerArn=arn:aws:iam::123456789012:user/u&MaxItems=7"))
	f.wantMembers(t, map[string]any{
		"eventName":                         "SimulatePrincipalPolicy",
		"requestParameters.policySourceArn": group,
		"requestParameters.callerArn":       "arn:aws:iam::123456789012:user/u",
		"requestParameters.maxItems":        7.0,
		"requestParameters.simulation":      nil,
	})
}

func TestARecordOfARefusedRequestSaysWhatWasAskedForAndWithWhichKey(t *testing.T) {
	f := newFront(t, nil)
	f.send(f.iam("Action=CreateSAMLProvider&Version=2010-05-08"))
	f.wantMembers(t, map[string]any{"eventName": "CreateSAMLProvider", "errorCode": "InvalidAction",
		"userIdentity.type": "Root"})

	forged := f.iam("Action=DeactivateMFADevice&Version=2010-05-08")
	forged.key.SecretAccessKey += "x"
	f.send(forged)
	f.wantMembers(t, map[string]any{
		"eventName":                "DeactivateMFADevice",
		"errorCode":                "SignatureDoesNotMatch",
		"userIdentity.type":        "Unknown",
		"userIdentity.accessKeyId": f.key.AccessKeyID,
		"userIdentity.arn":         nil,
		"requestParameters":        nil,
	})
	// What is no name may be anything, a code or a seed that was pasted there.
	for _, action := range []string{"123456", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "JBSWYDPEHPKPXP", "Get%00User",
		strings.Repeat("Aa", 60)} {
		f.send(f.iam("Action=" + action + "&Version=2010-05-08"))
		f.wantMembers(t, map[string]any{"eventName": "Unknown", "errorMessage": nil})
	}
}

func TestARecordOfARefusedCodeCountsTheUsersOfTheMonth(t *testing.T) {
	f := newFront(t, nil)
	key, _, serial := f.owner(t)
	f.change(func(c *mfa.Config) { c.Profile = otp.Hardened }) // the other profile does not count months
	for _, refused := range []string{"1", "2", "3"} {
		m := f.sts("Action=GetSessionToken&Version=2011-06-15&SerialNumber=" + serial + "&TokenCode=918273")
		m.key = key
		f.send(m)
		f.wantMembers(t, map[string]any{
			"userIdentity.userName":                     "alice",
			"additionalEventData.reason":                "wrong",
			"additionalEventData.refusedCodesThisMonth": refused,
		})
	}
}

func TestARecordHasAnErrorMessageOnlyIfItQuotesNothing(t *testing.T) {
	f := newFront(t, nil)
	f.send(f.iam("Action=GetUser&Version=2010-05-08&UserName=918273"))
	f.wantMembers(t, map[string]any{"errorCode": "NoSuchEntity", "errorMessage": nil})
	f.send(f.iam("Version=2010-05-08"))
	f.wantMembers(t, map[string]any{"errorCode": "MissingAction",
		"errorMessage": "The request must contain the parameter Action."})
}

// An outage is an error of AWS's SDK, whose text quotes what was sent.
type outage struct{ text string }

func (outage) Service() string   { return "DynamoDB" }
func (outage) Operation() string { return "UpdateItem" }
func (outage) ErrorCode() string { return "ValidationException" }
func (outage) ServiceRequestID() string {
	return "4KBNVRGD25RG1KEO9UT4V3FQDJVV4KQNSO5AEMVJF66Q9ASUAAJG"
}
func (o outage) Error() string { return "two elements with the same value: " + o.text }

func TestAFailureIsRecordedByNamesAndNotByItsText(t *testing.T) {
	f := newFront(t, nil)
	for _, failure := range []error{outage{"918273"}, fmt.Errorf("reading: %w", outage{"918273"}), errors.New("918273")} {
		f.change(func(c *mfa.Config) { c.Store = broken{c.Store, failure} })
		f.send(f.iam("Action=GetUser&Version=2010-05-08&UserName=alice"))
		e := f.events[len(f.events)-1]
		if e.ErrorCode != "ServiceFailure" || strings.Contains(fmt.Sprintf("%+v", e), "918273") {
			t.Errorf("%+v", e)
		}
		const named = "DynamoDB UpdateItem ValidationException 4KBNVRGD25RG1KEO9UT4V3FQDJVV4KQNSO5AEMVJF66Q9ASUAAJG"
		if strings.Contains(failure.Error(), "same value") && e.Reason != named {
			t.Errorf("the reason is %q", e.Reason)
		}
	}
}

func TestNoFieldOfARecordHoldsASecret(t *testing.T) {
	f := newFront(t, nil)
	_, session, serial := f.owner(t)
	phone := f.mfa.Root.Create("tablet")
	pair := phone.Pair("bob", 0)
	const pasted = "wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY" // no slash, so that it is one element of the scope
	secrets := secrettest.Secrets{
		f.key.SecretAccessKey:                "the root's key",
		session.SecretAccessKey:              "the session's key",
		session.SessionToken:                 "the session's token",
		phone.Seed.Base32().Reveal():         "the seed",
		pair.AuthenticationCode1.Reveal():    "the first code",
		pair.AuthenticationCode2.Reveal():    "the second code",
		"918273":                             "a wrong code",
		"a password that was never anywhere": "a password",
		pasted:                               "a secret key pasted into the wrong line",
	}
	codes := "&AuthenticationCode1=" + pair.AuthenticationCode1.Reveal() + "&AuthenticationCode2=" +
		pair.AuthenticationCode2.Reveal()
	for _, body := range []string{
		"Action=EnableMFADevice&Version=2010-05-08&UserName=bob&SerialNumber=" + phone.Serial + codes,
		"Action=ResyncMFADevice&Version=2010-05-08&UserName=alice&SerialNumber=" + serial +
			"&AuthenticationCode1=918273&AuthenticationCode2=918273",
		"Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=third",
		"Action=CreateLoginProfile&Version=2010-05-08&UserName=alice&Password=a+password+that+was+never+anywhere",
		"Action=GetSessionToken&Version=2011-06-15&SerialNumber=" + serial + "&TokenCode=918273",
		"Action=" + session.SessionToken,
	} {
		m := f.iam(body)
		if strings.Contains(body, "2011-06-15") {
			m.service = "sts"
		}
		f.send(m)
	}
	asKey := f.iam(listUsers)
	asKey.key.AccessKeyID = pasted
	f.send(asKey)
	var sinks bytes.Buffer
	audit := endpoint.NewAudit(&sinks)
	for _, e := range f.events {
		if err := audit.Record(e); err != nil {
			t.Fatal(err)
		}
	}
	if len(f.events) < 9 || !strings.Contains(sinks.String(), phone.Serial) {
		t.Fatalf("nothing to look through: %s", &sinks)
	}
	hunt(t, &sinks, secrets)
}

// ecs is a record in the fields that Elastic's detection rules read, as its
// CloudTrail integration maps them.
func ecs(record map[string]any) map[string]any {
	outcome := "success"
	if record["errorCode"] != nil || record["errorMessage"] != nil {
		outcome = "failure"
	}
	return map[string]any{
		"event.provider":                                 record["eventSource"],
		"event.action":                                   record["eventName"],
		"event.outcome":                                  outcome,
		"aws.cloudtrail.user_identity.type":              memberOf(record, "userIdentity.type"),
		"aws.cloudtrail.user_identity.access_key_id":     memberOf(record, "userIdentity.accessKeyId"),
		"aws.cloudtrail.session_credential_from_console": record["sessionCredentialFromConsole"],
		"aws.cloudtrail.request_parameters.serialNumber": memberOf(record, "requestParameters.serialNumber"),
		"aws.cloudtrail.user_identity.session_context.mfa": memberOf(record,
			"userIdentity.sessionContext.attributes.mfaAuthenticated"),
	}
}

// detectionRules are the conditions of three public rules of Elastic's for MFA.
var detectionRules = map[string]func(map[string]any) bool{
	"AWS IAM Deactivation of MFA Device": func(e map[string]any) bool {
		return e["event.provider"] == "iam.amazonaws.com" && e["event.action"] == "DeactivateMFADevice" &&
			e["event.outcome"] == "success"
	},
	"AWS IAM Virtual MFA Device Registration Attempt with Session Token": func(e map[string]any) bool {
		keyID, _ := e["aws.cloudtrail.user_identity.access_key_id"].(string)
		return e["event.provider"] == "iam.amazonaws.com" && e["event.outcome"] == "success" &&
			(e["event.action"] == "CreateVirtualMFADevice" || e["event.action"] == "EnableMFADevice") &&
			strings.HasPrefix(keyID, "ASIA") && e["aws.cloudtrail.session_credential_from_console"] != "true"
	},
	"AWS STS GetSessionToken Usage": func(e map[string]any) bool {
		return e["event.provider"] == "sts.amazonaws.com" && e["event.action"] == "GetSessionToken" &&
			e["aws.cloudtrail.user_identity.type"] == "IAMUser" && e["event.outcome"] == "success"
	},
}

func TestPublicDetectionRulesForMFAMatchOurRecords(t *testing.T) {
	f := newFront(t, nil)
	key, session, serial := f.owner(t)
	root, alice := f.key, session
	for name, c := range map[string]struct {
		by      aws.Credentials
		service string
		body    string
		rule    string // that matches, or ""
	}{
		"a device is created with temporary credentials": {
			alice, "iam", "Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=spare",
			"AWS IAM Virtual MFA Device Registration Attempt with Session Token",
		},
		"a device is created with a long-term key": {root, "iam",
			"Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=other", ""},
		"the root opens a session": {root, "sts", "Action=GetSessionToken&Version=2011-06-15", ""},
		"a user opens a session": {
			key, "sts", "Action=GetSessionToken&Version=2011-06-15", "AWS STS GetSessionToken Usage",
		},
		"a device that does not exist is deactivated": {
			root, "iam", "Action=DeactivateMFADevice&Version=2010-05-08&UserName=alice&SerialNumber=" + serial + "x", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := f.iam(c.body)
			m.key, m.service = c.by, c.service
			f.send(m)
			f.wantRule(t, c.rule)
		})
	}
	deactivate := f.iam("Action=DeactivateMFADevice&Version=2010-05-08&UserName=alice&SerialNumber=" + serial)
	deactivate.key = session
	want(t, f.send(deactivate), 200, "RequestId")
	f.wantRule(t, "AWS IAM Deactivation of MFA Device")
}

// wantRule checks that one rule, or none, matches the last record.
func (f *front) wantRule(t *testing.T, want string) {
	t.Helper()
	for name, matches := range detectionRules {
		if record := ecs(f.last(t)); matches(record) != (name == want) {
			t.Errorf("%q matches %v: %v", name, record, matches(record))
		}
	}
}

// tooSmall is a writer that fails.
type tooSmall struct{}

func (tooSmall) Write([]byte) (int, error) { return 0, errors.New("no space: AKIA") }

func TestAnAuditThatCannotWriteSaysSo(t *testing.T) {
	if err := endpoint.NewAudit(tooSmall{}).Record(endpoint.Event{}); err == nil {
		t.Error("a record was lost in silence")
	}
}

func TestARefusalFromElsewhereLeavesARecord(t *testing.T) {
	f := newFront(t, nil)
	_, event := f.Refuse(f.signed(f.json("ListUsers", "{}")), wire.NewError(wire.AccessDenied, "not here"))
	checkSchema(t, event)
	if event.ErrorCode != "AccessDenied" || event.EventName != "ListUsers" ||
		event.UserIdentity.AccessKeyID != f.key.AccessKeyID {
		t.Errorf("%+v", event)
	}
}
