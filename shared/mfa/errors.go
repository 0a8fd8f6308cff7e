package mfa

import "fmt"

// An ErrorCode is the Code of an error in AWS's answers. Package api has the one table of their HTTP statuses.
type ErrorCode string

// The codes that operations answer with (IAM and STS API references), and those of the front of either service.
const (
	AccessDenied              ErrorCode = "AccessDenied"
	ConcurrentModification    ErrorCode = "ConcurrentModification"
	DeleteConflict            ErrorCode = "DeleteConflict"
	EntityAlreadyExists       ErrorCode = "EntityAlreadyExists"
	ExpiredToken              ErrorCode = "ExpiredToken"
	IncompleteSignature       ErrorCode = "IncompleteSignature"
	InvalidAction             ErrorCode = "InvalidAction"
	InvalidAuthenticationCode ErrorCode = "InvalidAuthenticationCode"
	InvalidClientTokenID      ErrorCode = "InvalidClientTokenId"
	InvalidInput              ErrorCode = "InvalidInput"
	LimitExceeded             ErrorCode = "LimitExceeded"
	MalformedInput            ErrorCode = "MalformedInput"
	MalformedPolicyDocument   ErrorCode = "MalformedPolicyDocument"
	MethodNotAllowed          ErrorCode = "MethodNotAllowed"
	MissingAction             ErrorCode = "MissingAction"
	MissingAuthentication     ErrorCode = "MissingAuthenticationToken"
	NoSuchEntity              ErrorCode = "NoSuchEntity"
	RequestEntityTooLarge     ErrorCode = "RequestEntityTooLarge"
	ServiceFailure            ErrorCode = "ServiceFailure"
	ServiceUnavailable        ErrorCode = "ServiceUnavailable"
	SignatureDoesNotMatch     ErrorCode = "SignatureDoesNotMatch"
	Throttling                ErrorCode = "Throttling"
	UnsupportedMediaType      ErrorCode = "UnsupportedMediaType"
	ValidationError           ErrorCode = "ValidationError"
)

// An Error is a refusal as its sender gets it. Message may quote what was sent, so it belongs in the answer and in no log.
type Error struct {
	Code    ErrorCode
	Message string
	Reason  string // for the audit record only: what the sender is not told
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Code, e.Message) }

// because returns a copy of e with the reason that only the audit record shows.
func (e *Error) because(reason string) *Error {
	c := *e
	c.Reason = reason
	return &c
}

func fail(code ErrorCode, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// One error for every way in which a code can be wrong, spent or out of its window: which of them it was is for the audit record.
var (
	errInvalidPair    = fail(InvalidAuthenticationCode, "Authentication code for device is not valid.")
	errInvalidCode    = fail(AccessDenied, "MultiFactorAuthentication failed with invalid MFA one time pass code. ") // AWS's trailing space
	errUnableToJudge  = fail(AccessDenied, "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.")
	errNotTheUsers    = fail(NoSuchEntity, "MFA Device invalid for user.")
	errMFARequired    = fail(AccessDenied, "To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.")
	errInvalidPath    = fail(ValidationError, "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")
	errInvalidMarker  = fail(ValidationError, "Invalid Marker.")
	errNoUserName     = fail(ValidationError, "Must specify userName when calling with non-User credentials")
	errInvalidToken   = fail(InvalidClientTokenID, "The security token included in the request is invalid")
	errExpiredToken   = fail(ExpiredToken, "The security token included in the request is expired")
	errModifiedByTwo  = fail(ConcurrentModification, "The request was rejected because multiple requests to change this object were submitted simultaneously. Wait a few minutes and submit your request again.")
	errTooManyDevices = fail(LimitExceeded, "Cannot exceed quota for MFADevicesPerUser: %d", MaxDevicesPerUser) // text C: contract of a clone
)

func errNoUser(name string) *Error {
	return fail(NoSuchEntity, "The user with name %s cannot be found.", name)
}

// errNoDevice is text A for Deactivate and Delete, B for Enable and Resync, and C for tags, where nobody has recorded AWS's.
func errNoDevice(serial string) *Error {
	return fail(NoSuchEntity, "MFA Device with serial number %s does not exist.", serial)
}

func errNoKey(id string) *Error {
	return fail(NoSuchEntity, "The Access Key with id %s cannot be found.", id)
}
