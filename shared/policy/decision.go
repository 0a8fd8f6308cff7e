package policy

// An Outcome is the result of an evaluation, in the words of the simulator.
type Outcome string

// The outcomes.
const (
	Allowed      Outcome = "allowed"
	ExplicitDeny Outcome = "explicitDeny" // a statement denies
	ImplicitDeny Outcome = "implicitDeny" // a layer does not allow
)

// A LayerKind says in which layer of a Set a decision fell. The order is that in
// which IAM reports the layers if several deny.
type LayerKind int

// The layers.
const (
	InIdentity LayerKind = iota
	InBoundary
	InSession
	InResource
	InTrust

	layerKinds = iota
)

// names are IAM's, with the article they have after "in".
var layerNames = [layerKinds]struct{ deny, silent string }{
	InIdentity: {"an identity-based policy", "identity-based policy"},
	InBoundary: {"a permissions boundary", "permissions boundary"},
	InSession:  {"a session policy", "session policy"},
	InResource: {"a resource-based policy", "resource-based policy"},
	InTrust:    {"the role trust policy", "role trust policy"},
}

// A Decision is the result of an evaluation and the reason for it.
type Decision struct {
	Outcome Outcome
	// Layer is where the decision fell: the layer that allows, the first that
	// denies, or the first that is silent.
	Layer LayerKind
	// Policy and Statement are what allows or denies. An ImplicitDeny has neither;
	// an ExplicitDeny without a Statement means that Policy could not be read.
	Policy    string
	Statement *Statement
}

// Allowed reports whether the request may go on.
func (d *Decision) Allowed() bool { return d.Outcome == Allowed }

// Denied returns the message of IAM's AccessDenied for a decision that is not
// Allowed. Resource is as IAM prints it there, which is not always the ARN that
// was evaluated; if it is empty it is left out, as for STS calls without a
// resource.
func (d *Decision) Denied(caller, action, resource string) string {
	text := "User: " + caller + " is not authorized to perform: " + action
	if resource != "" {
		text += " on resource: " + resource
	}
	name := layerNames[d.Layer]
	if d.Outcome == ExplicitDeny {
		return text + " with an explicit deny in " + name.deny
	}
	return text + " because no " + name.silent + " allows the " + action + " action"
}

// Missing returns the condition keys that the documents of the set name and the
// context does not have, in lower case: the first place to look when a request is
// denied against expectation. It asks the context for every key.
func (s *Set) Missing(context Context) []string {
	var missing []string
	asked := map[string]bool{}
	for _, layer := range s.layers() {
		for _, p := range layer {
			if p.Document == nil {
				continue
			}
			for _, key := range p.Document.keys {
				if !asked[key] && !context.Value(key).Present() {
					missing = append(missing, key)
				}
				asked[key] = true
			}
		}
	}
	return missing
}

// layers returns every layer of the set.
func (s *Set) layers() []Layer {
	all := []Layer{s.Identity, s.Boundary, s.Resource, s.Trust}
	return append(all, s.Sessions...)
}

// Names reports whether a document of the set may ask for a key that begins with
// prefix, so that a caller can avoid reading what nothing asks for.
func (s *Set) Names(prefix string) bool {
	for _, layer := range s.layers() {
		for _, p := range layer {
			if p.Document != nil && p.Document.NamesKey(prefix) {
				return true
			}
		}
	}
	return false
}
