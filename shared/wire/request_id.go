package wire

import (
	"errors"
	"fmt"
	"io"
)

// NoRequestID is returned with an error by NewRequestID.
const NoRequestID = "00000000-0000-4000-8000-000000000000"

// NewRequestID draws a UUID of version 4 (RFC 9562 §5.4). Without randomness it
// returns NoRequestID and an error.
func NewRequestID(random io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return NoRequestID, errors.New("no randomness for a request id")
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}
