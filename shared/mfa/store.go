package mfa

import (
	"context"
	"errors"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// What a Store answers when it did not do what it was asked. Anything else it
// returns is a failure of the store itself.
var (
	ErrNotFound = errors.New("mfa: no such item")
	ErrExists   = errors.New("mfa: the item exists")
	ErrConflict = errors.New("mfa: the item is not in the state that the change asks for")
	// ErrThrottled wraps the store's own "too fast".
	ErrThrottled = errors.New("mfa: the store is throttled")
)

// A Store keeps users, devices and access keys.
//
// Every method is atomic, serialisable with all others on the same items, and
// durable when it returns nil. A method that changes something restates what
// its caller relied on; if that no longer holds it changes nothing and returns
// ErrConflict, or ErrNotFound if the item is gone. With ErrConflict the item
// comes back as it stands, so that the caller can say why without another read.
// After any other error the change may or may not have been made, but never in
// part. A success whose answer was lost on the way must not come back as a
// conflict.
//
// There is one exception. A RedeemCode that raised the floor of a device may
// come back as a conflict if its answer was lost and another one raised the
// floor further before the store asked again: of a floor, the store remembers
// only who raised it last. The code is spent and no session is opened, so the
// caller signs in with the next code.
//
// Reads are consistent, except the listings of users and devices, which may lag behind. Those
// show of a user Name, Path, ID and Created, of a device Serial, Owner and
// Enabled, and leave out the rest. Times are kept to the second. Lists and maps
// with nothing in them may come back nil.
//
// Package storetest is this contract as tests.
type Store interface {
	User(ctx context.Context, name string) (User, error)
	Device(ctx context.Context, serial string) (Device, error)
	AccessKey(ctx context.Context, id string) (AccessKey, error)
	// AccessKeys returns those of the keys that exist.
	AccessKeys(ctx context.Context, ids []string) ([]AccessKey, error)

	// Users and Devices return up to limit items after a position that an earlier
	// call returned, and the position of the last one, or "" if no item follows
	// it. No order is promised, only that the whole walk meets every item once
	// that was there all the time.
	Users(ctx context.Context, after string, limit int) (users []User, next string, err error)
	Devices(
		ctx context.Context,
		which AssignmentStatus,
		after string,
		limit int,
	) (devices []Device, next string, err error)

	// HardwareDevices is Devices of the hardware devices, which Devices leaves out.
	HardwareDevices(
		ctx context.Context,
		which AssignmentStatus,
		after string,
		limit int,
	) (devices []Device, next string, err error)

	// CreateUser returns ErrExists if there is a user of the same name, in any spelling.
	CreateUser(ctx context.Context, u User) error
	// DeleteUser deletes a user that has neither devices nor keys, groups nor
	// policies. Methods that return an item of what they change do so only with
	// ErrConflict.
	DeleteUser(ctx context.Context, name string) (User, error)

	// CreateAccessKey adds a key to its user, who must have fewer than limit of
	// them, and the name and the path that the key says. The root key, which has no
	// user, it puts without a condition.
	CreateAccessKey(ctx context.Context, k AccessKey, limit int) error
	// UpdateAccessKey and DeleteAccessKey return ErrNotFound for a key of another user.
	UpdateAccessKey(ctx context.Context, userName, id string, status AccessKeyStatus) error
	DeleteAccessKey(ctx context.Context, userName, id string) error
	// RecordUse records the last use of a key or of a role, unless a later one is
	// recorded or there is no such key or role. It changes no Revision, so that it
	// hinders no Commit; a Commit of a role that was read before may undo it.
	RecordUse(ctx context.Context, u Use) error

	// CreateDevice returns ErrExists if there is a device of this serial number.
	// If CreatorName is set, it returns ErrNotFound if there is no such user with
	// the id CreatedBy, and ErrConflict if MaxNewDevicesPerUser devices that the
	// user created exist and have never been enabled. A device whose Owner is the
	// account root, who has no name, is assigned from the start.
	CreateDevice(ctx context.Context, d Device) error
	// ReplaceDevice puts a device in the place of an unassigned one of the same
	// serial number that the same user created. It returns ErrExists if there is
	// another one, and ErrNotFound if there is none.
	ReplaceDevice(ctx context.Context, d Device) error
	// DeleteDevice deletes an unassigned device, if revision is not "" only as it
	// was read. The last three return ErrConflict if holder is not "" and does not
	// hold the device (see Holds).
	DeleteDevice(ctx context.Context, serial, holder, revision string) (Device, error)
	// Tag adds or overwrites tags as long as there are at most limit of them after it.
	Tag(ctx context.Context, serial, holder string, tags map[string]string, limit int) (Device, error)
	Untag(ctx context.Context, serial, holder string, keys []string) (Device, error)

	DirectoryStore
	TicketStore

	// Reserve charges an attempt before its code is looked at, and returns the
	// user as it is then.
	Reserve(ctx context.Context, r Reservation) (User, error)
	// RedeemCode commits a right session code. At most one RedeemCode of a device
	// and step succeeds, ever.
	RedeemCode(ctx context.Context, s Redemption) error
	// Assign makes a device its user's.
	Assign(ctx context.Context, a Assignment) error
	// Unassign takes the device from the user, whose device must be as it was
	// read; what the verifier remembers goes back to the device. Attempts that are
	// reserved meanwhile do not hinder it.
	Unassign(ctx context.Context, u User, serial string) error
	// Resync commits a right pair of an assigned device.
	Resync(ctx context.Context, r ResyncWrite) error
}

// A User is an IAM user, who may own devices. User names are unique without
// regard to case and keep their spelling. Everything needed to verify a code is
// stored here, so that one conditional write on the user decides.
type User struct {
	Name           string
	Path           string
	ID             string // AIDA…, never used twice
	Created        time.Time
	Devices        map[string]AssignedDevice // by serial number
	Keys           []string                  // access key ids
	Counters       map[string]int            // attempts, by otp.Charge.Counter
	LockGeneration int                       // how often Counters were cleared; a refund must not reach a cleared counter
	Revision       string                    // set by the store, after every change one that was never there

	// When each ticket expires that has not been redeemed or revoked. A Commit
	// writes them, and Assign takes a redeemed one out.
	Tickets         map[string]time.Time
	TicketsRevision string // set by the store, after every change of Tickets or RecoveryCodes

	RecoveryCodes *RecoveryCodes // nil for none; a Commit writes them

	// What a Commit writes of a user, and nothing else does.
	Tags         map[string]string
	Groups       []string      // unique ids
	LoginProfile *LoginProfile // nil for none
	Permissions
	PermissionsRevision string // set by the store
}

// A LoginProfile is the fact that a user has a password. The password itself is
// not kept, nor a hash of it.
type LoginProfile struct {
	Created         time.Time
	PasswordChanged time.Time
	ResetRequired   bool
}

// An AssignedDevice is a device as its user has it.
type AssignedDevice struct {
	Seed    []byte // sealed
	Enabled time.Time
	State   otp.VerifierState

	AssignmentID string // set by the store when it is assigned, never twice the same
	Revision     string // set by the store, after every change of State one that was never there
}

// A Device is a virtual or a hardware MFA device: see IsHardware.
type Device struct {
	Serial    string
	Seed      []byte // sealed
	CreatedBy string // user id, or "" for the account
	// CreatorName is the name of the user CreatedBy, on whose quota CreateDevice
	// puts the device. It is not kept.
	CreatorName string
	Tags        map[string]string
	Owner       *Owner            // nil while unassigned
	Enabled     time.Time         // while assigned
	State       otp.VerifierState // while unassigned
	Revision    string            // set by the store, after every change one that was never there
}

// IsNew reports whether the device has never been enabled.
func (d Device) IsNew() bool { return d.Owner == nil && d.State.LastPair == 0 }

// An Owner is what a listing of devices shows of a user.
type Owner struct {
	Name    string
	Path    string
	ID      string
	Created time.Time
}

// Owner returns u as its devices' owner.
func (u User) Owner() *Owner { return &Owner{u.Name, u.Path, u.ID, u.Created} }

// Holds reports whether the device is assigned to the user, or is unassigned and
// was created by the user.
func (d Device) Holds(userID string) bool {
	if d.Owner != nil {
		return d.Owner.ID == userID
	}
	return d.CreatedBy == userID
}

// An AccessKey is a long-term access key.
type AccessKey struct {
	ID       string
	UserName string // "" for the account root, like the next two
	UserPath string
	UserID   string
	Secret   []byte // sealed
	Status   AccessKeyStatus
	Created  time.Time
	LastUsed LastUse
}

// A Use is one of an access key, or of a role. The other members are "".
type Use struct {
	KeyID            string
	RoleName, RoleID string
	LastUse
}

// A LastUse is when something was used last, to 15 minutes, and where. It is zero
// for what never was.
type LastUse struct {
	Date    time.Time
	Region  string
	Service ServiceName // not kept of a role
}

// AccessKeyStatus is Active or Inactive.
type AccessKeyStatus string

// The values of AccessKeyStatus.
const (
	Active   AccessKeyStatus = "Active"
	Inactive AccessKeyStatus = "Inactive"
)

// AssignmentStatus selects devices in a listing, by the API's names.
type AssignmentStatus string

// The values of AssignmentStatus.
const (
	AnyAssignment AssignmentStatus = "Any"
	Assigned      AssignmentStatus = "Assigned"
	Unassigned    AssignmentStatus = "Unassigned"
)

// A Reservation asks for an attempt.
type Reservation struct {
	UserName   string
	UserID     string       // if not "", who the user must be
	Serial     string       // if not "", the device that the user must have
	MaxDevices int          // if not 0, the user must have fewer
	Charges    []otp.Charge // each must be within its limit, and all are charged
}

// Allows reports whether u is as the reservation asks.
func (r Reservation) Allows(u User) bool {
	_, has := u.Devices[r.Serial]
	_, over := otp.Exceeded(r.Charges, u.Counters)
	return (r.UserID == "" || u.ID == r.UserID) && (r.Serial == "" || has) &&
		(r.MaxDevices == 0 || len(u.Devices) < r.MaxDevices) &&
		!over
}

// A Redemption spends a step for a session. It holds if the device has been the
// user's since it was reserved, the step is not spent, and no unlock came
// between.
type Redemption struct {
	User    User // as reserved
	Serial  string
	Step    otp.Step
	State   otp.VerifierState // with Step spent
	Charges []otp.Charge      // as reserved: those that a success refunds are refunded
}

// An Assignment makes Device the device of User. It holds if the device is as
// it was read, the user has fewer than MaxDevices, and is who was reserved, of
// the same name and path.
//
// With a Ticket it holds if that is pending and as it was read. The ticket is
// redeemed, and the device that it replaces is taken from the user as by
// Unassign, if the user has it.
type Assignment struct {
	User       User   // as reserved
	Device     Device // as read
	MaxDevices int
	Enabled    time.Time
	State      otp.VerifierState
	Ticket     *EnrollmentTicket // as read, or nil
}

// Replaced is the serial number of the device that the assignment takes from
// the user, or "".
func (a Assignment) Replaced() string {
	if a.Ticket.replaces(a.User) {
		return a.Ticket.Replaces
	}
	return ""
}

// A TicketStore keeps enrollment tickets. Commit creates and revokes them, and
// Assign redeems them. It may forget a ticket TicketMemory after its expiration.
type TicketStore interface {
	// EnrollmentTicket returns ErrNotFound if there is no such ticket.
	EnrollmentTicket(ctx context.Context, id string) (EnrollmentTicket, error)
	// EnrollmentTickets returns those of the tickets that exist.
	EnrollmentTickets(ctx context.Context, ids []string) ([]EnrollmentTicket, error)
}

// A ResyncWrite sets what the verifier remembers of an assigned device. It
// holds if the device has been the user's since it was reserved, and its
// LastPair and Accepted.Floor are as reserved; steps above the new floor that
// were spent meanwhile stay spent.
type ResyncWrite struct {
	User   User // as reserved
	Serial string
	State  otp.VerifierState
	Reset  []string // the user's counters to take back to zero; any of them raises LockGeneration
}
