package local

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const keySize = 32 // bytes

// A Key is what a local server derives its secrets from: the key that seals its
// state, and the account root's access key. In AWS, KMS has that part.
type Key struct{ secret.Bytes }

// NewKey draws a key.
func NewKey() (Key, error) {
	b := make([]byte, keySize)
	_, err := rand.Read(b)
	return Key{secret.New(b)}, err
}

// ReadKeyFile reads the key in a file, and creates the file if it does not
// exist. The file must belong to the user who runs the process, and its mode
// must deny everything to group and others.
func ReadKeyFile(name string) (Key, error) {
	key, err := openKeyFile(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	key, err = createKeyFile(name)
	if errors.Is(err, fs.ErrExist) { // another process was faster
		return openKeyFile(name)
	}
	return key, err
}

func openKeyFile(name string) (Key, error) {
	file, err := os.Open(name)
	if err != nil {
		return Key{}, err
	}
	defer file.Close()
	info, err := file.Stat() // of what was opened, whatever the name means by now
	switch {
	case err != nil:
		return Key{}, err
	case !info.Mode().IsRegular():
		return Key{}, fmt.Errorf("%s is not a regular file", name)
	case !ownedByUs(info):
		return Key{}, fmt.Errorf("%s belongs to another user; use a key file of your own", name)
	case sharedWithOthers(info):
		return Key{}, fmt.Errorf("%s is open to other users (mode %04o); run: chmod 600 %s",
			name, info.Mode().Perm(), name)
	}
	text, err := io.ReadAll(io.LimitReader(file, 1<<10))
	if err != nil {
		return Key{}, err
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(b) != keySize {
		return Key{}, fmt.Errorf("%s is not a key file: it must hold %d bytes in base64", name, keySize)
	}
	return Key{secret.New(b)}, nil
}

// createKeyFile writes a new key to a file of its own and links that to name,
// so that name never holds half a key. It does not replace a file.
func createKeyFile(name string) (Key, error) {
	key, err := NewKey()
	if err != nil {
		return Key{}, err
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".key-*") // mode 0600
	if err != nil {
		return Key{}, err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(base64.StdEncoding.EncodeToString(key.Reveal()) + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return Key{}, err
	}
	return key, os.Link(file.Name(), name)
}

// sealing returns the key of the sealer of a state's generation.
func (k Key) sealing(generation []byte) []byte {
	return k.derive(generation, "virtual-mfa local sealing key v1", keySize)
}

// rootKey returns the bytes that the account root's access key is drawn from.
func (k Key) rootKey() []byte {
	return k.derive(nil, "virtual-mfa local root access key v1", 64)
}

// Fingerprint tells keys apart and says nothing else about them.
func (k Key) Fingerprint() string {
	return hex.EncodeToString(k.derive(nil, "virtual-mfa local key fingerprint v1", 16))
}

// markOf tells texts apart, and says nothing else about them to those who do not
// have the key.
func (k Key) markOf(text []byte) string {
	mac := hmac.New(sha256.New, k.derive(nil, "virtual-mfa local seed file mark v1", keySize))
	mac.Write(text)
	return hex.EncodeToString(mac.Sum(nil))
}

func (k Key) derive(salt []byte, purpose string, length int) []byte {
	b, err := hkdf.Key(sha256.New, k.Reveal(), salt, purpose, length)
	if err != nil {
		panic(err) // only for a length beyond 255 hashes
	}
	return b
}
