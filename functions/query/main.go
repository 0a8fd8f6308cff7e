// Command query is the Lambda function of every operation at POST /, where AWS
// clients send what they want done.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.Operations()...) }
