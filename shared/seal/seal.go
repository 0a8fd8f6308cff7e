// Package seal implements mfa.Sealer with a local AES-256-GCM key. A local
// server seals everything with it; a deployment seals access keys and session
// tokens, with a key that KMS has unwrapped.
package seal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// KeySize is the size of a key in bytes.
const KeySize = 32

// format is the first byte of everything sealed: AES-256-GCM, a random nonce,
// the context as associated data.
const format = 1

// ErrOpen is the error of Open, whatever is wrong: another key, another
// context, or a changed byte.
var ErrOpen = fmt.Errorf("seal: %w", mfa.ErrNotSealed)

// An AES seals with AES-256-GCM. Nonces are random, so a key is good for 2^32
// messages (SP 800-38D §8.3).
type AES struct {
	aead   cipher.AEAD
	random io.Reader
}

// New makes a sealer of a key of KeySize bytes.
func New(key []byte, random io.Reader) (*AES, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("seal: a key has %d bytes, not %d", KeySize, len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &AES{aead, random}, nil
}

// Seal encrypts plain, bound to context.
func (s *AES) Seal(_ context.Context, plain []byte, encryptionContext map[string]string) ([]byte, error) {
	sealed := make([]byte, 1+s.aead.NonceSize(), 1+s.aead.NonceSize()+len(plain)+s.aead.Overhead())
	sealed[0] = format
	nonce := sealed[1:]
	if _, err := io.ReadFull(s.random, nonce); err != nil {
		return nil, fmt.Errorf("seal: drawing a nonce: %w", err)
	}
	return s.aead.Seal(sealed, nonce, plain, associated(encryptionContext)), nil
}

// Open decrypts what Seal made with the same key and context.
func (s *AES) Open(_ context.Context, sealed []byte, encryptionContext map[string]string) ([]byte, error) {
	header := 1 + s.aead.NonceSize()
	if len(sealed) < header || sealed[0] != format {
		return nil, ErrOpen
	}
	plain, err := s.aead.Open(nil, sealed[1:header], sealed[header:], associated(encryptionContext))
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// associated encodes a context so that no two contexts look the same: sorted,
// each name and value behind its length.
func associated(encryptionContext map[string]string) []byte {
	data := []byte{format}
	for _, name := range slices.Sorted(maps.Keys(encryptionContext)) {
		for _, text := range []string{name, encryptionContext[name]} {
			data = binary.BigEndian.AppendUint32(data, uint32(len(text)))
			data = append(data, text...)
		}
	}
	return data
}
