package mfa

import (
	"context"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// GetAccountSummaryRequest has no members.
type GetAccountSummaryRequest struct{}

func (GetAccountSummaryRequest) validate(*validation) {}

// GetAccountSummaryResponse has numbers by name: quotas, counts, and 0 or 1 for
// what is or is not.
type GetAccountSummaryResponse struct {
	SummaryMap map[string]int32
}

// GetAccountSummary counts what there is in the account, and says how much
// there may be. IAM API reference.
var GetAccountSummary = operation(IAM, "GetAccountSummary", (*Service).GetAccountSummary)

// GetAccountSummary reads all listings to count what they have.
func (s *Service) GetAccountSummary(
	ctx context.Context, c Caller, _ GetAccountSummaryRequest,
) (out GetAccountSummaryResponse, err error) {
	if err := s.onAccount(ctx, c, "GetAccountSummary"); err != nil {
		return out, err
	}
	out.SummaryMap = accountQuotas()
	return out, s.count(ctx, c, out.SummaryMap)
}

// accountQuotas are the keys whose values never change (IAM user guide, "IAM and
// AWS STS quotas"; text A for their values). None of the quotas of the account
// is enforced.
func accountQuotas() map[string]int32 {
	return map[string]int32{
		"AccessKeysPerUserQuota":            MaxAccessKeysPerUser,
		"AccountPasswordPresent":            0,
		"AccountSigningCertificatesPresent": 0,
		"AssumeRolePolicySizeQuota":         policy.MaxTrust,
		"AttachedPoliciesPerGroupQuota":     maxAttached,
		"AttachedPoliciesPerRoleQuota":      maxAttached,
		"AttachedPoliciesPerUserQuota":      maxAttached,
		"GlobalEndpointTokenVersion":        1,
		"GroupPolicySizeQuota":              policy.MaxGroupPolicies,
		"GroupsPerUserQuota":                maxGroups,
		"GroupsQuota":                       300,
		"InstanceProfiles":                  0,
		"InstanceProfilesQuota":             1_000,
		"PoliciesQuota":                     1_500,
		"PolicySizeQuota":                   policy.MaxManaged,
		"PolicyVersionsInUseQuota":          10_000,
		"Providers":                         0,
		"RolePolicySizeQuota":               policy.MaxRolePolicies,
		"RolesQuota":                        1_000,
		"ServerCertificates":                0,
		"ServerCertificatesQuota":           20,
		"SigningCertificatesPerUserQuota":   2,
		"UserPolicySizeQuota":               policy.MaxUserPolicies,
		"UsersQuota":                        5_000,
		"VersionsPerPolicyQuota":            maxVersions,
	}
}

// count adds what is counted. It walks the listings, at a thousand items a call,
// so that no write has to keep a counter.
func (s *Service) count(ctx context.Context, c Caller, out map[string]int32) error {
	rootKeys, err := s.rootKeys(ctx, c)
	if err != nil {
		return err
	}
	rootDevices, err := s.rootDevices(ctx)
	if err != nil {
		return err
	}
	out["AccountAccessKeysPresent"] = int32(min(len(rootKeys), 1))
	out["AccountMFAEnabled"] = int32(len(rootDevices))
	// Those in stock are none of the account's in AWS. Switched off, those that users
	// have go on working.
	hardware, err := length(ctx, deviceListing(s.store.HardwareDevices).having(Assigned))
	if err != nil {
		return err
	}
	for _, counted := range []struct {
		key    string
		length func() (int32, error)
	}{
		{"Users", func() (int32, error) { return length(ctx, s.store.Users) }},
		{"Groups", func() (int32, error) { return length(ctx, s.store.Groups) }},
		{"Roles", func() (int32, error) { return length(ctx, s.store.Roles) }},
		{"MFADevices", func() (int32, error) { return length(ctx, deviceListing(s.store.Devices).having(AnyAssignment)) }},
		{"MFADevicesInUse", func() (int32, error) { return length(ctx, deviceListing(s.store.Devices).having(Assigned)) }},
	} {
		if out[counted.key], err = counted.length(); err != nil {
			return err
		}
	}
	out["MFADevices"] += hardware
	out["MFADevicesInUse"] += hardware
	out["Policies"], out["PolicyVersionsInUse"] = 0, 0
	return each(ctx, s.policies, func(page []Policy) error {
		for _, p := range page {
			if p.ARN != s.SelfServiceARN() {
				out["Policies"]++
			}
			if len(p.Attachments) > 0 {
				out["PolicyVersionsInUse"]++
			}
		}
		return nil
	})
}

type listing[T any] func(ctx context.Context, after string, limit int) (page []T, next string, err error)

// length counts the items of a listing.
func length[T any](ctx context.Context, list listing[T]) (n int32, err error) {
	err = each(ctx, list, func(page []T) error {
		n += int32(len(page))
		return nil
	})
	return n, err
}

// A deviceListing lists the devices of an assignment status.
type deviceListing func(
	ctx context.Context, which AssignmentStatus, after string, limit int,
) (page []Device, next string, err error)

// having is the part of the listing that has the assignment status.
func (list deviceListing) having(which AssignmentStatus) listing[Device] {
	return func(ctx context.Context, after string, limit int) ([]Device, string, error) {
		return list(ctx, which, after, limit)
	}
}
