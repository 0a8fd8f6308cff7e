package mfa

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// Durations of an enrollment ticket in seconds.
const (
	minTicket     = 300
	maxTicket     = 86_400
	defaultTicket = 3_600
)

// CreateEnrollmentTicketRequest names the user, the caller by default, and the
// device: the user's name by default, with an addition if that is taken.
// DurationSeconds is 300 to 86,400, by default 3,600.
type CreateEnrollmentTicketRequest struct {
	DurationSeconds      *int32
	Path                 *string
	ReplacedSerialNumber *string // of a device of the user's that is lost
	RequireApproval      *bool   // by another administrator: see ApproveEnrollmentTicket
	Tags                 []*Tag  // of the device
	UserName             *string
	VirtualMFADeviceName *string
}

func (in CreateEnrollmentTicketRequest) validate(v *validation) {
	v.between("durationSeconds", in.DurationSeconds, minTicket, maxTicket)
	v.path(in.Path)
	v.optional("replacedSerialNumber", in.ReplacedSerialNumber, serialNumberType)
	v.tags(in.Tags)
	v.optional("userName", in.UserName, existingUserNameType)
	v.optional("virtualMFADeviceName", in.VirtualMFADeviceName, virtualMFADeviceName)
}

// CreateEnrollmentTicketResponse hands out the ticket, for the only time. Url
// is that of the enrollment page, with the ticket in its fragment.
type CreateEnrollmentTicketResponse struct {
	TicketId     string
	Ticket       secret.String
	Url          secret.String
	UserName     string
	SerialNumber string
	Expiration   time.Time
}

// CreateEnrollmentTicket makes a ticket, whose holder enrolls one device of one
// user. AccessDenied, EntityAlreadyExists, LimitExceeded, NoSuchEntity.
var CreateEnrollmentTicket = operation(
	IAM, "CreateEnrollmentTicket", (*Service).CreateEnrollmentTicket,
).withFunction().withOwnVersion()

// CreateEnrollmentTicket refuses users without an MFA session who make a ticket
// for themselves, even before they have a device: a stolen key could make one
// and redeem it after the first device is enabled.
func (s *Service) CreateEnrollmentTicket(
	ctx context.Context,
	c Caller,
	in CreateEnrollmentTicketRequest,
) (out CreateEnrollmentTicketResponse, err error) {
	tags, err := checkTags(in.Tags)
	if err != nil {
		return out, err
	}
	userName, err := c.userOrSelf(in.UserName)
	if err != nil {
		return out, err
	}
	seconds := int32(defaultTicket)
	if in.DurationSeconds != nil {
		seconds = *in.DurationSeconds
	}
	t, err := s.newTicket(c, time.Duration(seconds)*time.Second)
	if err != nil {
		return out, err
	}
	t.Tags, t.Replaces = tags, stringOr(in.ReplacedSerialNumber, "")
	if in.RequireApproval != nil {
		t.NeedsApproval = *in.RequireApproval
	}
	var text secret.String
	err = s.commit(ctx, func() ([]Write, error) {
		user, err := s.mayInvite(ctx, c, userName, in)
		if err != nil {
			return nil, err
		}
		text, err = s.issueTicket(ctx, &t, &user, in)
		return []Write{{UserTickets: &user}, {Ticket: &t}}, err
	})
	if err != nil {
		return out, err
	}
	return c.handOut(t, text), nil
}

// newTicket is a ticket of the caller's for no user yet.
func (s *Service) newTicket(c Caller, duration time.Duration) (EnrollmentTicket, error) {
	id, err := newID(s.random, ticketIDPrefix, 20)
	now := s.now()
	return EnrollmentTicket{
		ID:        id,
		CreatedBy: c.arn,
		CreatorID: c.administratorID(s.accountID),
		Created:   now,
		Expires:   now.Add(duration),
		Status:    TicketPending,
	}, err
}

// issueTicket makes the ticket one for the user and for the device that the
// request names, adds it to the user's, and returns its text.
func (s *Service) issueTicket(
	ctx context.Context,
	t *EnrollmentTicket,
	user *User,
	in CreateEnrollmentTicketRequest,
) (text secret.String, err error) {
	t.UserName, t.UserID = user.Name, user.ID
	if t.Serial, err = s.ticketDevice(ctx, in, *user, t.ID); err != nil {
		return secret.String{}, err
	}
	user.Tickets = liveTickets(*user, t.Created)
	if len(user.Tickets) >= MaxTicketsPerUser {
		return secret.String{}, errTooManyTickets
	}
	user.Tickets[t.ID] = t.Expires
	return s.sealTicket(ctx, t)
}

// handOut is the answer with a ticket's text.
func (c Caller) handOut(t EnrollmentTicket, text secret.String) CreateEnrollmentTicketResponse {
	return CreateEnrollmentTicketResponse{
		TicketId:     t.ID,
		Ticket:       text,
		Url:          secret.New(c.request.baseURL() + "/enroll/#" + text.Reveal()),
		UserName:     t.UserName,
		SerialNumber: t.Serial,
		Expiration:   t.Expires,
	}
}

// mayInvite authorizes the ticket and reads its user.
func (s *Service) mayInvite(
	ctx context.Context,
	c Caller,
	userName string,
	in CreateEnrollmentTicketRequest,
) (User, error) {
	a := access{action: "CreateEnrollmentTicket", requestTags: in.Tags}
	user, err := s.ticketUser(ctx, c, a, userName)
	switch {
	case err != nil:
		return User{}, err
	case c.is(user.Name) && !c.hasMFA():
		return User{}, errMFARequired
	case in.ReplacedSerialNumber == nil:
		return user, nil
	}
	if _, err := s.authorizeUser(ctx, c, "DeactivateMFADevice", userName); err != nil {
		return User{}, err
	}
	if _, has := user.Devices[*in.ReplacedSerialNumber]; !has {
		return User{}, s.whyNotTheUsers(ctx, *in.ReplacedSerialNumber)
	}
	return user, nil
}

// ticketUser authorizes an action on the user of that name, and reads the user
// as it is now: what a Commit relies on is not what the policies came with.
func (s *Service) ticketUser(ctx context.Context, c Caller, a access, userName string) (User, error) {
	i, err := s.on(ctx, c, UserKind, userName, a)
	if err != nil {
		return User{}, err
	}
	return *i.write.User, nil
}

// ticketDevice is the serial number of the device that a ticket is for. A device
// of that name may exist if its holder could create it again.
func (s *Service) ticketDevice(
	ctx context.Context,
	in CreateEnrollmentTicketRequest,
	user User,
	ticketID string,
) (string, error) {
	path, name := stringOr(in.Path, "/"), stringOr(in.VirtualMFADeviceName, user.Name)
	serial := s.deviceARN(path, name)
	if err := checkSerial(serial); err != nil {
		return "", err
	}
	d, err := s.store.Device(ctx, serial)
	switch {
	case errors.Is(err, ErrNotFound):
		return serial, nil
	case err != nil:
		return "", err
	case d.Owner == nil && d.CreatedBy == user.ID:
		return serial, nil
	case in.VirtualMFADeviceName != nil:
		return "", errDeviceExists
	}
	return s.deviceARN(path, name+"-"+strings.ToLower(ticketID[len(ticketID)-4:])), nil
}
