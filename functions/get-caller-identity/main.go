// Command get-caller-identity is the Lambda function of GetCallerIdentity.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.GetCallerIdentity) }
