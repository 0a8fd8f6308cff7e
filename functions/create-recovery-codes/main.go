// Command create-recovery-codes is the Lambda function of CreateRecoveryCodes.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.CreateRecoveryCodes) }
