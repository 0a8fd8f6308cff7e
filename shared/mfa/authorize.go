package mfa

import (
	"context"
	"errors"
)

// A grant is what the documented self-service policy gives a user on an action (IAM user guide, "AWS: Allows MFA-authenticated IAM users to
// manage their own MFA device"). An action without an entry is for the account root alone.
type grant struct {
	withoutMFA bool // the policy's NotAction lists it: allowed before there is an MFA device to authenticate with
	onSelf     bool // only on the caller's own user
}

var selfService = map[string]grant{
	"CreateVirtualMFADevice": {withoutMFA: true},
	"ListVirtualMFADevices":  {withoutMFA: true},
	"EnableMFADevice":        {withoutMFA: true, onSelf: true},
	"ResyncMFADevice":        {withoutMFA: true, onSelf: true},
	"ListMFADevices":         {withoutMFA: true, onSelf: true},
	"GetMFADevice":           {withoutMFA: true, onSelf: true},
	"GetUser":                {withoutMFA: true, onSelf: true},
	"DeactivateMFADevice":    {onSelf: true},
	// On devices that the user holds, which the store checks in the condition of the very change or read:
	"DeleteVirtualMFADevice": {},
	"TagMFADevice":           {},
	"UntagMFADevice":         {},
	"ListMFADeviceTags":      {},
}

// authorize says whether the caller may do the action on the resource, in the words of a policy evaluation. Nothing is allowed that is not
// granted; a caller that Authenticate did not make is refused like any other.
func authorize(c Caller, action, resource string) error {
	if c.isRoot() {
		return nil
	}
	g, granted := selfService[action]
	if !granted || g.onSelf && resource != c.arn || !g.withoutMFA && !c.hasMFA() {
		return denied(c, action, resource)
	}
	return nil
}

// denied is AWS's text. Without MFA the documented policy denies explicitly all but its NotAction list.
func denied(c Caller, action, resource string) *Error {
	cause := "because no identity-based policy allows the iam:" + action + " action"
	if !c.hasMFA() && !selfService[action].withoutMFA {
		cause = "with an explicit deny in an identity-based policy"
	}
	return fail(AccessDenied, "User: %s is not authorized to perform: iam:%s on resource: %s %s", c.arn, action, resource, cause)
}

// authorizeUser authorises an action on the user of that name. The path of another user is not known yet, and need not be.
func (s *Service) authorizeUser(c Caller, action, userName string) error {
	if c.is(userName) {
		return authorize(c, action, c.arn)
	}
	return authorize(c, action, s.userARN("/", userName))
}

// deviceHolder authorises an action on a device and returns whose it must be: the caller's user id, or "" for the account root, who may act on
// every device.
func deviceHolder(c Caller, action, serial string) (string, error) {
	if c.isRoot() {
		return "", nil
	}
	return c.userID, authorize(c, action, serial)
}

// mustHaveMFA is AWS's rule of 2023 about users who act on themselves: whoever already has a device must have authenticated with one to enable
// or deactivate another, whatever policies say (bulletin AWS-2023-001). Otherwise a stolen access key could add a device of its own.
func (c Caller) mustHaveMFA(u User) bool {
	return c.is(u.Name) && len(u.Devices) > 0 && !c.hasMFA()
}

// userOrSelf is the name in a request, or else the caller's own.
func (c Caller) userOrSelf(name *string) (string, error) {
	switch {
	case name != nil:
		return *name, nil
	case c.userName != "":
		return c.userName, nil
	}
	return "", errNoUserName
}

// targetUser authorises an action on the user of that name, the caller's own by default, and reads the user.
func (s *Service) targetUser(ctx context.Context, c Caller, action string, name *string) (User, error) {
	userName, err := c.userOrSelf(name)
	if err != nil {
		return User{}, err
	}
	if err := s.authorizeUser(c, action, userName); err != nil {
		return User{}, err
	}
	user, err := s.Store.User(ctx, userName)
	if errors.Is(err, ErrNotFound) {
		return User{}, errNoUser(userName)
	}
	return user, err
}
