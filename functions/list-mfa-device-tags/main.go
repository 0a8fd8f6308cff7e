// Command list-mfa-device-tags is the Lambda function of ListMFADeviceTags.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.ListMFADeviceTags) }
