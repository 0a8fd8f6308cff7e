package mfa

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// maxSessionToken is how long a session token is at most, in bytes (STS API
// reference, AssumeRole, "MinimumSessionTokenSize").
const maxSessionToken = 4_096

// tokenSize is the size of the session token in bytes, and in percent of the
// maximum.
func (c Credentials) tokenSize() (size, utilization int32) {
	length := len(c.SessionToken.Reveal())
	return int32(length), int32(length * 100 / maxSessionToken)
}

// mustFit refuses what cannot fit into a token, before a code is spent on it. What
// is added afterwards makes the token longer only.
func (in session) mustFit() error {
	if text, err := json.Marshal(in); err != nil || base64.StdEncoding.EncodedLen(len(text)) < maxSessionToken/2 {
		return err // it fits as it is, and is shorter when compressed
	}
	plain, err := in.encode()
	if err != nil {
		return err
	}
	if length := base64.StdEncoding.EncodedLen(len(plain)); length > maxSessionToken {
		return errPackedPolicy(length * 100 / maxSessionToken)
	}
	return nil
}

// The plain text of a user's token is JSON. That of a role's or a federated
// user's is this byte and compressed JSON, which no reader takes for a user's, and
// least of all for the account root's.
const compressedToken = 1

// maxSessionText bounds what a token inflates to, in bytes.
const maxSessionText = 64 << 10

// isCompressed reports whether the session is kept compressed: one that has
// policies and tags.
func (in session) isCompressed() bool { return in.Role != nil || in.Federated != nil }

func (in session) encode() ([]byte, error) {
	plain, err := json.Marshal(in)
	if err != nil || !in.isCompressed() {
		return plain, err
	}
	var b bytes.Buffer
	b.WriteByte(compressedToken)
	w := compressors.Get().(*flate.Writer)
	defer compressors.Put(w)
	w.Reset(&b)
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

// compressors are kept, because making one takes longer than all the rest of
// AssumeRole.
var compressors = sync.Pool{New: func() any {
	w, err := flate.NewWriter(io.Discard, flate.BestCompression)
	if err != nil {
		panic(err) // only for a level that does not exist
	}
	return w
}}

// padded appends what decodeSession does not read: white space after JSON, and
// bytes after the end of compressed data.
func padded(plain []byte, by int) []byte {
	return append(plain, bytes.Repeat([]byte{' '}, by)...)
}

func decodeSession(plain []byte) (out session, err error) {
	compressed, isCompressed := bytes.CutPrefix(plain, []byte{compressedToken})
	if isCompressed {
		plain, err = io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(compressed)), maxSessionText))
		if err != nil {
			return session{}, err
		}
	}
	if err := json.Unmarshal(plain, &out); err != nil {
		return session{}, err
	}
	if isCompressed != out.isCompressed() {
		return session{}, fmt.Errorf("%w: a session of another kind than its token", ErrNotSealed)
	}
	return out, nil
}
