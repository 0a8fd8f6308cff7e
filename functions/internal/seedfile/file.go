// Package seedfile reads and writes the state that a test suite starts from, as
// one file of YAML or JSON. The file is applied through the operations of the
// API, so that what AWS would refuse is refused here too.
package seedfile

import (
	"errors"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A File is the state of an account. Names, paths and limits are those of IAM.
type File struct {
	Clock          time.Time       `yaml:"clock,omitempty"` // what the server's clock shows at the start
	AccountAlias   string          `yaml:"accountAlias,omitempty"`
	PasswordPolicy *PasswordPolicy `yaml:"passwordPolicy,omitempty"` // left out: the account has none
	RootDevice     *RootDevice     `yaml:"rootDevice,omitempty"`
	Policies       []Policy        `yaml:"policies,omitempty"`
	Groups         []Group         `yaml:"groups,omitempty"`
	Users          []User          `yaml:"users,omitempty"`
	Roles          []Role          `yaml:"roles,omitempty"`
	Devices        []Device        `yaml:"devices,omitempty"` // those that no user has

	// HardwareDevices are the stock. It must be switched on.
	HardwareDevices []HardwareDevice `yaml:"hardwareDevices,omitempty"`

	name  string
	lines map[string]int // of a field's path, such as users[0].name
}

// A RootDevice is the account root's virtual device, which scanners look for.
type RootDevice struct {
	Seed secretText `yaml:"seed,omitempty"` // base32; drawn if left out
}

// A PasswordPolicy has the members of UpdateAccountPasswordPolicy, with what that
// takes for those that are left out.
type PasswordPolicy struct {
	MinimumPasswordLength      *int32 `yaml:"minimumPasswordLength,omitempty"` // characters
	RequireSymbols             *bool  `yaml:"requireSymbols,omitempty"`
	RequireNumbers             *bool  `yaml:"requireNumbers,omitempty"`
	RequireUppercaseCharacters *bool  `yaml:"requireUppercaseCharacters,omitempty"`
	RequireLowercaseCharacters *bool  `yaml:"requireLowercaseCharacters,omitempty"`
	AllowUsersToChangePassword *bool  `yaml:"allowUsersToChangePassword,omitempty"`
	MaxPasswordAge             *int32 `yaml:"maxPasswordAge,omitempty"` // days
	PasswordReusePrevention    *int32 `yaml:"passwordReusePrevention,omitempty"`
	HardExpiry                 *bool  `yaml:"hardExpiry,omitempty"`
}

// A Policy is a managed policy.
type Policy struct {
	Name        string            `yaml:"name"`
	Path        string            `yaml:"path,omitempty"`
	Description string            `yaml:"description,omitempty"`
	Tags        map[string]string `yaml:"tags,omitempty"`
	Document    document          `yaml:"document"`
}

// Permissions are the policies of a user, a group or a role. A managed policy
// of this account or of the service is named by its name, any by its ARN.
type Permissions struct {
	AttachedPolicies []string            `yaml:"attachedPolicies,omitempty"`
	InlinePolicies   map[string]document `yaml:"inlinePolicies,omitempty"`
}

// A Group is a group. Its users name it.
type Group struct {
	Name        string `yaml:"name"`
	Path        string `yaml:"path,omitempty"`
	Permissions `yaml:",inline"`
}

// A User is a user with all that belongs to it.
type User struct {
	Name                string            `yaml:"name"`
	Path                string            `yaml:"path,omitempty"`
	Tags                map[string]string `yaml:"tags,omitempty"`
	PermissionsBoundary string            `yaml:"permissionsBoundary,omitempty"`
	Groups              []string          `yaml:"groups,omitempty"`
	Permissions         `yaml:",inline"`
	LoginProfile        *LoginProfile `yaml:"loginProfile,omitempty"` // left out: the user has no password
	AccessKeys          []AccessKey   `yaml:"accessKeys,omitempty"`
	Devices             []Device      `yaml:"devices,omitempty"`

	HardwareDevices []HardwareDevice `yaml:"hardwareDevices,omitempty"`
}

// A LoginProfile says that a user has a password, which is not kept.
type LoginProfile struct {
	PasswordResetRequired bool `yaml:"passwordResetRequired,omitempty"`
}

// An AccessKey is a long-term key. Its secret is drawn if it is left out, and
// then signs nothing, because it is never shown.
type AccessKey struct {
	ID     string     `yaml:"id"`
	Secret secretText `yaml:"secret,omitempty"`
	Status string     `yaml:"status,omitempty"` // Active, by default, or Inactive
}

// A Device is a virtual device, enabled if it is a user's.
type Device struct {
	Name string            `yaml:"name"`
	Path string            `yaml:"path,omitempty"`
	Tags map[string]string `yaml:"tags,omitempty"`
	Seed secretText        `yaml:"seed,omitempty"` // base32; drawn if left out
}

// A HardwareDevice is a token of a vendor's, enabled if it is a user's.
type HardwareDevice struct {
	SerialNumber string     `yaml:"serialNumber"`
	Seed         secretText `yaml:"seed"` // base32
}

// A Role is a role.
type Role struct {
	Name                string            `yaml:"name"`
	Path                string            `yaml:"path,omitempty"`
	Description         string            `yaml:"description,omitempty"`
	MaxSessionDuration  int32             `yaml:"maxSessionDuration,omitempty"` // seconds
	Tags                map[string]string `yaml:"tags,omitempty"`
	PermissionsBoundary string            `yaml:"permissionsBoundary,omitempty"`
	TrustPolicy         document          `yaml:"trustPolicy"`
	Permissions         `yaml:",inline"`
}

// secretText is a seed or a secret access key. Only MarshalYAML, and so only an
// export that was asked for secrets, shows it.
type secretText struct{ secret.String }

// UnmarshalYAML implements yaml.Unmarshaler.
func (s *secretText) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode {
		return errors.New("is not a text")
	}
	s.String = secret.New(node.Value)
	return nil
}

// MarshalYAML implements yaml.Marshaler.
func (s secretText) MarshalYAML() (any, error) { return s.Reveal(), nil }

// A document is a policy, written as an object or as a text with JSON.
type document string

// UnmarshalYAML implements yaml.Unmarshaler.
func (d *document) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*d = document(node.Value)
		return nil
	}
	text, err := toJSON(node)
	*d = document(text)
	return err
}
