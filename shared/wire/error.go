package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// An ErrorCode is the Code of an error in AWS's answers.
type ErrorCode string

// The codes that operations answer with (IAM and STS API references), and those
// of the front of either service ("Common Errors").
const (
	AccessDenied              ErrorCode = "AccessDenied"
	ConcurrentModification    ErrorCode = "ConcurrentModification"
	DeleteConflict            ErrorCode = "DeleteConflict"
	EntityAlreadyExists       ErrorCode = "EntityAlreadyExists"
	ExpiredToken              ErrorCode = "ExpiredToken"
	FeatureDisabled           ErrorCode = "FeatureDisabled"
	IncompleteSignature       ErrorCode = "IncompleteSignature"
	InvalidAction             ErrorCode = "InvalidAction"
	InvalidAuthenticationCode ErrorCode = "InvalidAuthenticationCode"
	InvalidClientTokenID      ErrorCode = "InvalidClientTokenId"
	// InvalidAuthorizationMessage is DecodeAuthorizationMessage's (STS API model).
	InvalidAuthorizationMessage ErrorCode = "InvalidAuthorizationMessageException"
	InvalidInput                ErrorCode = "InvalidInput"
	InvalidParameterValue       ErrorCode = "InvalidParameterValue"
	LimitExceeded               ErrorCode = "LimitExceeded"
	MalformedInput              ErrorCode = "MalformedInput"
	MalformedPolicyDocument     ErrorCode = "MalformedPolicyDocument"
	MethodNotAllowed            ErrorCode = "MethodNotAllowed"
	MissingAction               ErrorCode = "MissingAction"
	MissingAuthentication       ErrorCode = "MissingAuthenticationToken"
	NoSuchEntity                ErrorCode = "NoSuchEntity"
	// OrganizationNotFound is ListOrganizationsFeatures' (IAM API model).
	OrganizationNotFound    ErrorCode = "OrganizationNotFoundException"
	PackedPolicyTooLarge    ErrorCode = "PackedPolicyTooLarge"
	PasswordPolicyViolation ErrorCode = "PasswordPolicyViolation"
	ReportExpired           ErrorCode = "ReportExpired"
	ReportNotPresent        ErrorCode = "ReportNotPresent"
	RequestEntityTooLarge   ErrorCode = "RequestEntityTooLarge"
	ServiceFailure          ErrorCode = "ServiceFailure"
	ServiceUnavailable      ErrorCode = "ServiceUnavailable"
	SignatureDoesNotMatch   ErrorCode = "SignatureDoesNotMatch"
	Throttling              ErrorCode = "Throttling"
	UnsupportedMediaType    ErrorCode = "UnsupportedMediaType"
	ValidationError         ErrorCode = "ValidationError"
)

// The codes of what AWS does not have. The first is the answer to a text that is
// no ticket; the others are for who has shown a ticket.
const (
	InvalidEnrollmentTicket     ErrorCode = "InvalidEnrollmentTicket"
	EnrollmentTicketExpired     ErrorCode = "EnrollmentTicketExpired"
	EnrollmentTicketNotApproved ErrorCode = "EnrollmentTicketNotApproved"
	EnrollmentTicketRedeemed    ErrorCode = "EnrollmentTicketRedeemed"
	EnrollmentTicketRevoked     ErrorCode = "EnrollmentTicketRevoked"
)

// Status is the HTTP status of answers with the code, or 0 if there is no such
// code (IAM and STS API references, "Common Errors", and each operation's
// errors).
func (c ErrorCode) Status() int {
	switch c {
	case IncompleteSignature, InvalidAction, InvalidAuthorizationMessage, InvalidInput,
		InvalidParameterValue, MalformedInput, MalformedPolicyDocument, MissingAction,
		OrganizationNotFound, PackedPolicyTooLarge, PasswordPolicyViolation, Throttling, ValidationError:
		return 400
	case AccessDenied, ExpiredToken, InvalidAuthenticationCode, InvalidClientTokenID,
		MissingAuthentication, SignatureDoesNotMatch,
		InvalidEnrollmentTicket, EnrollmentTicketExpired, EnrollmentTicketNotApproved,
		EnrollmentTicketRedeemed, EnrollmentTicketRevoked:
		return 403
	case FeatureDisabled, NoSuchEntity:
		return 404
	case MethodNotAllowed:
		return 405
	case ConcurrentModification, DeleteConflict, EntityAlreadyExists, LimitExceeded:
		return 409
	case ReportExpired, ReportNotPresent:
		return 410
	case RequestEntityTooLarge:
		return 413
	case UnsupportedMediaType:
		return 415
	case ServiceFailure:
		return 500
	case ServiceUnavailable:
		return 503
	}
	return 0
}

// An Error is a refusal as its sender gets it. Message may quote the request, so
// it belongs in the answer and in no log.
type Error struct {
	Code    ErrorCode
	Message string
	Reason  Reason // for the audit record only
	// EncodedMessage is sealed, for DecodeAuthorizationMessage. It is "" if policies
	// have not refused the request.
	EncodedMessage string

	// RefusedCodes is how many of the user's codes were refused in this calendar
	// month, for the audit record only. It is 0 if that is not counted.
	RefusedCodes int

	status int  // in place of the code's, if not 0
	fixed  bool // Message is a constant and quotes nothing
}

// NewError formats an Error's message.
func NewError(code ErrorCode, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), fixed: len(args) == 0}
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

// Because returns a copy of e with a reason for the audit record.
func (e *Error) Because(reason Reason) *Error {
	c := *e
	c.Reason = reason
	return &c
}

// After returns a copy of e with how many codes of the user were refused in this
// month, for the audit record.
func (e *Error) After(refusedCodes int) *Error {
	c := *e
	c.RefusedCodes = refusedCodes
	return &c
}

// WithEncodedMessage returns a copy of e with a message for
// DecodeAuthorizationMessage.
func (e *Error) WithEncodedMessage(message string) *Error {
	c := *e
	c.EncodedMessage = message
	return &c
}

// Status is the HTTP status of the answer.
func (e *Error) Status() int {
	if e.status != 0 {
		return e.status
	}
	if s := e.Code.Status(); s != 0 {
		return s
	}
	return 500
}

// FixedMessage is the message if it is the same for every request, and otherwise
// "". It may be logged.
func (e *Error) FixedMessage() string {
	if !e.fixed {
		return ""
	}
	return e.Message
}

// JSON writes the body of a refusal in the JSON protocol. Bytes that are not
// UTF-8 become U+FFFD.
func (e *Error) JSON(requestID string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	// Three strings can always be encoded.
	_ = encoder.Encode(struct {
		Code           string
		Message        string `json:",omitempty"` // AWS has none of some errors
		EncodedMessage string `json:",omitempty"`
		ID             string `json:"RequestId"`
	}{string(e.Code), e.Message, e.EncodedMessage, requestID})
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// A Reason says in the audit record what the sender of a refused request is not
// told.
type Reason string

// The reasons why a request is refused, or a code is not accepted.
const (
	BudgetExhausted Reason = "budget exhausted"  // too many attempts in a window, a day or a month
	Locked          Reason = "locked"            // too many failures in a row
	MalformedCode   Reason = "malformed"         // not six ASCII digits
	NoSuchDevice    Reason = "no such device"    // of this user
	NotFromTheEdge  Reason = "not from the edge" // it lacks the edge's secret
	Panicked        Reason = "panic"
	SpentMeanwhile  Reason = "spent meanwhile" // another request redeemed the code first
	DeviceGone      Reason = "the session's device was deactivated"
	InactiveKey     Reason = "inactive access key"
	UnknownKey      Reason = "unknown access key"
	UnknownTicket   Reason = "unknown enrollment ticket"
	UnknownToken    Reason = "unknown session token"
	UserGone        Reason = "the key's or session's user is gone"
	RoleGone        Reason = "the session's role is gone"
	WrongCode       Reason = "wrong"
)

// LockedOut reports whether an attempt was refused before its code was looked
// at, because of the attempts before it.
func (r Reason) LockedOut() bool { return r == Locked || r == BudgetExhausted }

// Refused reports whether a code was judged, and not accepted.
func (r Reason) Refused() bool { return r == WrongCode || r == SpentMeanwhile }

// Failure says that something is wrong with the service itself, and nothing of
// the cause, which may be secret. Text C, as are the next two: the codes are
// documented, the words were seen in clones.
func Failure() *Error {
	return NewError(ServiceFailure, "The request processing has failed because of "+
		"an unknown error, exception or failure.")
}

// Unavailable says that trying again later may help.
func Unavailable() *Error {
	return NewError(ServiceUnavailable, "The request has failed due to a temporary failure of the server.")
}

// Throttled refuses one request too many.
func Throttled() *Error { return NewError(Throttling, "Rate exceeded") }

// SignatureMismatch refuses a request that was not signed with the key it names.
func SignatureMismatch() *Error {
	return NewError(SignatureDoesNotMatch, "The request signature we calculated does not match "+
		"the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
}

// InvalidToken refuses an access key or a session token that does not exist.
func InvalidToken() *Error {
	return NewError(InvalidClientTokenID, "The security token included in the request is invalid")
}

// Unsigned refuses a request without an Authorization header.
func Unsigned() *Error {
	return NewError(MissingAuthentication, "Request is missing Authentication Token")
}
