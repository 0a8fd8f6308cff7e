package mfa

import "context"

// GetCallerIdentityRequest is empty.
type GetCallerIdentityRequest struct{}

func (GetCallerIdentityRequest) validate(*validation) {}

// GetCallerIdentityResponse says who signed the request. For a session it is the user.
type GetCallerIdentityResponse struct {
	UserId  string
	Account string
	Arn     string
}

// GetCallerIdentity returns the account, the ARN and the id of the caller. STS
// API reference.
var GetCallerIdentity = operation(STS, "GetCallerIdentity", (*Service).GetCallerIdentity).withFunction()

// GetCallerIdentity needs no permission and cannot be denied (STS API
// reference, GetCallerIdentity).
func (s *Service) GetCallerIdentity(
	_ context.Context,
	c Caller,
	_ GetCallerIdentityRequest,
) (GetCallerIdentityResponse, error) {
	return GetCallerIdentityResponse{UserId: c.userID, Account: s.accountID, Arn: c.arn}, nil
}
