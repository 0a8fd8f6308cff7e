package policy

import "fmt"

// Codes of the errors in this package, as IAM answers them.
const (
	// CodeMalformed is answered with status 400.
	CodeMalformed = "MalformedPolicyDocument"
	// CodeInvalidInput is answered by the simulator with status 400.
	CodeInvalidInput = "InvalidInput"
)

// An Error is what IAM answers to a document or a simulation that it refuses.
type Error struct {
	Code    string // CodeMalformed or CodeInvalidInput
	Message string // IAM's text
	// Detail says in our own words what is wrong, where IAM's text does not. It
	// may be empty and is not part of the answer.
	Detail string
	// At is the place in the document; the zero Position if there is none.
	At Position
}

// Error returns the code and the message, and the detail if there is one.
func (e *Error) Error() string {
	switch {
	case e.Detail == "":
		return e.Code + ": " + e.Message
	case e.At == Position{}:
		return fmt.Sprintf("%s: %s (%s)", e.Code, e.Message, e.Detail)
	}
	return fmt.Sprintf("%s: %s (%s, line %d column %d)",
		e.Code, e.Message, e.Detail, e.At.Line, e.At.Column)
}

func malformed(message string) *Error { return &Error{Code: CodeMalformed, Message: message} }

func invalid(format string, args ...any) *Error {
	return &Error{Code: CodeInvalidInput, Message: fmt.Sprintf(format, args...)}
}
