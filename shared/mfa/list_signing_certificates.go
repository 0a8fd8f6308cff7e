package mfa

import "context"

// ListSigningCertificatesRequest names the user, the caller by default, and the page.
type ListSigningCertificatesRequest struct {
	UserName *string
	Marker   *string
	MaxItems *int32
}

func (in ListSigningCertificatesRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
	v.page(in.Marker, in.MaxItems)
}

// ListSigningCertificatesResponse has an empty list.
type ListSigningCertificatesResponse struct {
	Certificates []NoOutput
	IsTruncated  bool
}

// ListSigningCertificates lists no signing certificates: no user has any here.
// NoSuchEntity: IAM API reference.
var ListSigningCertificates = operation(IAM, "ListSigningCertificates", (*Service).ListSigningCertificates)

// ListSigningCertificates requires the permission and a user that exists,
// although its answer is always empty.
func (s *Service) ListSigningCertificates(
	ctx context.Context, c Caller, in ListSigningCertificatesRequest,
) (out ListSigningCertificatesResponse, err error) {
	_, err = s.targetUser(ctx, c, "ListSigningCertificates", in.UserName)
	out.Certificates = []NoOutput{}
	return out, err
}
