// Command directory is the Lambda function of the operations on users, keys and
// policies that have no function of their own.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func main() { lambdafn.Serve(mfa.OperationsOf(mfa.SharedFunction)...) }
