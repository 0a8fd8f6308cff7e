package mfa

import (
	"context"
	"encoding/base64"
	"errors"
	"sort"
)

// defaultPage is MaxItems when it is absent.
const defaultPage = 100

// A pager reads and makes the markers of one listing. A marker is the position
// of the last item of a page, sealed for this listing and its filter: opaque,
// and refused anywhere else.
type pager struct {
	service  *Service
	listing  string // the operation and what narrows it
	marker   *string
	maxItems *int32
}

func (p pager) context() map[string]string {
	return map[string]string{"purpose": "marker", "version": "1", "account": p.service.accountID, "listing": p.listing}
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
	position, err := p.service.keySealer.Open(ctx, sealed, p.context())
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
	sealed, err := p.service.keySealer.Seal(ctx, []byte(position), p.context())
	if err != nil {
		return nil, err
	}
	marker := base64.RawURLEncoding.EncodeToString(sealed)
	return &marker, nil
}

// maxPosition is how many bytes of a key fit into a marker, which has at most
// 320 characters.
const maxPosition = 200

// slicePage cuts a page out of a short list in memory that is sorted by key. A
// page begins after the last key of the previous page, even if that key has been
// removed since.
func slicePage[T any](ctx context.Context, p pager, all []T, key func(T) string) (page []T, marker *string, err error) {
	after, err := p.after(ctx)
	if err != nil {
		return nil, nil, err
	}
	positions := positionsOf(all, key)
	first := 0
	if p.marker != nil {
		first = sort.Search(len(all), func(i int) bool { return positions[i] > after })
	}
	last := min(first+p.limit(), len(all))
	if last < len(all) {
		marker, err = p.next(ctx, positions[last-1])
	}
	return all[first:last], marker, err
}

// positionsOf makes ascending positions of sorted keys: what of a key fits, and
// a number to tell keys apart that begin alike.
func positionsOf[T any](all []T, key func(T) string) []string {
	positions := make([]string, len(all))
	before, alike := "", byte(0)
	for i, item := range all {
		k := key(item)
		k = k[:min(len(k), maxPosition)]
		if alike++; i == 0 || k != before {
			alike = 0
		}
		before, positions[i] = k, k+"\x00"+string(rune(alike))
	}
	return positions
}
