// Command delete-hardware-mfa-device is the Lambda function of DeleteHardwareMFADevice.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.DeleteHardwareMFADevice) }
