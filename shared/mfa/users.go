package mfa

import "time"

// NoOutput is the answer of an operation that has none.
type NoOutput struct{}

// UserDetail is a user in an answer. The account root has neither a name nor a path.
type UserDetail struct {
	Path                *string `json:",omitzero"`
	UserName            *string `json:",omitzero"`
	UserId              string
	Arn                 string
	CreateDate          time.Time                    `json:",omitzero"`
	PermissionsBoundary *AttachedPermissionsBoundary `json:",omitzero"`
	Tags                []OutTag                     `json:",omitzero"`
}

func (s *Service) userDetail(o Owner) *UserDetail {
	if o.Name == "" { // the owner of the account root's device
		return &UserDetail{UserId: o.ID, Arn: s.rootARN(), CreateDate: o.Created}
	}
	return &UserDetail{
		Path:       &o.Path,
		UserName:   &o.Name,
		UserId:     o.ID,
		Arn:        s.userARN(o.Path, o.Name),
		CreateDate: o.Created,
	}
}

// wholeUserDetail describes a user with tags and boundary, which listings leave
// out (IAM API reference, ListUsers).
func (s *Service) wholeUserDetail(u User) UserDetail {
	detail := *s.userDetail(*u.Owner())
	detail.PermissionsBoundary = boundaryDetail(u.Boundary)
	if len(u.Tags) > 0 {
		detail.Tags = sortedTags(u.Tags)
	}
	return detail
}
