// Command notify is the Lambda function that hands changes of users' factors on
// from the table's stream to EventBridge.
package main

import (
	"github.com/virtual-mfa/virtual-mfa/functions/internal/notice"
)

func main() { notice.Serve() }
