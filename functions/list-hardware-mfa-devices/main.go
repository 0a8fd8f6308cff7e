// Command list-hardware-mfa-devices is the Lambda function of ListHardwareMFADevices.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.ListHardwareMFADevices) }
