package policy

// A Kind says where a document is used. It decides what the document must and
// must not contain, and in which words IAM refuses it.
type Kind int

// The kinds of documents.
const (
	// Identity is an inline policy of a user, group or role.
	Identity Kind = iota
	// Managed is a managed policy, which must say Version 2012-10-17.
	Managed
	// Boundary is a permissions boundary. It is a managed policy in another use.
	Boundary
	// Session is a policy given to AssumeRole or GetFederationToken. Literals that
	// their operators cannot read are accepted, except in BinaryEquals.
	Session
	// Trust is the AssumeRolePolicyDocument of a role.
	Trust
	// Resource is a resource policy. Only the simulator takes one.
	Resource
	// Simulated is a policy given to the simulator. Its literals are not checked.
	Simulated
	// Draft is a document of which only the context keys are asked. Everything
	// that is missing is accepted; unknown members and operators are not.
	Draft
)
