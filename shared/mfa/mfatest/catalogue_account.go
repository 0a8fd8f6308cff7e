package mfatest

import "github.com/virtual-mfa/virtual-mfa/shared/mfa"

// accountEntries are the calls about login profiles, about what there is once in
// an account, and of listings that are always empty. The user is made again and
// renamed at the end.
func accountEntries() (entries []Entry) {
	const member = `{"UserName":"member"}`
	before := []Before{{mfa.CreateUser, member}}
	profile := Before{mfa.CreateLoginProfile, `{"UserName":"member","Password":"correct-Horse-1"}`}
	alias := Before{mfa.CreateAccountAlias, `{"AccountAlias":"blue-team"}`}
	passwords := Before{mfa.UpdateAccountPasswordPolicy, `{"MinimumPasswordLength":12}`}
	report := Before{mfa.GenerateCredentialReport, `{}`}
	for _, c := range []struct {
		call     Before
		before   []Before
		dynamoDB int
		again    mfa.ErrorCode
	}{
		{profile, before, 3, mfa.EntityAlreadyExists},
		{Before{mfa.GetLoginProfile, member}, append(before, profile), 1, ""},
		{
			Before{mfa.UpdateLoginProfile, `{"UserName":"member","PasswordResetRequired":true}`},
			append(before, profile), 2, "",
		},
		{Before{mfa.DeleteLoginProfile, member}, append(before, profile), 2, mfa.NoSuchEntity},
		{alias, nil, 2, mfa.EntityAlreadyExists},
		{Before{mfa.ListAccountAliases, `{}`}, []Before{alias}, 1, ""},
		{Before{mfa.DeleteAccountAlias, alias.Body}, []Before{alias}, 2, mfa.NoSuchEntity},
		{passwords, nil, 2, ""},
		{Before{mfa.GetAccountPasswordPolicy, `{}`}, []Before{passwords}, 1, ""},
		{Before{mfa.DeleteAccountPasswordPolicy, `{}`}, []Before{passwords}, 2, mfa.NoSuchEntity},
		{Before{mfa.GetAccountSummary, `{}`}, nil, 18, ""},
		{Before{mfa.GetAccountAuthorizationDetails, `{"Filter":["Role","LocalManagedPolicy"]}`}, nil, 5, ""},
		{report, nil, 9, ""},
		{Before{mfa.GetCredentialReport, `{}`}, []Before{report}, 1, ""},
		{Before{mfa.ListSSHPublicKeys, member}, before, 1, ""},
		{Before{mfa.ListSigningCertificates, member}, before, 1, ""},
		{Before{mfa.ListServiceSpecificCredentials, member}, before, 1, ""},
		{Before{mfa.ListInstanceProfiles, `{}`}, nil, 0, ""},
		{Before{mfa.ListServerCertificates, `{}`}, nil, 0, ""},
		{Before{mfa.ListSAMLProviders, `{}`}, nil, 0, ""},
		{Before{mfa.ListOpenIDConnectProviders, `{}`}, nil, 0, ""},
		{
			Before{mfa.UpdateUser, `{"UserName":"member","NewUserName":"renamed","NewPath":"/people/"}`},
			before, 4, mfa.NoSuchEntity,
		},
	} {
		entries = append(entries, Entry{
			Operation: c.call.Operation,
			Body:      c.call.Body,
			Before:    c.before,
			Again:     c.again,
			DynamoDB:  c.dynamoDB,
		})
	}
	return entries
}
