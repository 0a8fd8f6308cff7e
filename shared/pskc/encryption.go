package pskc

import (
	"cmp"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"
)

// Bounds of PBKDF2's parameters. Ten million iterations take seconds.
const (
	maxIterations = 10_000_000
	maxSalt       = 1024 // bytes
)

// An encryption is what an EncryptionKey says (RFC 6030 §6).
type encryption struct{ key []byte }

// newEncryption makes the key of a file out of what its reader knows.
func newEncryption(e *element, key Key) (*encryption, error) {
	derivation := e.child("DerivedKey", "KeyDerivationMethod")
	switch {
	case derivation != nil && key.Passphrase.IsZero():
		return nil, ErrNeedsPassphrase
	case derivation != nil:
		derived, err := derive(derivation, key.Passphrase.Reveal())
		return &encryption{derived}, err
	case e.child("X509Data") != nil || e.child("KeyValue") != nil:
		return nil, errors.New("pskc: the file is encrypted with a certificate; " +
			"only passphrases and pre-shared keys are supported")
	case key.PreShared.IsZero():
		return nil, ErrNeedsKey
	}
	return &encryption{key.PreShared.Reveal()}, nil
}

// derive applies PBKDF2 (RFC 8018 §5.2, the schema of PKCS #5 v2.0).
func derive(method *element, passphrase string) ([]byte, error) {
	if algorithmName(method.attr("Algorithm")) != "pbkdf2" {
		return nil, errors.New("pskc: the file's key is derived by something else than PBKDF2")
	}
	params := method.child("PBKDF2-params")
	salt, err := decodeBase64(params.child("Salt", "Specified").value())
	if err != nil || len(salt) == 0 || len(salt) > maxSalt {
		return nil, errors.New("pskc: the salt of PBKDF2 is missing or bad")
	}
	iterations, err := strconv.Atoi(params.child("IterationCount").value())
	if err != nil || iterations < 1 || iterations > maxIterations {
		return nil, fmt.Errorf("pskc: the iterations of PBKDF2 must be 1 to %d", maxIterations)
	}
	length, err := strconv.Atoi(params.child("KeyLength").value())
	if err != nil || length != 16 && length != 24 && length != 32 {
		return nil, errors.New("pskc: the key length of PBKDF2 must be 16, 24 or 32")
	}
	function := params.child("PRF")
	prf, err := newHash(cmp.Or(function.attr("Algorithm"), function.value())) // python-pskc writes the text
	if err != nil {
		return nil, err
	}
	return pbkdf2.Key(prf, passphrase, salt, iterations, length)
}

// newHash is the hash of an HMAC named by a URI. None means HMAC-SHA-1, the
// default of PBKDF2's schema.
func newHash(uri string) (func() hash.Hash, error) {
	switch strings.ReplaceAll(algorithmName(uri), "hmac-sha-", "hmac-sha") {
	case "", "hmac-sha1":
		return sha1.New, nil
	case "hmac-sha224":
		return sha256.New224, nil
	case "hmac-sha256":
		return sha256.New, nil
	case "hmac-sha384":
		return sha512.New384, nil
	case "hmac-sha512":
		return sha512.New, nil
	}
	return nil, errors.New("pskc: the file uses an HMAC other than SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512")
}

// A mac authenticates encrypted values.
type mac struct {
	hash func() hash.Hash
	key  []byte
}

// newMAC reads a MACMethod, and returns nil if it names no method. Its key is
// encrypted like all others, or is that of the encryption (RFC 6030 §6.1).
func (c *container) newMAC(e *element) (*mac, error) {
	if e.attr("Algorithm") == "" { // python-pskc writes such a one beside key wrap
		return nil, nil
	}
	h, err := newHash(e.attr("Algorithm"))
	if err != nil {
		return nil, err
	}
	if c.encryption == nil {
		return nil, errors.New("pskc: the file has a MACMethod, but no EncryptionKey before it")
	}
	sealed := e.child("MACKey")
	if sealed == nil {
		return &mac{h, c.encryption.key}, nil
	}
	uri, text, err := cipherOf(sealed)
	if err != nil {
		return nil, err
	}
	key, err := c.encryption.open(uri, text)
	return &mac{h, key}, err
}

// decrypt opens an EncryptedValue. Its MAC is verified before anything is
// decrypted, over the initialization vector and the cipher text. AES-CBC must
// have one: without it a wrong key makes seeds that look right.
func (c *container) decrypt(e, valueMAC *element) ([]byte, error) {
	if c.encryption == nil {
		return nil, errors.New("pskc: a value is encrypted, but the file has no EncryptionKey before it")
	}
	uri, text, err := cipherOf(e)
	if err != nil {
		return nil, err
	}
	switch {
	case valueMAC != nil && c.mac == nil:
		return nil, errors.New("pskc: a value has a MAC, but the file has no MACMethod")
	case valueMAC == nil && isCBC(uri):
		return nil, errors.New("pskc: a value is encrypted with AES-CBC and has no MAC, so that changes would go unseen; " +
			"ask the vendor for a file with MACs")
	case valueMAC != nil:
		sum, err := decodeBase64(valueMAC.value())
		if err != nil {
			return nil, errors.New("pskc: a MAC is not base64, or some of it is missing")
		}
		h := hmac.New(c.mac.hash, c.mac.key)
		h.Write(text)
		if !hmac.Equal(sum, h.Sum(nil)) {
			return nil, ErrWrongKey
		}
	}
	return c.encryption.open(uri, text)
}

// cipherOf returns the algorithm and the bytes of what is encrypted.
func cipherOf(e *element) (uri string, text []byte, err error) {
	text, err = decodeBase64(e.child("CipherData", "CipherValue").value())
	if err != nil || len(text) == 0 {
		return "", nil, errors.New("pskc: an encrypted value is missing or not base64, or some of it is missing")
	}
	return e.child("EncryptionMethod").attr("Algorithm"), text, nil
}

func isCBC(uri string) bool { return strings.HasSuffix(algorithmName(uri), "-cbc") }

// open decrypts with the file's key: AES-CBC with the padding of XML Encryption,
// or AES key wrap.
func (x *encryption) open(uri string, text []byte) ([]byte, error) {
	var size int
	var wrapped bool
	switch algorithmName(uri) {
	case "aes128-cbc":
		size = 16
	case "aes192-cbc":
		size = 24
	case "aes256-cbc":
		size = 32
	case "kw-aes128", "kw-aes128-pad", "kw-aes-128-pad":
		size, wrapped = 16, true
	case "kw-aes192", "kw-aes192-pad", "kw-aes-192-pad":
		size, wrapped = 24, true
	case "kw-aes256", "kw-aes256-pad", "kw-aes-256-pad":
		size, wrapped = 32, true
	default:
		return nil, errors.New("pskc: the file uses an encryption other than AES-CBC and AES key wrap")
	}
	if len(x.key) != size {
		return nil, fmt.Errorf("pskc: the file needs a key of %d bytes, not %d", size, len(x.key))
	}
	block, err := aes.NewCipher(x.key)
	if err != nil {
		return nil, err
	}
	if wrapped {
		return unwrap(block, text)
	}
	return openCBC(block, text)
}

// openCBC decrypts what begins with its initialization vector and ends with
// padding, whose last byte is its length (XML Encryption 1.1 §5.2).
func openCBC(block cipher.Block, text []byte) ([]byte, error) {
	if len(text) < 2*aes.BlockSize || len(text)%aes.BlockSize != 0 {
		return nil, errors.New("pskc: an encrypted value has no whole number of blocks")
	}
	plain := make([]byte, len(text)-aes.BlockSize)
	cipher.NewCBCDecrypter(block, text[:aes.BlockSize]).CryptBlocks(plain, text[aes.BlockSize:])
	padding := int(plain[len(plain)-1])
	if padding < 1 || padding > aes.BlockSize {
		return nil, ErrWrongKey
	}
	return plain[:len(plain)-padding], nil
}
