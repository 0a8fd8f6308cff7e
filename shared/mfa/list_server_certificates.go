package mfa

import "context"

// ListServerCertificatesRequest has the path and the page.
type ListServerCertificatesRequest struct {
	PathPrefix *string
	Marker     *string
	MaxItems   *int32
}

func (in ListServerCertificatesRequest) validate(v *validation) {
	v.optional("pathPrefix", in.PathPrefix, pathPrefixType)
	v.page(in.Marker, in.MaxItems)
}

// ListServerCertificatesResponse has an empty list.
type ListServerCertificatesResponse struct {
	ServerCertificateMetadataList []NoOutput
	IsTruncated                   bool
}

// ListServerCertificates lists no server certificates: there are none here. IAM
// API reference.
var ListServerCertificates = operation(IAM, "ListServerCertificates", (*Service).ListServerCertificates)

// ListServerCertificates requires the permission, although its answer is always
// empty.
func (s *Service) ListServerCertificates(
	ctx context.Context, c Caller, _ ListServerCertificatesRequest,
) (out ListServerCertificatesResponse, err error) {
	out.ServerCertificateMetadataList = []NoOutput{}
	return out, s.onAccount(ctx, c, "ListServerCertificates")
}
