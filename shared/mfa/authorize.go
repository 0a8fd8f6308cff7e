package mfa

import (
	"context"
	"errors"
)

// mustHaveMFA is AWS's rule of 2023 about users who act on themselves: a user
// who has a device must have authenticated with one to enable or deactivate
// another, whatever policies say (bulletin AWS-2023-001). Otherwise a stolen
// access key could add a device of its own.
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

// authorizeUser authorises an action on the user of that name. It returns the
// user if it had to be read, because policies have to know its path and tags,
// and a User without an ID otherwise.
func (s *Service) authorizeUser(ctx context.Context, c Caller, action, userName string) (User, error) {
	switch {
	case c.isRoot():
		return User{}, nil
	case c.ticket != nil:
		return User{}, c.ticket.permits(action, userName)
	}
	user, err := s.targetUser(ctx, c, action, &userName)
	var refusal *Error
	if errors.As(err, &refusal) && refusal.Code == NoSuchEntity { // for the operation to say, in its order
		return User{}, nil
	}
	return user, err
}

// targetUser authorises an action on the user of that name, the caller's own by
// default, and reads the user.
func (s *Service) targetUser(ctx context.Context, c Caller, action string, name *string) (User, error) {
	userName, err := c.userOrSelf(name)
	if err != nil {
		return User{}, err
	}
	if c.is(userName) {
		return s.callingUser(ctx, c, access{action: action, shown: "user " + userName})
	}
	i, err := s.on(ctx, c, UserKind, userName, access{action: action})
	if err != nil {
		return User{}, err
	}
	return *i.write.User, nil
}

// callingUser authorises an action of a user on itself. Its policies come with
// the user, so that nothing more is read.
func (s *Service) callingUser(ctx context.Context, c Caller, a access) (User, error) {
	policies, err := s.policiesOf(ctx, c)
	if err != nil {
		return User{}, err
	}
	a.resource, a.resourceTags, a.boundary = c.arn, policies.user.Tags, policies.user.Boundary
	return *policies.user, s.judge(ctx, c, policies, a)
}

// authorizeDevice authorises an action on a device and returns who must have it
// when the action is carried out, or "" if that does not matter.
//
// The default policy asks of a device only who has it. So the caller is judged
// as if that were itself, and the write is made on this condition: nothing is
// read first. Other policies may ask for more, and the device is read if they do.
//
// All of these actions are on virtual devices: a hardware device does not exist
// for them, as in AWS.
func (s *Service) authorizeDevice(ctx context.Context, c Caller, a access) (holder string, err error) {
	if IsHardware(a.resource) {
		if err := s.permit(ctx, c, a); err != nil {
			return "", err
		}
		return "", errNoDevice(a.resource)
	}
	if c.isRoot() {
		return "", nil
	}
	policies, err := s.policiesOf(ctx, c)
	if err != nil {
		return "", err
	}
	switch {
	case policies.isDefault:
		a.holder = c.userID
		return c.userID, s.judge(ctx, c, policies, a)
	case !policies.set.Names("aws:ResourceTag/") && !policies.set.Names("virtual-mfa:Holder"):
		return "", s.judge(ctx, c, policies, a)
	}
	device, err := s.store.Device(ctx, a.resource)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", err
	}
	a.holder, a.resourceTags = device.holder(), device.Tags
	return a.holder, s.judge(ctx, c, policies, a)
}

// holder is the id of the user that Holds the device, or "".
func (d Device) holder() string {
	if d.Owner != nil {
		return d.Owner.ID
	}
	return d.CreatedBy
}

// deviceRefusal turns what a store says of a device into the answer that the
// caller may have, or nil if the operation has to say it. A device that the
// caller would have to hold, and does not, is judged as what it is: policies
// answer, whether it exists or not.
func (s *Service) deviceRefusal(
	ctx context.Context,
	c Caller,
	a access,
	holder string,
	device Device,
	err error,
) error {
	missing := errors.Is(err, ErrNotFound)
	lost := errors.Is(err, ErrConflict) && !device.Holds(holder)
	if holder == "" || !missing && !lost {
		if missing {
			return errNoDevice(a.resource)
		}
		return nil
	}
	policies, err := s.policiesOf(ctx, c)
	if err != nil {
		return err
	}
	a.holder, a.resourceTags = device.holder(), device.Tags
	if err := s.judge(ctx, c, policies, a); err != nil {
		return err
	}
	if missing {
		return errNoDevice(a.resource)
	}
	return errModifiedByTwo // the device has another holder since it was judged
}
