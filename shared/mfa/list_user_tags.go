package mfa

import "context"

// ListUserTagsRequest names the user and the page.
type ListUserTagsRequest struct {
	UserName *string
	Marker   *string
	MaxItems *int32
}

func (in ListUserTagsRequest) validate(v *validation) {
	v.required("userName", in.UserName, existingUserNameType)
	v.page(in.Marker, in.MaxItems)
}

// ListUserTagsResponse has the tags, sorted by key.
type ListUserTagsResponse struct {
	Tags        []OutTag
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListUserTags lists the tags of a user.
// NoSuchEntity: IAM API reference.
var ListUserTags = operation(IAM, "ListUserTags", (*Service).ListUserTags)

// ListUserTags pages the tags by their keys.
func (s *Service) ListUserTags(
	ctx context.Context, c Caller, in ListUserTagsRequest,
) (out ListUserTagsResponse, err error) {
	i, err := s.on(ctx, c, UserKind, *in.UserName, access{action: "ListUserTags"})
	if err != nil {
		return out, err
	}
	list := pager{s, "ListUserTags " + i.id, in.Marker, in.MaxItems}
	out.Tags, out.Marker, err = slicePage(ctx, list, sortedTags(i.tags), func(t OutTag) string { return t.Key })
	out.IsTruncated = out.Marker != nil
	return out, err
}
