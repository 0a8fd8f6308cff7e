package mfa

// A federatedUser is what the token of a federated user's session holds beside its
// keys, its times and the user who opened it.
type federatedUser struct {
	Name string       `json:"name"`
	Tags []sessionTag `json:"tags,omitempty"`
	sessionPolicies
}

// federatedUserARN is the ARN of a federated user's session.
func (s *Service) federatedUserARN(name string) string {
	return s.arnOf("sts", "federated-user/"+name)
}
