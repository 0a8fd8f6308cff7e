package mfa

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
)

// defaultPage is MaxItems when it is absent.
const defaultPage = 100

// A pager reads and makes the markers of one listing. A marker is the position of the last item of a page, sealed for this listing and its
// filter: opaque, and refused anywhere else.
type pager struct {
	service  *Service
	listing  string // the operation and what narrows it
	marker   *string
	maxItems *int32
}

func (p pager) context() map[string]string {
	return map[string]string{"purpose": "marker", "version": "1", "account": p.service.AccountID, "listing": p.listing}
}

// limit is the size of the page.
func (p pager) limit() int {
	if p.maxItems == nil {
		return defaultPage
	}
	return int(*p.maxItems)
}

// after is the position that the marker holds, or "" for the first page.
func (p pager) after(ctx context.Context) (string, error) {
	if p.marker == nil {
		return "", nil
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(*p.marker)
	if err != nil {
		return "", errInvalidMarker
	}
	position, err := p.service.Keys.Open(ctx, sealed, p.context())
	if errors.Is(err, ErrNotSealed) {
		return "", errInvalidMarker
	}
	return string(position), err
}

// next makes the marker of a position, or nil for "".
func (p pager) next(ctx context.Context, position string) (*string, error) {
	if position == "" {
		return nil, nil
	}
	sealed, err := p.service.Keys.Seal(ctx, []byte(position), p.context())
	if err != nil {
		return nil, err
	}
	marker := base64.RawURLEncoding.EncodeToString(sealed)
	return &marker, nil
}

// slicePage cuts a page out of a list that is short and at hand. A position is a hash of the last item's key, so that it fits into a marker
// however long the key is; if that item is gone meanwhile, the marker is no longer valid.
func slicePage[T any](ctx context.Context, p pager, all []T, key func(T) string) (page []T, marker *string, err error) {
	position := func(item T) string {
		sum := sha256.Sum256([]byte(key(item)))
		return string(sum[:16])
	}
	after, err := p.after(ctx)
	if err != nil {
		return nil, nil, err
	}
	page = all
	if after != "" {
		last := slices.IndexFunc(all, func(item T) bool { return position(item) == after })
		if last < 0 {
			return nil, nil, errInvalidMarker
		}
		page = all[last+1:]
	}
	if len(page) <= p.limit() {
		return page, nil, nil
	}
	page = page[:p.limit()]
	marker, err = p.next(ctx, position(page[len(page)-1]))
	return page, marker, err
}
