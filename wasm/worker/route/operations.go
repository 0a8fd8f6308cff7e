package route

// A service is one of AWS's, as the scope of a signature names it.
type service string

const (
	iam service = "iam"
	sts service = "sts"
)

// version is the API version of the service, or "" if there is no such service.
func (s service) version() string {
	switch s {
	case iam:
		return "2010-05-08"
	case sts:
		return "2011-06-15"
	}
	return ""
}

func (s service) namespace() string {
	return "https://" + string(s) + ".amazonaws.com/doc/" + s.version() + "/"
}

// operations are the names of package mfa's, which is not sent to the edge itself: a test compares the two.
var operations = map[string]service{
	"CreateVirtualMFADevice": iam, "EnableMFADevice": iam, "DeactivateMFADevice": iam, "ResyncMFADevice": iam, "DeleteVirtualMFADevice": iam,
	"ListVirtualMFADevices": iam, "ListMFADevices": iam, "GetMFADevice": iam, "TagMFADevice": iam, "UntagMFADevice": iam, "ListMFADeviceTags": iam,
	"GetSessionToken": sts, "GetCallerIdentity": sts,
	"CreateUser": iam, "GetUser": iam, "ListUsers": iam, "DeleteUser": iam,
	"CreateAccessKey": iam, "ListAccessKeys": iam, "UpdateAccessKey": iam, "DeleteAccessKey": iam,
}
