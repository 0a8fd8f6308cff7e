package kms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/seal"
)

// maxVersions is what the first byte of everything sealed can tell apart. At
// one rotation a month it lasts for twenty years.
const maxVersions = 255

// ErrNoRing is the error of a Ring whose item does not exist.
var ErrNoRing = errors.New("kms: the table has no key ring: run virtualmfa bootstrap")

// maxAge is how long a process relies on the ring as it read it. Rotation by
// virtualmfa bootstrap reaches every process within this time.
const maxAge = 10 * time.Minute

// A Ring is a Sealer with data keys that KMS wrapped. They are kept in the
// table and unwrapped when first needed: about one call of KMS for each cold
// start, none for each request. The newest key seals; what the others sealed
// opens until the end that the newer ones set (WrappedKey.OlderEnd).
type Ring struct {
	kms     *Sealer
	item    Item
	account string
	now     func() time.Time
	random  io.Reader

	mu      sync.Mutex
	wrapped []WrappedKey      // oldest first; key n is version n, counted from 1
	readAt  time.Time         // when wrapped was read
	opened  map[int]*seal.AES // by version
}

var _ mfa.Sealer = (*Ring)(nil)

// NewRing makes a ring of the keys in item. It reads nothing yet: a cold start
// must not fail because the network does.
func NewRing(kms *Sealer, item Item, account string, now func() time.Time, random io.Reader) *Ring {
	return &Ring{kms: kms, item: item, account: account, now: now, random: random, opened: map[int]*seal.AES{}}
}

// Seal encrypts with the newest key. Access keys live longer than any data key
// is kept, so for them the ring is read again: rotation seals again only those
// that it finds.
func (r *Ring) Seal(ctx context.Context, plain []byte, encryptionContext map[string]string) ([]byte, error) {
	version, key, err := r.newest(ctx, encryptionContext["purpose"] == "access-key")
	if err != nil {
		return nil, err
	}
	sealed, err := key.Seal(ctx, plain, encryptionContext)
	if err != nil {
		return nil, err
	}
	return append([]byte{byte(version)}, sealed...), nil
}

// Open decrypts with the key that sealed, which may be newer than what this
// process has read. It returns seal.ErrOpen if that key has ended.
func (r *Ring) Open(ctx context.Context, sealed []byte, encryptionContext map[string]string) ([]byte, error) {
	key, err := r.version(ctx, sealed, true)
	if err != nil {
		return nil, err
	}
	return key.Open(ctx, sealed[1:], encryptionContext)
}

// OpenEnded opens even what a key sealed that has ended, so that rotation can
// seal it again. It is for virtualmfa bootstrap, not for functions.
func (r *Ring) OpenEnded(ctx context.Context, sealed []byte, encryptionContext map[string]string) ([]byte, error) {
	key, err := r.version(ctx, sealed, false)
	if err != nil {
		return nil, err
	}
	return key.Open(ctx, sealed[1:], encryptionContext)
}

func (r *Ring) newest(ctx context.Context, readAgain bool) (version int, key *seal.AES, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if readAgain || r.stale() {
		if err := r.read(ctx); err != nil {
			return 0, nil, err
		}
	}
	key, err = r.unwrap(ctx, len(r.wrapped))
	return len(r.wrapped), key, err
}

// version returns the key that sealed. It reads the ring again for a version
// that it does not know, so that a rotation needs no restart. A made-up version
// costs its sender a read, like a made-up access key, and no call of KMS.
func (r *Ring) version(ctx context.Context, sealed []byte, checkEnd bool) (*seal.AES, error) {
	if len(sealed) == 0 {
		return nil, seal.ErrOpen
	}
	version := int(sealed[0])
	r.mu.Lock()
	defer r.mu.Unlock()
	if version > len(r.wrapped) || r.stale() {
		if err := r.read(ctx); err != nil {
			return nil, err
		}
	}
	if version < 1 || version > len(r.wrapped) {
		return nil, seal.ErrOpen
	}
	if checkEnd {
		if err := r.checkEnd(ctx, version); err != nil {
			return nil, err
		}
	}
	return r.unwrap(ctx, version)
}

// checkEnd returns seal.ErrOpen if a newer key ended this version. Every newer
// key is unwrapped, because only KMS can tell that its end was not edited.
func (r *Ring) checkEnd(ctx context.Context, version int) error {
	for newer := version + 1; newer <= len(r.wrapped); newer++ {
		if end := r.wrapped[newer-1].OlderEnd; !end.IsZero() && !r.now().Before(end) {
			return seal.ErrOpen
		}
		if _, err := r.unwrap(ctx, newer); err != nil {
			return err
		}
	}
	return nil
}

func (r *Ring) stale() bool { return len(r.wrapped) == 0 || r.now().Sub(r.readAt) > maxAge }

func (r *Ring) read(ctx context.Context) error {
	content, err := r.item.Read(ctx)
	if err != nil {
		return err
	}
	if len(content.Wrapped) == 0 {
		return ErrNoRing
	}
	if len(content.Wrapped) < len(r.wrapped) ||
		!slices.EqualFunc(r.wrapped, content.Wrapped[:len(r.wrapped)], WrappedKey.equal) {
		return errors.New("kms: the key ring is not a later one than before: the table was edited or restored")
	}
	r.wrapped, r.readAt = content.Wrapped, r.now()
	return nil
}

func (r *Ring) unwrap(ctx context.Context, version int) (*seal.AES, error) {
	if key := r.opened[version]; key != nil {
		return key, nil
	}
	wrapped := r.wrapped[version-1]
	plain, err := r.kms.Open(ctx, wrapped.Key, ringContext(r.account, version, wrapped.OlderEnd))
	if errors.Is(err, mfa.ErrNotSealed) { // the ring's fault, and not that of what is to be opened with it
		return nil, fmt.Errorf("version %d of the key ring does not open: %v", version, err) //nolint:errorlint // wrapped, it would blame the token
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

// ringContext is the encryption context of a wrapped key. Versions cannot be
// swapped, and the end of the older ones cannot be moved.
func ringContext(account string, version int, olderEnd time.Time) map[string]string {
	c := map[string]string{"purpose": "key-ring", "account": account, "version": strconv.Itoa(version)}
	if !olderEnd.IsZero() {
		c["older-end"] = olderEnd.Format(time.RFC3339)
	}
	return c
}

// AddKey adds a key to the ring, or makes the ring. What older keys sealed
// opens for as long as grace. It is for virtualmfa bootstrap, not for functions.
func (r *Ring) AddKey(ctx context.Context, grace time.Duration) error {
	content, err := r.item.Read(ctx)
	if err != nil {
		return err
	}
	version := len(content.Wrapped) + 1
	if version > maxVersions {
		return fmt.Errorf("kms: the ring has %d keys, and a sealed secret has one byte for their number", maxVersions)
	}
	olderEnd := r.now().Add(grace).UTC().Truncate(time.Second)
	wrapped, err := r.kms.wrappedKey(ctx, ringContext(r.account, version, olderEnd))
	if err != nil {
		return fmt.Errorf("making version %d of the key ring: %w", version, err)
	}
	return r.item.append(ctx, version, WrappedKey{Key: wrapped, OlderEnd: olderEnd})
}
