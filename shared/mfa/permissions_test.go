package mfa_test

import (
	"context"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// withoutFound is a store that finds no policies, or no groups, that others hold.
type withoutFound struct {
	mfa.Store
	groups, policies bool
}

func (s withoutFound) Lookup(ctx context.Context, which mfa.Names) (mfa.Found, error) {
	found, err := s.Store.Lookup(ctx, which)
	if s.groups {
		found.Groups = nil
	}
	if s.policies {
		found.Policies = nil
	}
	return found, err
}

func TestAnAttachedPolicyThatCannotBeReadDenies(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, arn := f.User("alice"), allowEverything(t, f)
	attach := mfa.AttachUserPolicyRequest{UserName: ptr("alice"), PolicyArn: &arn}
	mfatest.Do(f.Root, mfa.AttachUserPolicy, attach)
	mfatest.Must[mfa.ListUsersResponse](alice, mfa.ListUsers, mfa.ListUsersRequest{})
	f.ChangeStore(withoutFound{Store: f.Config.Store, policies: true})
	refusal := mfatest.Refused(alice, mfa.GetUser, mfa.GetUserRequest{})
	if refusal.Code != mfa.AccessDenied {
		t.Errorf("got %v", refusal)
	}
}

func TestAGroupThatCannotBeReadDenies(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, arn := f.User("alice"), allowEverything(t, f)
	mfatest.Must[mfa.CreateGroupResponse](f.Root, mfa.CreateGroup, mfa.CreateGroupRequest{GroupName: ptr("team")})
	add := mfa.AddUserToGroupRequest{GroupName: ptr("team"), UserName: ptr("alice")}
	mfatest.Do(f.Root, mfa.AddUserToGroup, add)
	attach := mfa.AttachUserPolicyRequest{UserName: ptr("alice"), PolicyArn: &arn}
	mfatest.Do(f.Root, mfa.AttachUserPolicy, attach)
	mfatest.Must[mfa.ListUsersResponse](alice, mfa.ListUsers, mfa.ListUsersRequest{})
	f.ChangeStore(withoutFound{Store: f.Config.Store, groups: true})
	refusal := mfatest.Refused(alice, mfa.ListUsers, mfa.ListUsersRequest{})
	if refusal.Code != mfa.AccessDenied {
		t.Errorf("got %v", refusal)
	}
}
