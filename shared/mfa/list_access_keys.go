package mfa

import (
	"context"
	"slices"
	"strings"
	"time"
)

// ListAccessKeysRequest names the user, the caller by default, and the page.
type ListAccessKeysRequest struct {
	Marker   *string
	MaxItems *int32
	UserName *string
}

func (in ListAccessKeysRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
	v.page(in.Marker, in.MaxItems)
}

// ListAccessKeysResponse has the user's keys, sorted by id, without their secrets.
type ListAccessKeysResponse struct {
	AccessKeyMetadata []AccessKeyMetadata
	IsTruncated       bool
	Marker            *string `json:",omitzero"`
}

// AccessKeyMetadata is a key without its secret.
type AccessKeyMetadata struct {
	UserName    string
	AccessKeyId string
	Status      string
	CreateDate  time.Time
}

// ListAccessKeys lists the ids of a user's access keys. NoSuchEntity: IAM API
// reference.
var ListAccessKeys = operation(IAM, "ListAccessKeys", (*Service).ListAccessKeys)

// ListAccessKeys lists the keys of one user. NoSuchEntity: IAM API reference,
// ListAccessKeys.
func (s *Service) ListAccessKeys(
	ctx context.Context,
	c Caller,
	in ListAccessKeysRequest,
) (out ListAccessKeysResponse, err error) {
	user, err := s.targetUser(ctx, c, "ListAccessKeys", in.UserName)
	if err != nil {
		return out, err
	}
	var keys []AccessKey
	if len(user.Keys) > 0 {
		if keys, err = s.store.AccessKeys(ctx, user.Keys); err != nil {
			return out, err
		}
	}
	all := make([]AccessKeyMetadata, 0, len(keys))
	for _, key := range keys {
		all = append(all, AccessKeyMetadata{key.UserName, key.ID, string(key.Status), key.Created})
	}
	slices.SortFunc(all, func(a, b AccessKeyMetadata) int { return strings.Compare(a.AccessKeyId, b.AccessKeyId) })
	list := pager{s, "ListAccessKeys " + user.ID, in.Marker, in.MaxItems}
	out.AccessKeyMetadata, out.Marker, err = slicePage(
		ctx,
		list,
		all,
		func(k AccessKeyMetadata) string { return k.AccessKeyId },
	)
	out.IsTruncated = out.Marker != nil
	return out, err
}
