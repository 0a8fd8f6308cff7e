// Command get-federation-token is the Lambda function of GetFederationToken.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.GetFederationToken) }
