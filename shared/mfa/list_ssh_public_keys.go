package mfa

import "context"

// ListSSHPublicKeysRequest names the user, the caller by default, and the page.
type ListSSHPublicKeysRequest struct {
	UserName *string
	Marker   *string
	MaxItems *int32
}

func (in ListSSHPublicKeysRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
	v.page(in.Marker, in.MaxItems)
}

// ListSSHPublicKeysResponse has an empty list.
type ListSSHPublicKeysResponse struct {
	SSHPublicKeys []NoOutput
	IsTruncated   bool
}

// ListSSHPublicKeys lists no SSH public keys: no user has any here.
// NoSuchEntity: IAM API reference.
var ListSSHPublicKeys = operation(IAM, "ListSSHPublicKeys", (*Service).ListSSHPublicKeys)

// ListSSHPublicKeys requires the permission and a user that exists, although
// its answer is always empty.
func (s *Service) ListSSHPublicKeys(
	ctx context.Context, c Caller, in ListSSHPublicKeysRequest,
) (out ListSSHPublicKeysResponse, err error) {
	_, err = s.targetUser(ctx, c, "ListSSHPublicKeys", in.UserName)
	out.SSHPublicKeys = []NoOutput{}
	return out, err
}
