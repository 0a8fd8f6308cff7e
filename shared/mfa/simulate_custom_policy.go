package mfa

import (
	"context"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// SimulateCustomPolicyRequest has the policies and the requests to try them on.
type SimulateCustomPolicyRequest struct{ Simulation }

func (in SimulateCustomPolicyRequest) validate(v *validation) {
	v.requiredList("policyInputList", in.PolicyInputList)
	v.simulation(in.Simulation)
}

// SimulateCustomPolicy tells what policies would allow, for any action of any service.
// Nothing is carried out.
// InvalidInput: IAM API reference.
var SimulateCustomPolicy = operation(IAM, "SimulateCustomPolicy", (*Service).SimulateCustomPolicy)

// SimulateCustomPolicy reads nothing but the request.
func (s *Service) SimulateCustomPolicy(
	ctx context.Context, c Caller, in SimulateCustomPolicyRequest,
) (out SimulatePolicyResponse, err error) {
	if err := s.permit(ctx, c, access{action: "SimulateCustomPolicy", resource: "*", shown: "*"}); err != nil {
		return out, err
	}
	simulated, err := policy.Simulate(in.input())
	if err != nil {
		return out, malformed(err)
	}
	return simulationResult(simulated), nil
}
