package kms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/seal"
)

// maxVersions is what the first byte of everything sealed can tell apart. At one rotation a month it lasts for twenty years.
const maxVersions = 255

// ErrNoRing is the error of a Ring whose item does not exist.
var ErrNoRing = errors.New("kms: the table has no key ring: run virtualmfa bootstrap")

// A Ring is a Sealer with data keys that KMS wrapped. They are kept in the table and unwrapped when first needed: about one call of KMS for
// each cold start, none for each request. The newest key seals; the older ones still open.
type Ring struct {
	kms     *Sealer
	item    Item
	account string
	random  io.Reader

	mu      sync.Mutex
	wrapped [][]byte          // oldest first; key n is version n, counted from 1
	opened  map[int]*seal.AES // by version
}

var _ mfa.Sealer = (*Ring)(nil)

// NewRing makes a ring of the keys in item. It reads nothing yet: a cold start must not fail because the network does.
func NewRing(kms *Sealer, item Item, account string, random io.Reader) *Ring {
	return &Ring{kms: kms, item: item, account: account, random: random, opened: map[int]*seal.AES{}}
}

// Seal encrypts with the newest key.
func (r *Ring) Seal(ctx context.Context, plain []byte, encryptionContext map[string]string) ([]byte, error) {
	version, key, err := r.newest(ctx)
	if err != nil {
		return nil, err
	}
	sealed, err := key.Seal(ctx, plain, encryptionContext)
	return append([]byte{byte(version)}, sealed...), err
}

// Open decrypts with the key that sealed, which may be newer than what this process has read.
func (r *Ring) Open(ctx context.Context, sealed []byte, encryptionContext map[string]string) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, seal.ErrOpen
	}
	key, err := r.version(ctx, int(sealed[0]))
	if err != nil {
		return nil, err
	}
	return key.Open(ctx, sealed[1:], encryptionContext)
}

func (r *Ring) newest(ctx context.Context) (version int, key *seal.AES, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.wrapped) == 0 {
		if err := r.read(ctx); err != nil {
			return 0, nil, err
		}
	}
	key, err = r.unwrap(ctx, len(r.wrapped))
	return len(r.wrapped), key, err
}

// version reads the ring again for a version that it does not know, so that a rotation needs no restart. A made-up version costs its sender a
// read, like a made-up access key, and no call of KMS.
func (r *Ring) version(ctx context.Context, version int) (*seal.AES, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if version > len(r.wrapped) {
		if err := r.read(ctx); err != nil {
			return nil, err
		}
	}
	if version < 1 || version > len(r.wrapped) {
		return nil, seal.ErrOpen
	}
	return r.unwrap(ctx, version)
}

func (r *Ring) read(ctx context.Context) error {
	content, err := r.item.Read(ctx)
	if err != nil {
		return err
	}
	if len(content.Wrapped) == 0 {
		return ErrNoRing
	}
	r.wrapped = content.Wrapped
	return nil
}

func (r *Ring) unwrap(ctx context.Context, version int) (*seal.AES, error) {
	if key := r.opened[version]; key != nil {
		return key, nil
	}
	plain, err := r.kms.Open(ctx, r.wrapped[version-1], ringContext(r.account, version))
	if errors.Is(err, mfa.ErrNotSealed) { // the ring's fault, and not that of what is to be opened with it
		return nil, fmt.Errorf("version %d of the key ring does not open: %v", version, err)
	}
	if err != nil {
		return nil, fmt.Errorf("unwrapping version %d of the key ring: %w", version, err)
	}
	key, err := seal.New(plain, r.random)
	if err != nil {
		return nil, err
	}
	r.opened[version] = key
	return key, nil
}

// ringContext is the encryption context of a wrapped key. Versions cannot be swapped.
func ringContext(account string, version int) map[string]string {
	return map[string]string{"purpose": "key-ring", "account": account, "version": strconv.Itoa(version)}
}

// AddKey adds a key to the ring, or makes the ring. It is for virtualmfa bootstrap, not for functions.
func (r *Ring) AddKey(ctx context.Context) error {
	content, err := r.item.Read(ctx)
	if err != nil {
		return err
	}
	version := len(content.Wrapped) + 1
	if version > maxVersions {
		return fmt.Errorf("kms: the ring has %d keys, and a sealed secret has one byte for their number", maxVersions)
	}
	wrapped, err := r.kms.wrappedKey(ctx, ringContext(r.account, version))
	if err != nil {
		return fmt.Errorf("making version %d of the key ring: %w", version, err)
	}
	return r.item.append(ctx, version, wrapped)
}
