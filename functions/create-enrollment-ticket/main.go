// Command create-enrollment-ticket is the Lambda function of
// CreateEnrollmentTicket.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.CreateEnrollmentTicket) }
