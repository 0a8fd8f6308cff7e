package mfa

import (
	"context"
	"time"
)

// A DirectoryStore keeps what permissions are made of: groups, roles and managed
// policies, and the policies, groups and tags of users. Its contract is the
// Store's, and a part of it.
//
// Reads are consistent, except the listings. Names of groups and roles are
// unique without regard to case, as names of users are; ARNs of policies are
// case-sensitive (IAM user guide, "IAM identifiers").
type DirectoryStore interface {
	// Group, Role and Policy return ErrNotFound if there is no such item.
	Group(ctx context.Context, name string) (Group, error)
	Role(ctx context.Context, name string) (Role, error)
	Policy(ctx context.Context, arn string) (Policy, error)
	// PolicyVersion returns one version with its document, or ErrNotFound.
	PolicyVersion(ctx context.Context, arn, id string) (PolicyVersion, error)

	// Lookup reads many items at once: those that exist, in no order.
	Lookup(ctx context.Context, which Names) (Found, error)

	// Groups, Roles and Policies are listings like Users. Groups shows of a
	// group Name, Path, ID and Created, and leaves out the rest.
	Groups(ctx context.Context, after string, limit int) (groups []Group, next string, err error)
	Roles(ctx context.Context, after string, limit int) (roles []Role, next string, err error)
	Policies(ctx context.Context, after string, limit int) (policies []Policy, next string, err error)

	// RootAccessKeys returns the access keys of the account root that it knows of.
	RootAccessKeys(ctx context.Context) ([]AccessKey, error)
	// Account returns the zero Account if none was ever written.
	Account(ctx context.Context) (Account, error)
	// CredentialReport returns ErrNotFound if there is none.
	CredentialReport(ctx context.Context) (CredentialReport, error)

	// Commit makes all writes or none. It returns ErrConflict if one of the
	// items has changed since it was read, exists although it must not, or is
	// gone.
	Commit(ctx context.Context, writes ...Write) error
}

// Permissions are the policies of a user, a group or a role.
type Permissions struct {
	Inline   []InlinePolicy
	Attached []string // ARNs of managed policies, in the order of attachment
	Boundary string   // ARN of a managed policy, or ""; never on a group
}

// An InlinePolicy is part of the identity that has it. Its name is unique there
// without regard to case.
type InlinePolicy struct {
	Name     string
	Document string // exactly as it was sent
}

// A Group is a set of users that share policies.
type Group struct {
	Name    string
	Path    string
	ID      string // AGPA…, never used twice
	Created time.Time
	Members []string // names of users
	Permissions
	Revision string // set by the store; "" for a group that must not exist yet
}

// A Role is an identity that others assume for a while.
type Role struct {
	Name        string
	Path        string
	ID          string // AROA…, never used twice
	Created     time.Time
	Description *string
	MaxSession  int32  // seconds, 3,600 to 43,200
	Trust       string // the trust policy, exactly as it was sent
	// TrustedIDs has the unique id of each user and role that the trust policy
	// names by its ARN: a principal that was deleted and made again is not
	// trusted (IAM user guide, "AWS JSON policy elements: Principal").
	TrustedIDs map[string]string
	Tags       map[string]string
	LastUsed   LastUse
	Permissions
	Revision string // set by the store; "" for a role that must not exist yet
}

// A Policy is a managed policy with the document of its default version.
type Policy struct {
	ARN         string
	Name        string
	Path        string
	ID          string // ANPA…, never used twice
	Created     time.Time
	Updated     time.Time
	Description *string
	Tags        map[string]string
	Versions    []PolicyVersion // without documents, in the order of creation
	Default     string          // the id of the default version
	LastVersion int             // the highest number of a version there ever was
	Document    string          // of the default version, exactly as it was sent
	Attachments []Attachment
	Revision    string // set by the store; "" for a policy that must not exist yet
}

// A PolicyVersion never changes.
type PolicyVersion struct {
	ARN      string
	ID       string // v1, v2, …
	Created  time.Time
	Document string // exactly as it was sent
}

// A PolicyName is the name of a managed policy, which is case-sensitive.
type PolicyName struct{ Name, ARN string }

// An Attachment is a use of a managed policy.
type Attachment struct {
	Kind     IdentityKind
	Name     string
	ID       string
	Boundary bool // as a permissions boundary, not as a permissions policy
}

// IdentityKind tells users, groups and roles apart.
type IdentityKind string

// The values of IdentityKind.
const (
	UserKind  IdentityKind = "user"
	GroupKind IdentityKind = "group"
	RoleKind  IdentityKind = "role"
)

// Names says what a Lookup reads.
type Names struct {
	Users    []string
	Groups   []string // unique ids
	Roles    []string
	Policies []string // ARNs
}

// Found is what a Lookup has read.
type Found struct {
	Users    []User
	Groups   []Group
	Roles    []Role
	Policies []Policy
}

// A Write is the part of one item in a Commit. Exactly one of its items is set.
//
// Each item is written if its Revision is still that of the store, and ""
// means that it must not exist. Of a user only Tags, Groups, LoginProfile and
// Permissions are written, on condition of ID and PermissionsRevision, so that
// attempts with codes neither hinder a Commit nor are undone by it; a user whose
// Revision is "" is created. A user is deleted only if it has neither devices
// nor access keys, a version without condition.
type Write struct {
	User    *User
	Group   *Group
	Role    *Role
	Policy  *Policy
	Version *PolicyVersion
	// PolicyName reserves the name of a policy, which is unique whatever its
	// path, or with Delete gives it up.
	PolicyName *PolicyName
	Ticket     *EnrollmentTicket
	// UserTickets is a user of whom only Tickets is written, on condition of ID and
	// TicketsRevision. Of UserRecovery RecoveryCodes is written too.
	UserTickets  *User
	UserRecovery *User
	Delete       bool
	// OldName is the name that a renamed group gives up.
	OldName string
	// Rename gives a user another name or path.
	Rename *Rename
	// Account is written like the others; Report without condition.
	Account *Account
	Report  *CredentialReport
}

// A Rename gives a user, and whatever says who that is, another name or path: the
// user's devices and access keys. All that codes are judged by goes along.
// Tickets do not, because they are sealed for the name. It holds if the user is as
// it was read, attempts with codes included, the keys have the secrets that they
// had, and no other user has the name.
type Rename struct {
	User User // as read
	Name string
	Path string
	Keys []RenamedKey // all of the user's
}

// A RenamedKey is an access key whose user is renamed.
type RenamedKey struct {
	AccessKey        // as read
	Sealed    []byte // its secret, sealed for the new name and path
}

// An Account is what there is once in an account.
type Account struct {
	Alias          string          // "" for none
	PasswordPolicy *PasswordPolicy // nil for none
	Revision       string          // set by the store; "" before the first write
}

// A CredentialReport is the last one that was made.
type CredentialReport struct {
	Generated time.Time
	Content   []byte // compressed with gzip
}
