package endpoint_test

import (
	"net/url"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
)

// session is what an answer of STS hands out.
func session(t *testing.T, answer endpoint.Response) aws.Credentials {
	t.Helper()
	return aws.Credentials{
		AccessKeyID:     element(t, answer.Body, "AccessKeyId"),
		SecretAccessKey: element(t, answer.Body, "SecretAccessKey"),
		SessionToken:    element(t, answer.Body, "SessionToken"),
	}
}

func TestARecordOfARolesSessionNamesTheRole(t *testing.T) {
	f := newFront(t, nil)
	key, _, _ := f.owner(t)
	trust := url.QueryEscape(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},` +
		`"Action":["sts:AssumeRole","sts:SetSourceIdentity"]}}`)
	made := f.send(f.iam("Action=CreateRole&Version=2010-05-08&RoleName=ops&Path=/team/&AssumeRolePolicyDocument=" + trust))
	m := f.sts("Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::123456789012:role/team/ops" +
		"&RoleSessionName=work&SourceIdentity=alice.b")
	m.key = key
	opened := f.send(m)
	f.wantMembers(t, map[string]any{
		"eventName":                                      "AssumeRole",
		"requestParameters.roleArn":                      "arn:aws:iam::123456789012:role/team/ops",
		"responseElements.credentials.accessKeyId":       session(t, opened).AccessKeyID,
		"responseElements.assumedRoleUser.assumedRoleId": element(t, made.Body, "RoleId") + ":work",
	})
	m = f.sts(whoami)
	m.key = session(t, opened)
	want(t, f.send(m), 200, "assumed-role/ops/work")
	f.wantMembers(t, map[string]any{
		"userIdentity.type":                                       "AssumedRole",
		"userIdentity.principalId":                                element(t, made.Body, "RoleId") + ":work",
		"userIdentity.arn":                                        "arn:aws:sts::123456789012:assumed-role/ops/work",
		"userIdentity.userName":                                   nil,
		"userIdentity.sessionContext.sessionIssuer.type":          "Role",
		"userIdentity.sessionContext.sessionIssuer.principalId":   element(t, made.Body, "RoleId"),
		"userIdentity.sessionContext.sessionIssuer.arn":           "arn:aws:iam::123456789012:role/team/ops",
		"userIdentity.sessionContext.sessionIssuer.accountId":     "123456789012",
		"userIdentity.sessionContext.sessionIssuer.userName":      "ops",
		"userIdentity.sessionContext.sourceIdentity":              "alice.b",
		"userIdentity.sessionContext.attributes.mfaAuthenticated": "false",
	})
	// The use is recorded, with the region of the signature.
	want(t, f.send(f.iam("Action=GetRole&Version=2010-05-08&RoleName=ops")), 200, "<Region>us-east-1</Region>")
	want(t, f.send(f.iam("Action=GetAccessKeyLastUsed&Version=2010-05-08&AccessKeyId="+key.AccessKeyID)), 200,
		"<ServiceName>sts</ServiceName>")
}

func TestARecordOfAFederatedUserNamesWhoOpenedTheSession(t *testing.T) {
	f := newFront(t, nil)
	opened := f.send(f.sts("Action=GetFederationToken&Version=2011-06-15&Name=guest"))
	f.wantMembers(t, map[string]any{
		"requestParameters.name":                         "guest",
		"responseElements.federatedUser.federatedUserId": "123456789012:guest",
		"responseElements.credentials.sessionToken":      nil,
	})
	m := f.sts(whoami)
	m.key = session(t, opened)
	want(t, f.send(m), 200, "federated-user/guest")
	f.wantMembers(t, map[string]any{
		"userIdentity.type": "FederatedUser",
		"userIdentity.sessionContext.sessionIssuer.type":        "Root",
		"userIdentity.sessionContext.sessionIssuer.principalId": "123456789012",
		"userIdentity.sessionContext.sessionIssuer.userName":    nil,
		"userIdentity.sessionContext.sourceIdentity":            nil,
	})
	m.service, m.body = "iam", listUsers
	want(t, f.send(m), 403, "The security token included in the request is invalid")
}

func TestAnEncodedMessageStandsBesideAWSsText(t *testing.T) {
	f := newFront(t, nil)
	key, _, _ := f.owner(t)
	m := f.iam(listUsers)
	m.key = key
	refused := f.send(m)
	message := element(t, refused.Body, "EncodedMessage")
	decode := f.sts("Action=DecodeAuthorizationMessage&Version=2011-06-15&EncodedMessage=" + url.QueryEscape(message))
	want(t, f.send(decode), 200, `"action":"iam:ListUsers"`)
	f.wantMembers(t, map[string]any{"eventName": "DecodeAuthorizationMessage", "readOnly": true, "requestParameters": nil})
	m = f.json("ListUsers", "{}")
	m.key = key
	want(t, f.send(m), 403, `"EncodedMessage":"`)
}

func TestAnExternalIDThatIsRepeatedIsRefused(t *testing.T) {
	f := newFront(t, nil)
	key, _, _ := f.owner(t)
	trust := url.QueryEscape(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},` +
		`"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"right"}}}}`)
	f.send(f.iam("Action=CreateRole&Version=2010-05-08&RoleName=ops&AssumeRolePolicyDocument=" + trust))
	assume := "Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::123456789012:role/ops&RoleSessionName=work"
	for ids, status := range map[string]int{
		"":                                   403,
		"&ExternalId=wrong":                  403,
		"&ExternalId=right":                  200,
		"&ExternalId=wrong&ExternalId=right": 400,
		"&ExternalId=right&ExternalId=right": 400,
		"&ExternalId.1=right":                403,
	} {
		m := f.sts(assume + ids)
		m.key = key
		if got := f.send(m); got.Status != status {
			t.Errorf("%q is answered %d: %s", ids, got.Status, got.Body)
		}
	}
	m := f.json("AssumeRole", `{"RoleArn":"arn:aws:iam::123456789012:role/ops","RoleSessionName":"work",`+
		`"ExternalId":"wrong","ExternalId":"right"}`)
	m.service, m.key = "sts", key
	want(t, f.send(m), 400, "MalformedInput")
}
