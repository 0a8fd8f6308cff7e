// Command approve-enrollment-ticket is the Lambda function of
// ApproveEnrollmentTicket.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.ApproveEnrollmentTicket) }
