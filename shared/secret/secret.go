// Package secret holds values that must not be printed: seeds, one-time codes,
// secret access keys, session tokens.
//
// Whatever formats, logs or marshals a Value, alone or inside another struct,
// does not see it. The text itself is inside a function, because package fmt
// prints unexported fields without asking their methods, and follows pointers
// under a verb that does not fit. Reveal is the one way out, and a test lists
// who may call it.
package secret

import (
	"fmt"
	"io"
)

const redacted = "[redacted]"

// A Value is a secret of type T. Its zero value holds nothing.
type Value[T string | []byte] struct{ reveal func() T }

// A String is a secret text.
type String = Value[string]

// Bytes are a secret of bytes.
type Bytes = Value[[]byte]

// New hides v.
func New[T string | []byte](v T) Value[T] { return Value[T]{func() T { return v }} }

// Reveal returns the hidden text.
func (v Value[T]) Reveal() T {
	if v.reveal == nil {
		return *new(T)
	}
	return v.reveal()
}

// IsZero reports whether v holds nothing, not even an empty text.
func (v Value[T]) IsZero() bool { return v.reveal == nil }

// Format implements fmt.Formatter for every verb, %#v and %x included.
func (v Value[T]) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText redacts: encoding/json, encoding/xml and log/slog all ask it.
func (v Value[T]) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// UnmarshalText takes a secret from a request.
func (v *Value[T]) UnmarshalText(text []byte) error {
	*v = New(T(text))
	return nil
}
