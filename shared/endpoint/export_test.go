package endpoint

import "github.com/virtual-mfa/virtual-mfa/shared/mfa"

// HasStatus is for the test that the table is complete.
func HasStatus(code mfa.ErrorCode) bool { return statuses[code] != 0 }
