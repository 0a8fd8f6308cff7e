// Command enrollment-page is the Lambda function that serves the enrollment
// page. It has no rights but to log.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/web"
)

func main() { lambdafn.ServePage("/enroll", web.EnrollmentPage(true)) }
