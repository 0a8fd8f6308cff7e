package mfa

import (
	"context"
	"errors"
)

// GetAccessKeyInfoRequest names the access key.
type GetAccessKeyInfoRequest struct {
	AccessKeyId *string
}

func (in GetAccessKeyInfoRequest) validate(v *validation) {
	v.required("accessKeyId", in.AccessKeyId, stsAccessKeyIDType)
}

// GetAccessKeyInfoResponse names the account.
type GetAccessKeyInfoResponse struct{ Account string }

// GetAccessKeyInfo returns the account of an access key. STS API reference.
var GetAccessKeyInfo = operation(STS, "GetAccessKeyInfo", (*Service).GetAccessKeyInfo)

// GetAccessKeyInfo reads the account out of the id, so that it knows sessions'
// keys, and keys that were deleted, too. A root key whose id its owner chose is
// looked up.
func (s *Service) GetAccessKeyInfo(
	ctx context.Context, c Caller, in GetAccessKeyInfoRequest,
) (out GetAccessKeyInfoResponse, err error) {
	if err := s.permit(ctx, c, access{service: STS, action: "GetAccessKeyInfo", resource: "*"}); err != nil {
		return out, err
	}
	if accountOfKeyID(*in.AccessKeyId) != s.accountID {
		_, err := s.store.AccessKey(ctx, *in.AccessKeyId)
		if errors.Is(err, ErrNotFound) {
			return out, fail(ValidationError, "Access Key ID %s is not valid.", *in.AccessKeyId) // text D
		}
		if err != nil {
			return out, err
		}
	}
	return GetAccessKeyInfoResponse{Account: s.accountID}, nil
}
