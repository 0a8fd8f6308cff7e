package mfa

import "context"

// UntagUserRequest names the user and the keys of its tags.
type UntagUserRequest struct {
	UserName *string
	TagKeys  []*string
}

func (in UntagUserRequest) validate(v *validation) {
	v.required("userName", in.UserName, existingUserNameType)
	v.tagKeys(in.TagKeys)
}

// UntagUser removes tags from a user. Keys that it does not have are ignored.
// NoSuchEntity: IAM API reference.
var UntagUser = operation(IAM, "UntagUser", (*Service).UntagUser)

// UntagUser ignores keys that the user does not have.
func (s *Service) UntagUser(
	ctx context.Context, c Caller, in UntagUserRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		keys := values(in.TagKeys)
		i, err := s.on(ctx, c, UserKind, *in.UserName, access{action: "UntagUser", tagKeys: keys})
		if err != nil {
			return nil, err
		}
		i.write.User.Tags = withoutTags(i.tags, keys)
		return []Write{i.write}, nil
	})
}
