package main

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const masterKeySize = 32

// A masterKey is what a local server's secrets come from: the key that seals the store, and the key of the account root. In AWS, KMS has that
// part.
type masterKey struct{ secret.Bytes }

func newMasterKey() (masterKey, error) {
	b := make([]byte, masterKeySize)
	_, err := rand.Read(b)
	return masterKey{secret.New(b)}, err
}

// readMasterKey reads the key from a file that only its owner may read, or makes both.
func readMasterKey(file string) (masterKey, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKeyFile(file)
	}
	if err != nil {
		return masterKey{}, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return masterKey{}, fmt.Errorf("%s can be read by others (mode %04o); run: chmod 600 %s", file, info.Mode().Perm(), file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return masterKey{}, err
	}
	b, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil || len(b) != masterKeySize {
		return masterKey{}, fmt.Errorf("%s is no key file: want the base64 of %d bytes", file, masterKeySize)
	}
	return masterKey{secret.New(b)}, nil
}

func makeKeyFile(file string) (masterKey, error) {
	key, err := newMasterKey()
	if err != nil {
		return masterKey{}, err
	}
	opened, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return masterKey{}, err
	}
	_, err = opened.WriteString(base64.StdEncoding.EncodeToString(key.Reveal()) + "\n")
	return key, errors.Join(err, opened.Close())
}

// sealing is the key of the store's sealer.
func (k masterKey) sealing() []byte {
	return k.derive("virtual-mfa local sealing key v1", masterKeySize)
}

// rootKey is what the account root's access key is drawn from: with a key file, the same at every start.
func (k masterKey) rootKey() io.Reader {
	return bytes.NewReader(k.derive("virtual-mfa local root access key v1", 64))
}

func (k masterKey) derive(purpose string, length int) []byte {
	b, err := hkdf.Key(sha256.New, k.Reveal(), nil, purpose, length)
	if err != nil {
		panic(err) // only for a length beyond 255 hashes
	}
	return b
}
