package mfa

import (
	"context"
	"errors"
	"time"
)

// maxGroups is how many groups a user may be in (IAM user guide, "IAM and AWS
// STS quotas").
const maxGroups = 10

// A GroupDetail is a group in an answer.
type GroupDetail struct {
	Path       string
	GroupName  string
	GroupId    string
	Arn        string
	CreateDate time.Time
}

func (s *Service) groupDetail(g Group) GroupDetail {
	return GroupDetail{
		Path:       g.Path,
		GroupName:  g.Name,
		GroupId:    g.ID,
		Arn:        s.identityARN(GroupKind, g.Path, g.Name),
		CreateDate: g.Created,
	}
}

func (s *Service) groupDetails(groups []Group) []GroupDetail {
	out := make([]GroupDetail, 0, len(groups))
	for _, g := range groups {
		out = append(out, s.groupDetail(g))
	}
	return out
}

// onGroup authorises an action on a group and reads the group.
func (s *Service) onGroup(ctx context.Context, c Caller, action, name string) (Group, error) {
	i, err := s.on(ctx, c, GroupKind, name, access{action: action})
	if err != nil {
		return Group{}, err
	}
	return *i.write.Group, nil
}

// member authorises a change of a group's members, which is an action on the
// group alone, and reads both. Of two that do not exist the user is named.
func (s *Service) member(ctx context.Context, c Caller, action, userName, groupName string) (User, Group, error) {
	i, groupErr := s.on(ctx, c, GroupKind, groupName, access{action: action})
	var refusal *Error
	if groupErr != nil && !(errors.As(groupErr, &refusal) && refusal.Code == NoSuchEntity) {
		return User{}, Group{}, groupErr
	}
	user, err := s.store.User(ctx, userName)
	switch {
	case errors.Is(err, ErrNotFound):
		return User{}, Group{}, errNoUser(userName)
	case err != nil:
		return User{}, Group{}, err
	case groupErr != nil:
		return User{}, Group{}, groupErr
	}
	return user, *i.write.Group, nil
}

func errGroupExists(name string) *Error {
	return fail(EntityAlreadyExists, "Group with name %s already exists.", name)
}

var (
	errHasMembers  = fail(DeleteConflict, "Cannot delete entity, must remove users from group first.")
	errHasAttached = fail(DeleteConflict, "Cannot delete entity, must detach all policies first.")
	errHasInline   = fail(DeleteConflict, "Cannot delete entity, must delete policies first.")
)

// errHasPolicies is why an identity with these permissions cannot be deleted,
// or nil. A boundary does not keep it.
func errHasPolicies(p Permissions) error {
	switch {
	case len(p.Attached) > 0:
		return errHasAttached
	case len(p.Inline) > 0:
		return errHasInline
	}
	return nil
}
