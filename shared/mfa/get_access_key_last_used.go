package mfa

import (
	"context"
	"errors"
	"time"
)

// GetAccessKeyLastUsedRequest names the access key.
type GetAccessKeyLastUsedRequest struct {
	AccessKeyId *string
}

func (in GetAccessKeyLastUsedRequest) validate(v *validation) {
	v.required("accessKeyId", in.AccessKeyId, accessKeyIDType)
}

// GetAccessKeyLastUsedResponse names the key's user; the account root's key has
// none.
type GetAccessKeyLastUsedResponse struct {
	UserName          *string `json:",omitzero"`
	AccessKeyLastUsed AccessKeyLastUsed
}

// AccessKeyLastUsed says when a key was last used, to 15 minutes, and for what. A
// key that never was has no date, and N/A for the rest.
type AccessKeyLastUsed struct {
	LastUsedDate time.Time `json:",omitzero"`
	ServiceName  string
	Region       string
}

// notUsed stands for what is not known of a key that was never used (IAM API
// reference, AccessKeyLastUsed).
const notUsed = "N/A"

// GetAccessKeyLastUsed says when an access key was last used, and for which service.
// IAM API reference.
var GetAccessKeyLastUsed = operation(IAM, "GetAccessKeyLastUsed", (*Service).GetAccessKeyLastUsed)

// GetAccessKeyLastUsed answers for a key that does not exist as AWS does, with a
// refusal that has neither the key's id nor a colon (text A).
func (s *Service) GetAccessKeyLastUsed(
	ctx context.Context, c Caller, in GetAccessKeyLastUsedRequest,
) (out GetAccessKeyLastUsedResponse, err error) {
	key, err := s.store.AccessKey(ctx, *in.AccessKeyId)
	switch {
	case errors.Is(err, ErrNotFound), err == nil && key.isRoot() && !c.isRoot():
		return out, fail(AccessDenied,
			"User: %s is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ID", c.arn)
	case err != nil:
		return out, err
	}
	if !key.isRoot() {
		if _, err := s.targetUser(ctx, c, "GetAccessKeyLastUsed", &key.UserName); err != nil {
			return out, err
		}
		out.UserName = &key.UserName
	}
	out.AccessKeyLastUsed = AccessKeyLastUsed{ServiceName: notUsed, Region: notUsed}
	if used := key.LastUsed; !used.Date.IsZero() {
		out.AccessKeyLastUsed = AccessKeyLastUsed{used.Date, string(used.Service), used.Region}
	}
	return out, nil
}
