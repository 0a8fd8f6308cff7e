// Command redeem-recovery-code is the Lambda function of RedeemRecoveryCode.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.RedeemRecoveryCode) }
