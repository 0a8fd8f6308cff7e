// Command list-enrollment-tickets is the Lambda function of
// ListEnrollmentTickets.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.ListEnrollmentTickets) }
