// Command pages is the Lambda function that serves the pages for
// enrollment and for the import of hardware tokens. It has no rights but to log.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/web"
)

func main() {
	lambdafn.ServePages(
		lambdafn.Page{Name: "enroll", Files: web.EnrollmentPage(true)},
		lambdafn.Page{Name: "import", Files: web.ImportPage(true), Hardware: true},
	)
}
