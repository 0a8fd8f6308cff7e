package mfa

import "context"

// TagUserRequest names the user and has the tags.
type TagUserRequest struct {
	UserName *string
	Tags     []*Tag
}

func (in TagUserRequest) validate(v *validation) {
	v.required("userName", in.UserName, existingUserNameType)
	v.requiredTags(in.Tags)
}

// TagUser adds tags to a user, or replaces their values.
// InvalidInput, LimitExceeded, NoSuchEntity: IAM API reference.
var TagUser = operation(IAM, "TagUser", (*Service).TagUser)

// TagUser keeps at most 50 tags (LimitExceeded). Keys that differ in case only
// are one key.
func (s *Service) TagUser(
	ctx context.Context, c Caller, in TagUserRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		i, err := s.on(ctx, c, UserKind, *in.UserName, access{action: "TagUser", requestTags: in.Tags})
		if err != nil {
			return nil, err
		}
		tags, err := mergeTags(i.tags, in.Tags)
		i.write.User.Tags = tags
		return []Write{i.write}, err
	})
}
