package mfatest

import "github.com/virtual-mfa/virtual-mfa/shared/mfa"

// sessionEntries are those about federated users and uses of access keys.
func sessionEntries() []Entry {
	return []Entry{
		{Operation: mfa.GetFederationToken, Body: `{"Name":"guest"}`},
		{Operation: mfa.GetAccessKeyInfo, Body: `{"AccessKeyId":"$key"}`, User: "bob", Cells: EachUser},
		{
			Operation: mfa.DecodeAuthorizationMessage,
			Body:      `{"EncodedMessage":"none"}`,
			Answer:    mfa.InvalidAuthorizationMessage,
			Again:     mfa.InvalidAuthorizationMessage,
		},
		{
			Operation: mfa.GetAccessKeyLastUsed,
			Body:      `{"AccessKeyId":"$key"}`,
			User:      "bob",
			Cells:     EachUser,
			DynamoDB:  2, // reads the key, then its user
		},
	}
}
