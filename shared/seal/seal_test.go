package seal_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/seal"
)

var (
	_     mfa.Sealer = (*seal.AES)(nil)
	ctx              = context.Background()
	plain            = []byte("a seed of forty bytes, or a secret key")
	place            = map[string]string{"purpose": "seed", "serial": "arn:1"}
)

func sealer(t *testing.T, key byte) *seal.AES {
	t.Helper()
	s, err := seal.New(bytes.Repeat([]byte{key}, seal.KeySize), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sealed(t *testing.T, s *seal.AES) []byte {
	t.Helper()
	b, err := s.Seal(ctx, plain, place)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWhatWasSealedOpens(t *testing.T) {
	s := sealer(t, 1)
	b := sealed(t, s)
	if got, err := s.Open(ctx, b, maps.Clone(place)); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("%q, %v", got, err)
	}
	if bytes.Contains(b, plain[:8]) || bytes.Equal(b, sealed(t, s)) {
		t.Error("the plaintext shows, or sealing twice gives the same")
	}
}

func TestNoBitMayChange(t *testing.T) {
	s := sealer(t, 1)
	b := sealed(t, s)
	for bit := range 8 * len(b) {
		changed := bytes.Clone(b)
		changed[bit/8] ^= 1 << (bit % 8)
		if got, err := s.Open(ctx, changed, place); !errors.Is(err, seal.ErrOpen) || got != nil {
			t.Fatalf("bit %d changed: %q, %v", bit, got, err)
		}
	}
	for length := range len(b) {
		if _, err := s.Open(ctx, b[:length], place); !errors.Is(err, seal.ErrOpen) {
			t.Fatalf("cut to %d bytes: %v", length, err)
		}
	}
}

func TestAnotherContextOrKeyDoesNotOpen(t *testing.T) {
	b := sealed(t, sealer(t, 1))
	for _, other := range []map[string]string{
		nil,
		{"purpose": "seed"},
		{"purpose": "seed", "serial": "arn:2"},
		{"purpose": "seed", "serial": "arn:1", "more": ""},
		{"purpose": "seedserial", "arn:1": ""},
		{"serial": "seed", "purpose": "arn:1"},
	} {
		if _, err := sealer(t, 1).Open(ctx, b, other); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("%v: %v", other, err)
		}
	}
	if _, err := sealer(t, 2).Open(ctx, b, place); !errors.Is(err, seal.ErrOpen) {
		t.Errorf("another key: %v", err)
	}
}

func TestAKeyHas32Bytes(t *testing.T) {
	for _, size := range []int{0, 16, 31, 33} {
		if _, err := seal.New(make([]byte, size), rand.Reader); err == nil {
			t.Errorf("a key of %d bytes was accepted", size)
		}
	}
	s, _ := seal.New(make([]byte, seal.KeySize), bytes.NewReader(nil))
	if _, err := s.Seal(ctx, plain, place); err == nil {
		t.Error("sealed without a nonce")
	}
}
