// Package kmstest is a KMS for tests, as far as this project uses KMS: three
// actions of its JSON protocol, the states of keys, encryption contexts, and
// the bad days of a service.
package kmstest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// A State is the KeyState of a key.
type State string

// The states of a key.
const (
	Enabled         State = "Enabled"
	Disabled        State = "Disabled"
	PendingDeletion State = "PendingDeletion"
)

// A Trouble is what happens to a call instead of its answer.
type Trouble string

// Troubles. LostAnswer does what was asked and hangs up; the others do nothing
// and answer with the code of that name.
const (
	Throttled    Trouble = "ThrottlingException"
	AccessDenied Trouble = "AccessDeniedException"
	Internal     Trouble = "KMSInternalException"
	LostAnswer   Trouble = "lost answer"
)

// A Call is what a policy would see of a request.
type Call struct {
	Action  string // as policies name it: kms:Encrypt
	Context map[string]string
	ID      string // the same for every try of the SDK
}

// A KMS is an http.Handler.
type KMS struct {
	mu       sync.Mutex
	keys     map[string]*key // by ARN
	troubles []Trouble
	calls    []Call
}

type key struct {
	state State
	aead  cipher.AEAD
}

// New is a KMS without keys.
func New() *KMS { return &KMS{keys: map[string]*key{}} }

// CreateKey makes an enabled key and returns its ARN.
func (k *KMS) CreateKey() (arn string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	block, err := aes.NewCipher(random(32))
	if err != nil {
		panic(err) // only for another length
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // only for another block size
	}
	arn = fmt.Sprintf("arn:aws:kms:us-east-1:123456789012:key/%08d-0000-4000-8000-000000000000", len(k.keys)+1)
	k.keys[arn] = &key{Enabled, aead}
	return arn
}

// SetState puts a key into a state.
func (k *KMS) SetState(arn string, s State) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys[arn].state = s
}

// Trouble lets the next calls run into trouble, one each.
func (k *KMS) Trouble(t ...Trouble) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.troubles = append(k.troubles, t...)
}

// Calls returns every call so far, those in trouble too.
func (k *KMS) Calls() []Call {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.calls)
}

// A request has the members of all three actions.
type request struct {
	KeyId             string
	KeySpec           string
	Plaintext         []byte
	CiphertextBlob    []byte
	EncryptionContext map[string]string
}

// ServeHTTP answers one call of KMS's JSON protocol.
func (k *KMS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var in request
	action, ours := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "TrentService.")
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || !ours {
		refuse(w, "SerializationException")
		return
	}
	k.calls = append(k.calls, Call{"kms:" + action, in.EncryptionContext, r.Header.Get("Amz-Sdk-Invocation-Id")})
	trouble := k.nextTrouble()
	if trouble != "" && trouble != LostAnswer {
		refuse(w, string(trouble))
		return
	}
	out, err := k.answer(action, in)
	switch {
	case trouble == LostAnswer:
		panic(http.ErrAbortHandler)
	case err != nil:
		refuse(w, err.Error())
	default:
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_ = json.NewEncoder(w).Encode(out)
	}
}

func (k *KMS) nextTrouble() (t Trouble) {
	if len(k.troubles) > 0 {
		t, k.troubles = k.troubles[0], k.troubles[1:]
	}
	return t
}

// answer carries out an action. Its errors are KMS's codes.
func (k *KMS) answer(action string, in request) (map[string]any, error) {
	switch action {
	case "Encrypt":
		if n := len(in.Plaintext); n < 1 || n > 4096 {
			return nil, errors.New("ValidationException")
		}
		blob, err := k.encrypt(in.KeyId, in.Plaintext, in.EncryptionContext)
		return map[string]any{"KeyId": in.KeyId, "CiphertextBlob": blob, "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}, err
	case "GenerateDataKeyWithoutPlaintext":
		if in.KeySpec != "AES_256" {
			return nil, errors.New("ValidationException")
		}
		blob, err := k.encrypt(in.KeyId, random(32), in.EncryptionContext)
		return map[string]any{"KeyId": in.KeyId, "CiphertextBlob": blob}, err
	case "Decrypt":
		arn, plain, err := k.decrypt(in)
		return map[string]any{"KeyId": arn, "Plaintext": plain, "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}, err
	}
	return nil, errors.New("UnknownOperationException")
}

// usable is the key of an ARN, if it may be used (KMS developer guide, "Key
// states of AWS KMS keys").
func (k *KMS) usable(arn string) (*key, error) {
	found := k.keys[arn]
	switch {
	case found == nil:
		return nil, errors.New("NotFoundException")
	case found.state == Disabled:
		return nil, errors.New("DisabledException")
	case found.state != Enabled:
		return nil, errors.New("KMSInvalidStateException")
	}
	return found, nil
}

// encrypt makes a blob of the ARN's length, the ARN, a nonce and the
// ciphertext: like KMS's own, it names its key.
func (k *KMS) encrypt(arn string, plain []byte, encryptionContext map[string]string) ([]byte, error) {
	key, err := k.usable(arn)
	if err != nil {
		return nil, err
	}
	nonce := random(key.aead.NonceSize())
	blob := append([]byte{byte(len(arn))}, arn...)
	return key.aead.Seal(append(blob, nonce...), nonce, plain, associated(encryptionContext)), nil
}

func (k *KMS) decrypt(in request) (arn string, plain []byte, err error) {
	blob := in.CiphertextBlob
	if len(blob) == 0 || len(blob) < 1+int(blob[0]) {
		return "", nil, errors.New("InvalidCiphertextException")
	}
	arn, blob = string(blob[1:1+blob[0]]), blob[1+blob[0]:]
	if in.KeyId != "" && in.KeyId != arn {
		return "", nil, errors.New("IncorrectKeyException")
	}
	key, err := k.usable(arn)
	if err != nil {
		return "", nil, err
	}
	size := key.aead.NonceSize()
	if len(blob) < size {
		return "", nil, errors.New("InvalidCiphertextException")
	}
	if plain, err = key.aead.Open(nil, blob[:size], blob[size:], associated(in.EncryptionContext)); err != nil {
		return "", nil, errors.New("InvalidCiphertextException")
	}
	return arn, plain, nil
}

// associated is a context as associated data: package json sorts the names. No
// context and an empty one are the same.
func associated(encryptionContext map[string]string) []byte {
	if len(encryptionContext) == 0 {
		return nil
	}
	data, err := json.Marshal(encryptionContext)
	if err != nil {
		panic(err) // strings always marshal
	}
	return data
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (package crypto/rand)
	return b
}

// refuse answers with an error as KMS's JSON protocol has them.
func refuse(w http.ResponseWriter, code string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	status := http.StatusBadRequest
	if code == string(Internal) {
		status = http.StatusInternalServerError
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": "said by a fake"})
}
