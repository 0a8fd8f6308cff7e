package wire

// ServiceOf returns the service of an operation, or "" if there is no operation
// of that name. AWS's names are case-sensitive.
func ServiceOf(operation string) Service { return operations[operation] }

// operations are the names of package mfa's operations; a test compares them.
var operations = map[string]Service{
	"CreateVirtualMFADevice": IAM,
	"EnableMFADevice":        IAM,
	"DeactivateMFADevice":    IAM,
	"ResyncMFADevice":        IAM,
	"DeleteVirtualMFADevice": IAM,
	"ListVirtualMFADevices":  IAM,
	"ListMFADevices":         IAM,
	"GetMFADevice":           IAM,
	"TagMFADevice":           IAM,
	"UntagMFADevice":         IAM,
	"ListMFADeviceTags":      IAM,
	"GetSessionToken":        STS,
	"GetCallerIdentity":      STS,
	"CreateUser":             IAM,
	"GetUser":                IAM,
	"ListUsers":              IAM,
	"DeleteUser":             IAM,
	"CreateAccessKey":        IAM,
	"ListAccessKeys":         IAM,
	"UpdateAccessKey":        IAM,
	"DeleteAccessKey":        IAM,
}
