package pskc

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
)

const half = 8 // bytes, of an AES block

// unwrap opens AES key wrap: of a whole number of eight bytes (RFC 3394), or of
// any number with padding (RFC 5649). Vendors use the first name for both, as
// the usual seed has 20 bytes.
func unwrap(block cipher.Block, text []byte) ([]byte, error) {
	if len(text) < 2*half || len(text)%half != 0 {
		return nil, errors.New("pskc: a wrapped key has no whole number of blocks")
	}
	start, plain := unwrapBlocks(block, text)
	if subtle.ConstantTimeCompare(start, []byte{0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6}) == 1 {
		return plain, nil
	}
	length := int(binary.BigEndian.Uint32(start[4:]))
	if subtle.ConstantTimeCompare(start[:4], []byte{0xa6, 0x59, 0x59, 0xa6}) != 1 ||
		length <= len(plain)-half || length > len(plain) {
		return nil, ErrWrongKey
	}
	for _, b := range plain[length:] {
		if b != 0 {
			return nil, ErrWrongKey
		}
	}
	return plain[:length], nil
}

// unwrapBlocks returns the initial value and the plain text (RFC 3394 §2.2.2;
// RFC 5649 §4.2 for a single block).
func unwrapBlocks(block cipher.Block, text []byte) (start, plain []byte) {
	both := make([]byte, 2*half)
	if len(text) == 2*half {
		block.Decrypt(both, text)
		return both[:half], both[half:]
	}
	plain = append(plain, text[half:]...)
	copy(both, text[:half])
	n := len(plain) / half
	for t := 6 * n; t > 0; t-- {
		part := plain[(t-1)%n*half:][:half]
		binary.BigEndian.PutUint64(both, binary.BigEndian.Uint64(both)^uint64(t))
		copy(both[half:], part)
		block.Decrypt(both, both)
		copy(part, both[half:])
	}
	return both[:half], plain
}
