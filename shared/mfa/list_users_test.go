package mfa_test

import (
	"fmt"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListUsersFillsAPageOfUsersUnderAPath(t *testing.T) {
	f := mfatest.New(t, nil)
	for i := range 40 {
		name, path := fmt.Sprint("user", i), []string{"/few/", "/many/", "/many/", "/many/"}[i%4]
		mfatest.Must[mfa.CreateUserResponse](f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: &name, Path: &path})
	}
	few, five := "/few/", int32(5)
	seen, pages := map[string]bool{}, 0
	for marker := (*string)(nil); ; pages++ {
		page := mfatest.Must[mfa.ListUsersResponse](f.Root, mfa.ListUsers,
			mfa.ListUsersRequest{PathPrefix: &few, MaxItems: &five, Marker: marker})
		if page.IsTruncated && len(page.Users) != 5 {
			t.Errorf("page %d has %d users and is truncated", pages, len(page.Users))
		}
		for _, u := range page.Users {
			seen[*u.UserName] = true
		}
		if marker = page.Marker; marker == nil {
			break
		}
	}
	if len(seen) != 10 {
		t.Errorf("%d of 10 users were listed", len(seen))
	}
}

func TestListUsersTakesAPathWithoutItsLastSlash(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	mfatest.Must[mfa.CreateUserResponse](f.Root, mfa.CreateUser, mfa.CreateUserRequest{
		UserName: ptr("carol"),
		Path:     ptr("/eng/"),
	})
	list := mfatest.Must[mfa.ListUsersResponse](f.Root, mfa.ListUsers, mfa.ListUsersRequest{PathPrefix: ptr("/eng")}).Users
	if len(list) != 1 || list[0].Arn != "arn:aws:iam::123456789012:user/eng/carol" {
		t.Errorf("%+v", list)
	}
}
