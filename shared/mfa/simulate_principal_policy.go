package mfa

import (
	"context"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// SimulatePrincipalPolicyRequest names the user, group or role and has the requests
// to try. PolicyInputList has policies to add.
type SimulatePrincipalPolicyRequest struct {
	PolicySourceArn *string
	Simulation
}

func (in SimulatePrincipalPolicyRequest) validate(v *validation) {
	v.required("policySourceArn", in.PolicySourceArn, arnType)
	v.simulation(in.Simulation)
}

// SimulatePrincipalPolicy tells what the policies of a user, a group or a role would
// allow, for any action of any service. Nothing is carried out.
// InvalidInput, NoSuchEntity: IAM API reference.
var SimulatePrincipalPolicy = operation(
	IAM, "SimulatePrincipalPolicy", (*Service).SimulatePrincipalPolicy)

// SimulatePrincipalPolicy includes the policies of the groups of a user, and
// the boundary.
func (s *Service) SimulatePrincipalPolicy(
	ctx context.Context, c Caller, in SimulatePrincipalPolicyRequest,
) (out SimulatePolicyResponse, err error) {
	source, err := s.simulationSource(ctx, c, "SimulatePrincipalPolicy", *in.PolicySourceArn)
	if err != nil {
		return out, err
	}
	input := in.input()
	input.Source = &source
	simulated, err := policy.Simulate(input)
	if err != nil {
		return out, malformed(err)
	}
	return simulationResult(simulated), nil
}
