// Command list-virtual-mfa-devices is the Lambda function of ListVirtualMFADevices.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.ListVirtualMFADevices) }
