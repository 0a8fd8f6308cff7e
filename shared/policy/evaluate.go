package policy

// A Policy is a document with the name by which a decision or a simulation
// reports it, such as an inline policy's name or a managed policy's ARN.
type Policy struct {
	Name string
	// Document is what was stored. A Policy whose Document is nil could not be
	// read: the request is denied, whatever the other documents say.
	Document *Document
}

// A Layer is a list of policies that act as one: a Deny in any of them denies,
// an Allow in any of them allows.
type Layer []Policy

// A Set is every policy that has a say in a request. A nil layer does not exist;
// one that is empty but not nil exists and allows nothing.
type Set struct {
	// Identity is the policies of the user and its groups, or of the role. It always
	// exists: without policies, nothing is allowed.
	Identity Layer
	// Boundary is the permissions boundary.
	Boundary Layer
	// Sessions are the session policies: one layer for each session in the chain
	// that has some, the inline policy and the managed ones together.
	Sessions []Layer
	// Resource is the policy of the resource. In one account it allows by itself.
	Resource Layer
	// Trust is the trust policy of the role that is to be assumed. It must allow;
	// it allows by itself if it names the caller rather than the caller's account.
	Trust Layer
}

// A Request is one call that is to be judged.
type Request struct {
	Action    string // such as iam:EnableMFADevice; letter case does not matter
	Resource  string // an ARN, or * for actions that have no resource
	Principal Principal
	Context   Context

	simulated    bool // read text as the simulator does, which differs in places
	crossAccount bool // the resource belongs to another account than the caller
}

// evaluation is a request, prepared.
type evaluation struct {
	action    []byte // in lower case
	resource  []byte
	principal *Principal
}

// facts is the rest of a request. It is apart because what is stored beside an
// interface is allocated, and the buffers of an evaluation shall not be.
type facts struct {
	context   Context
	simulated bool
}

// inlineText is the number of bytes up to which texts are handled without
// allocating. ARNs and tag values are shorter.
const inlineText = 256

// Evaluate judges a request by IAM's rules: a matching Deny in any layer denies;
// else every layer that exists must have a matching Allow, except that a resource
// or trust policy that names the caller needs no other. Root, and calls that need
// no permission, are not for Evaluate. It allocates nothing if the request is
// allowed and its texts are short.
func (s *Set) Evaluate(r *Request) Decision {
	var action, resource [inlineText]byte
	e := r.prepare(action[:0], resource[:0])
	in := facts{context: r.Context, simulated: r.simulated}
	if in.context == nil {
		in.context = ContextFunc(noValue)
	}
	findings := [layerKinds]finding{
		InIdentity: e.find(&in, s.Identity),
		InBoundary: e.find(&in, s.Boundary),
		InSession:  e.findAll(&in, s.Sessions),
		InResource: e.find(&in, s.Resource),
		InTrust:    e.find(&in, s.Trust),
	}
	for kind := range findings {
		f := &findings[kind]
		if f.unreadable != nil {
			return Decision{Outcome: ExplicitDeny, Layer: LayerKind(kind), Policy: f.unreadable.Name}
		}
		if f.deny.statement != nil {
			return f.deny.decide(ExplicitDeny, LayerKind(kind))
		}
	}
	return s.combine(&findings, r.crossAccount)
}

// prepare uses the buffers if they are large enough.
func (r *Request) prepare(action, resource []byte) evaluation {
	return evaluation{
		action:    appendLower(action, r.Action),
		resource:  units(resource, r.Resource),
		principal: &r.Principal,
	}
}

func noValue(string) Value { return Value{} }

// combine decides when no layer denies.
func (s *Set) combine(findings *[layerKinds]finding, crossAccount bool) Decision {
	own := InResource
	if s.Trust != nil {
		own = InTrust
	}
	granted := findings[own].grant
	switch {
	case own == InTrust && granted == noGrant, crossAccount && granted == noGrant:
		return Decision{Outcome: ImplicitDeny, Layer: own}
	case own == InResource && granted == accountGrant:
		// A resource's policy that names the account is enough for its users.
		granted = directGrant
	}
	if granted == directGrant && !crossAccount {
		return findings[own].allow.decide(Allowed, own)
	}
	allowed := findings[own].allow.decide(Allowed, own)
	if granted != roleGrant || crossAccount {
		if findings[InIdentity].allow.statement == nil {
			return Decision{Outcome: ImplicitDeny, Layer: InIdentity}
		}
		allowed = findings[InIdentity].allow.decide(Allowed, InIdentity)
	}
	if s.Boundary != nil && findings[InBoundary].allow.statement == nil {
		return Decision{Outcome: ImplicitDeny, Layer: InBoundary}
	}
	if len(s.Sessions) > 0 && findings[InSession].allow.statement == nil {
		return Decision{Outcome: ImplicitDeny, Layer: InSession}
	}
	return allowed
}
