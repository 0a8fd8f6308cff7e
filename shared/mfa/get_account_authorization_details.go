package mfa

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The values of Filter (IAM API reference, GetAccountAuthorizationDetails), in the
// order in which AWS's messages have them.
const (
	localPolicies  = "LocalManagedPolicy"
	allUserDetails = "User"
	awsPolicies    = "AWSManagedPolicy"
	allRoleDetails = "Role"
	allGroups      = "Group"
)

// GetAccountAuthorizationDetailsRequest says which kinds to return, all by
// default, and the page.
type GetAccountAuthorizationDetailsRequest struct {
	Filter   []*string
	Marker   *string
	MaxItems *int32
}

func (in GetAccountAuthorizationDetailsRequest) validate(v *validation) {
	kinds := []string{localPolicies, allUserDetails, awsPolicies, allRoleDetails, allGroups}
	for _, kind := range in.Filter {
		if kind == nil || !slices.Contains(kinds, *kind) { // text A
			v.problem("filter", nil, "Member must satisfy constraint: [Member must satisfy enum value set: ["+
				strings.Join(kinds, ", ")+"]]")
			break
		}
	}
	v.page(in.Marker, in.MaxItems)
}

// wants reports whether the request asks for a kind.
func (in GetAccountAuthorizationDetailsRequest) wants(kind string) bool {
	return len(in.Filter) == 0 || slices.ContainsFunc(in.Filter, func(f *string) bool { return *f == kind })
}

// filter names the kinds that the request asks for.
func (in GetAccountAuthorizationDetailsRequest) filter() string {
	kinds := values(in.Filter)
	slices.Sort(kinds)
	return strings.Join(slices.Compact(kinds), ",")
}

// GetAccountAuthorizationDetailsResponse has up to MaxItems users, roles, groups
// and policies together, in this order.
type GetAccountAuthorizationDetailsResponse struct {
	Policies        []ManagedPolicyDetail
	UserDetailList  []AuthorizationUser
	RoleDetailList  []AuthorizationRole
	GroupDetailList []AuthorizationGroup
	IsTruncated     bool
	Marker          *string `json:",omitzero"`
}

// GetAccountAuthorizationDetails lists the users, roles, groups and policies of
// the account, each with the policies that it has. IAM API reference.
var GetAccountAuthorizationDetails = operation(
	IAM, "GetAccountAuthorizationDetails", (*Service).GetAccountAuthorizationDetails)

// GetAccountAuthorizationDetails fills a page with users, then roles, groups
// and policies.
func (s *Service) GetAccountAuthorizationDetails(
	ctx context.Context, c Caller, in GetAccountAuthorizationDetailsRequest,
) (out GetAccountAuthorizationDetailsResponse, err error) {
	if err := s.onAccount(ctx, c, "GetAccountAuthorizationDetails"); err != nil {
		return out, err
	}
	out = GetAccountAuthorizationDetailsResponse{
		Policies:        []ManagedPolicyDetail{},
		UserDetailList:  []AuthorizationUser{},
		RoleDetailList:  []AuthorizationRole{},
		GroupDetailList: []AuthorizationGroup{},
	}
	list := pager{s, "GetAccountAuthorizationDetails", in.Marker, in.MaxItems}
	at, err := in.position(ctx, list)
	if err != nil {
		return out, err
	}
	for left := list.limit(); left > 0 && at.section < len(detailSections); {
		if section := detailSections[at.section]; slices.ContainsFunc(section.kinds, in.wants) {
			var n int
			if n, at.after, err = section.add(s, ctx, in, &out, at.after, left); err != nil {
				return out, err
			}
			left -= n
		}
		if at.after == "" {
			at.section++
		}
	}
	if at.section < len(detailSections) {
		out.IsTruncated = true
		out.Marker, err = list.next(ctx, at.String())
	}
	return out, err
}

// A detailPosition is where a page begins: a marker holds only with its filter.
type detailPosition struct {
	filter  string
	section int
	after   string
}

func (p detailPosition) String() string { return fmt.Sprintf("%s|%d|%s", p.filter, p.section, p.after) }

func (in GetAccountAuthorizationDetailsRequest) position(
	ctx context.Context, list pager,
) (at detailPosition, err error) {
	at.filter = in.filter()
	text, err := list.after(ctx)
	if err != nil || text == "" {
		return at, err
	}
	parts := strings.SplitN(text, "|", 3)
	if len(parts) != 3 {
		return at, errInvalidMarker
	}
	if parts[0] != at.filter { // text A
		return at, fail(ValidationError, "Marker and Filter do not match")
	}
	_, err = fmt.Sscan(parts[1], &at.section)
	at.after = parts[2]
	return at, err
}

// detailSections are what a walk over the details goes through. Each adds up to
// limit items after a position, and returns how many, and the next position.
var detailSections = []struct {
	kinds []string
	add   func(
		s *Service, ctx context.Context, in GetAccountAuthorizationDetailsRequest,
		out *GetAccountAuthorizationDetailsResponse, after string, limit int,
	) (added int, next string, err error)
}{
	{[]string{allUserDetails}, (*Service).addUserDetails},
	{[]string{allRoleDetails}, (*Service).addRoleDetails},
	{[]string{allGroups}, (*Service).addGroupDetails},
	{[]string{localPolicies, awsPolicies}, (*Service).addPolicyDetails},
}

func (s *Service) addUserDetails(
	ctx context.Context, _ GetAccountAuthorizationDetailsRequest,
	out *GetAccountAuthorizationDetailsResponse, after string, limit int,
) (added int, next string, err error) {
	listed, next, err := s.store.Users(ctx, after, limit)
	if err != nil {
		return 0, "", err
	}
	var names Names
	for _, u := range listed {
		names.Users = append(names.Users, u.Name)
	}
	found, err := s.store.Lookup(ctx, names)
	if err != nil {
		return 0, "", err
	}
	slices.SortFunc(found.Users, func(a, b User) int { return strings.Compare(a.Name, b.Name) })
	groups, err := s.groupNames(ctx, found.Users)
	for _, u := range found.Users {
		detail := AuthorizationUser{
			Path:                    u.Path,
			UserName:                u.Name,
			UserId:                  u.ID,
			Arn:                     s.userARN(u.Path, u.Name),
			CreateDate:              u.Created,
			GroupList:               []string{},
			AttachedManagedPolicies: attachedPolicies(u.Permissions),
			PermissionsBoundary:     boundaryDetail(u.Boundary),
			Tags:                    sortedTags(u.Tags),
		}
		if len(u.Inline) > 0 {
			detail.UserPolicyList = inlinePolicies(u.Permissions)
		}
		for _, id := range u.Groups {
			if name := groups[id]; name != "" {
				detail.GroupList = append(detail.GroupList, name)
			}
		}
		slices.Sort(detail.GroupList)
		out.UserDetailList = append(out.UserDetailList, detail)
	}
	return len(listed), next, err
}

// groupNames returns the names of the groups of some users by the groups' ids.
func (s *Service) groupNames(ctx context.Context, users []User) (map[string]string, error) {
	var which Names
	for _, u := range users {
		which.Groups = append(which.Groups, u.Groups...)
	}
	names := map[string]string{}
	if len(which.Groups) == 0 {
		return names, nil
	}
	found, err := s.store.Lookup(ctx, which)
	for _, g := range found.Groups {
		names[g.ID] = g.Name
	}
	return names, err
}

func (s *Service) addRoleDetails(
	ctx context.Context, _ GetAccountAuthorizationDetailsRequest,
	out *GetAccountAuthorizationDetailsResponse, after string, limit int,
) (added int, next string, err error) {
	roles, next, err := s.store.Roles(ctx, after, limit)
	if err != nil || len(roles) == 0 {
		return 0, next, err
	}
	trusts, err := s.shownTrust(ctx, roles...)
	if err != nil {
		return 0, "", err
	}
	for i, r := range roles {
		out.RoleDetailList = append(out.RoleDetailList, AuthorizationRole{
			Path:                     r.Path,
			RoleName:                 r.Name,
			RoleId:                   r.ID,
			Arn:                      s.identityARN(RoleKind, r.Path, r.Name),
			CreateDate:               r.Created,
			AssumeRolePolicyDocument: trusts[i],
			InstanceProfileList:      []NoOutput{},
			RolePolicyList:           inlinePolicies(r.Permissions),
			AttachedManagedPolicies:  attachedPolicies(r.Permissions),
			PermissionsBoundary:      boundaryDetail(r.Boundary),
			Tags:                     sortedTags(r.Tags),
			RoleLastUsed:             *lastUsed(r.LastUsed),
		})
	}
	return len(roles), next, nil
}

func (s *Service) addGroupDetails(
	ctx context.Context, _ GetAccountAuthorizationDetailsRequest,
	out *GetAccountAuthorizationDetailsResponse, after string, limit int,
) (added int, next string, err error) {
	listed, next, err := s.store.Groups(ctx, after, limit)
	if err != nil || len(listed) == 0 {
		return 0, next, err
	}
	var which Names
	for _, g := range listed {
		which.Groups = append(which.Groups, g.ID)
	}
	found, err := s.store.Lookup(ctx, which)
	slices.SortFunc(found.Groups, func(a, b Group) int { return strings.Compare(a.Name, b.Name) })
	for _, g := range found.Groups {
		out.GroupDetailList = append(out.GroupDetailList, AuthorizationGroup{
			Path:                    g.Path,
			GroupName:               g.Name,
			GroupId:                 g.ID,
			Arn:                     s.identityARN(GroupKind, g.Path, g.Name),
			CreateDate:              g.Created,
			GroupPolicyList:         inlinePolicies(g.Permissions),
			AttachedManagedPolicies: attachedPolicies(g.Permissions),
		})
	}
	return len(listed), next, err
}

// addPolicyDetails shows the account's own policies, and the service's own if it
// is attached.
func (s *Service) addPolicyDetails(
	ctx context.Context, in GetAccountAuthorizationDetailsRequest,
	out *GetAccountAuthorizationDetailsResponse, after string, limit int,
) (added int, next string, err error) {
	policies, next, err := s.policies(ctx, after, limit)
	if err != nil {
		return 0, "", err
	}
	for _, p := range policies {
		kind, isShown := localPolicies, true
		if p.ARN == s.SelfServiceARN() {
			kind, isShown = awsPolicies, len(p.Attachments) > 0
		}
		if !isShown || !in.wants(kind) {
			continue
		}
		detail, err := s.managedPolicyDetail(ctx, p)
		var refusal *Error
		if errors.As(err, &refusal) { // deleted since it was listed
			continue
		}
		if err != nil {
			return 0, "", err
		}
		out.Policies = append(out.Policies, detail)
		added++
	}
	return added, next, nil
}
