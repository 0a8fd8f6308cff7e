package wire

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
