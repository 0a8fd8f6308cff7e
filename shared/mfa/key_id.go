package mfa

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
)

// An access key id is a prefix and 80 bits in base32: a one, the account in 40
// bits, and 39 random bits. So a client can tell the account of a key without
// asking, as it can with AWS's (text B).
const (
	keyIDPrefix = 4
	keyIDBytes  = 10
	accountLow  = 64 - 1 - 40 // where the account ends in them
)

func newKeyID(random io.Reader, prefix, account string) (string, error) {
	b := make([]byte, keyIDBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("drawing an identifier: %w", err)
	}
	number, err := strconv.ParseUint(account, 10, 64)
	if err != nil {
		return "", fmt.Errorf("an account is twelve digits: %w", err)
	}
	drawn := binary.BigEndian.Uint64(b) & (1<<accountLow - 1)
	binary.BigEndian.PutUint64(b, 1<<63|number<<accountLow|drawn)
	return prefix + base32.StdEncoding.EncodeToString(b), nil
}

// accountOfKeyID reads the account out of an access key id, or returns "" if the
// id has none.
func accountOfKeyID(id string) string {
	if len(id) != keyIDPrefix+base32.StdEncoding.EncodedLen(keyIDBytes) {
		return ""
	}
	prefix := id[:keyIDPrefix]
	if prefix != longTermKeyPrefix && prefix != sessionKeyPrefix {
		return ""
	}
	b, err := base32.StdEncoding.DecodeString(id[keyIDPrefix:])
	if err != nil || b[0]>>7 == 0 {
		return ""
	}
	return fmt.Sprintf("%012d", binary.BigEndian.Uint64(b)<<1>>1>>accountLow)
}
