package mfa

import "context"

// maxReads is how many pages of the store a page of an answer may take. A
// listing that keeps few of its items then answers with fewer than MaxItems and
// is still truncated, which the API allows (IAM API reference, "MaxItems").
const maxReads = 10

// filledPage reads pages of a listing until it has as many items to keep as the
// request asks for, and makes the marker of the next page.
func filledPage[T any](
	ctx context.Context, p pager,
	read func(ctx context.Context, after string, limit int) (items []T, next string, err error),
	keep func(T) bool,
) (page []T, marker *string, err error) {
	after, err := p.after(ctx)
	if err != nil {
		return nil, nil, err
	}
	for range maxReads {
		items, next, err := read(ctx, after, p.limit()-len(page))
		if err != nil {
			return nil, nil, err
		}
		for _, item := range items {
			if keep(item) {
				page = append(page, item)
			}
		}
		after = next
		if after == "" || len(page) >= p.limit() {
			break
		}
	}
	marker, err = p.next(ctx, after)
	return page, marker, err
}
