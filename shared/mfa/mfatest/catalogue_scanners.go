package mfatest

import "github.com/virtual-mfa/virtual-mfa/shared/mfa"

// scannerEntries are the calls whose answer is always the same: that there is no
// organization, and no record of which services were used.
func scannerEntries() []Entry {
	return []Entry{
		{
			Operation: mfa.ListOrganizationsFeatures,
			Body:      `{}`,
			Answer:    mfa.OrganizationNotFound,
			Again:     mfa.OrganizationNotFound,
		},
		{
			Operation: mfa.GenerateServiceLastAccessedDetails,
			Body:      `{"Arn":"arn:aws:iam::` + Account + `:user/scanned","Granularity":"SERVICE_LEVEL"}`,
			Before:    []Before{{mfa.CreateUser, `{"UserName":"scanned"}`}},
			DynamoDB:  1,
		},
		{
			Operation: mfa.GetServiceLastAccessedDetails,
			Body:      `{"JobId":"016f5e66-e800-7000-8000-000000000000"}`, // of the first of January 2020
		},
	}
}
