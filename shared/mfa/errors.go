package mfa

import "github.com/virtual-mfa/virtual-mfa/shared/wire"

// An Error is a refusal as its sender gets it. It is the protocol's, which the
// edge shares. Errors of any other type are failures of the service.
type Error = wire.Error

// An ErrorCode is the code of a refusal, as AWS spells it.
type ErrorCode = wire.ErrorCode

// The codes that operations answer with (IAM and STS API references), and those
// of the front of either service.
const (
	AccessDenied              = wire.AccessDenied
	ConcurrentModification    = wire.ConcurrentModification
	DeleteConflict            = wire.DeleteConflict
	EntityAlreadyExists       = wire.EntityAlreadyExists
	ExpiredToken              = wire.ExpiredToken
	FeatureDisabled           = wire.FeatureDisabled
	IncompleteSignature       = wire.IncompleteSignature
	InvalidAction             = wire.InvalidAction
	InvalidAuthenticationCode = wire.InvalidAuthenticationCode
	InvalidClientTokenID      = wire.InvalidClientTokenID
	// InvalidAuthorizationMessage is DecodeAuthorizationMessage's.
	InvalidAuthorizationMessage = wire.InvalidAuthorizationMessage
	InvalidInput                = wire.InvalidInput
	InvalidParameterValue       = wire.InvalidParameterValue
	LimitExceeded               = wire.LimitExceeded
	MalformedInput              = wire.MalformedInput
	MalformedPolicyDocument     = wire.MalformedPolicyDocument
	MethodNotAllowed            = wire.MethodNotAllowed
	MissingAction               = wire.MissingAction
	MissingAuthentication       = wire.MissingAuthentication
	NoSuchEntity                = wire.NoSuchEntity
	OrganizationNotFound        = wire.OrganizationNotFound
	RequestEntityTooLarge       = wire.RequestEntityTooLarge
	ServiceFailure              = wire.ServiceFailure
	ServiceUnavailable          = wire.ServiceUnavailable
	SignatureDoesNotMatch       = wire.SignatureDoesNotMatch
	PasswordPolicyViolation     = wire.PasswordPolicyViolation
	ReportExpired               = wire.ReportExpired
	ReportNotPresent            = wire.ReportNotPresent
	PackedPolicyTooLarge        = wire.PackedPolicyTooLarge
	Throttling                  = wire.Throttling
	UnsupportedMediaType        = wire.UnsupportedMediaType
	ValidationError             = wire.ValidationError
)

func fail(code ErrorCode, format string, args ...any) *Error {
	return wire.NewError(code, format, args...)
}

// One error for every way in which a code can be wrong, spent or out of its
// window: which of them it was is for the audit record.
var (
	errInvalidPair = fail(InvalidAuthenticationCode, "Authentication code for device is not valid.")
	errInvalidCode = fail(
		AccessDenied,
		"MultiFactorAuthentication failed with invalid MFA one time pass code. ",
	) // AWS's trailing space
	errUnableToJudge = fail(
		AccessDenied,
		"MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
	)
	errNotTheUsers = fail(NoSuchEntity, "MFA Device invalid for user.")
	errMFARequired = fail(
		AccessDenied,
		"To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.",
	)
	errInvalidPath = fail(
		ValidationError,
		"The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
	)
	errInvalidMarker = fail(ValidationError, "Invalid Marker.")
	errNoUserName    = fail(ValidationError, "Must specify userName when calling with non-User credentials")
	errInvalidToken  = fail(InvalidClientTokenID, "The security token included in the request is invalid")
	errExpiredToken  = fail(ExpiredToken, "The security token included in the request is expired")
	errModifiedByTwo = fail(
		ConcurrentModification,
		"The request was rejected because multiple requests to change this object were submitted simultaneously. Wait a few minutes and submit your request again.",
	)
	errTooManyDevices = fail(
		LimitExceeded,
		"Cannot exceed quota for MFADevicesPerUser: %d",
		MaxDevicesPerUser,
	) // text C: contract of a clone
	errTooManyNewDevices = fail(
		LimitExceeded,
		"Cannot exceed quota for UnassignedMFADevicesPerUser: %d",
		MaxNewDevicesPerUser,
	) // text D
)

func errNoUser(name string) *Error {
	return fail(NoSuchEntity, "The user with name %s cannot be found.", name)
}

// errNoDevice is text A for Deactivate and Delete, B for Enable and Resync, and C
// for tags, for which no recording of AWS's text exists.
func errNoDevice(serial string) *Error {
	return fail(NoSuchEntity, "MFA Device with serial number %s does not exist.", serial)
}

func errNoKey(id string) *Error {
	return fail(NoSuchEntity, "The Access Key with id %s cannot be found.", id)
}
