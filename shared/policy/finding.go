package policy

// A finding is what one layer says about a request.
type finding struct {
	unreadable *Policy // a policy without a document
	deny       source  // the first Deny that matches
	allow      source  // the Allow that matches and names the caller most directly
	grant      grant   // how directly, in a layer of documents that name principals
}

// A source is a statement and the policy that has it.
type source struct {
	policy    *Policy
	statement *Statement
}

func (s source) decide(outcome Outcome, layer LayerKind) Decision {
	d := Decision{Outcome: outcome, Layer: layer, Statement: s.statement}
	if s.policy != nil {
		d.Policy = s.policy.Name
	}
	return d
}

// find judges the statements of a layer. It stops at a Deny, and does not look at
// Allows that cannot add anything.
func (e *evaluation) find(in *facts, layer Layer) finding {
	var f finding
	for i := range layer {
		p := &layer[i]
		if p.Document == nil {
			f.unreadable = p
			return f
		}
		for j := range p.Document.Statements {
			s := &p.Document.Statements[j]
			if s.Effect == Allow && f.allow.statement != nil && !s.principal.present {
				continue
			}
			named, matches := e.matches(in, s)
			switch {
			case !matches:
			case s.Effect == Deny:
				f.deny = source{p, s}
				return f
			case f.allow.statement == nil || named > f.grant:
				f.allow, f.grant = source{p, s}, named
			}
		}
	}
	return f
}

// findAll judges layers of which each must allow.
func (e *evaluation) findAll(in *facts, layers []Layer) finding {
	var all finding
	silent := false
	for _, layer := range layers {
		f := e.find(in, layer)
		if f.unreadable != nil || f.deny.statement != nil {
			return f
		}
		silent = silent || f.allow.statement == nil
		all = f
	}
	if silent {
		return finding{}
	}
	return all
}

// matching returns all statements of an effect that match the request.
func (r *Request) matching(layer Layer, effect Effect) []source {
	e := r.prepare(nil, nil)
	in := facts{context: r.Context, simulated: r.simulated}
	var all []source
	for i := range layer {
		p := &layer[i]
		if p.Document == nil {
			continue
		}
		for j := range p.Document.Statements {
			s := &p.Document.Statements[j]
			if s.Effect != effect {
				continue
			}
			if _, ok := e.matches(&in, s); ok {
				all = append(all, source{p, s})
			}
		}
	}
	return all
}

// matches reports whether a statement applies to the request, and how it names
// the caller.
func (e *evaluation) matches(in *facts, s *Statement) (named grant, ok bool) {
	if !e.matchesAction(s) || !e.matchesResource(in, s) {
		return noGrant, false
	}
	if s.principal.present {
		if named = s.principal.names(e.principal); named == noGrant {
			return noGrant, false
		}
	}
	for i := range s.conditions {
		if !s.conditions[i].holds(in, s.Effect) {
			return noGrant, false
		}
	}
	return named, true
}

func (e *evaluation) matchesAction(s *Statement) bool {
	for _, pattern := range s.actionPatterns {
		if match(pattern, e.action) {
			return !s.action.not
		}
	}
	return s.action.not
}

// matchesResource tests Resource or NotResource; trust policies have neither. A
// resource whose variable is absent matches nothing. A NotResource with one
// excepts nothing from a Deny and makes an Allow match nothing.
func (e *evaluation) matchesResource(in *facts, s *Statement) bool {
	if !s.resource.present {
		return true
	}
	var buf [inlineText]byte
	unknown := false
	for i := range s.resourceTemplates {
		pattern, ok := s.resourceTemplates[i].expand(buf[:0], in.context)
		if !ok {
			unknown = true
			continue
		}
		if match(pattern, e.resource) {
			return !s.resource.not
		}
	}
	return s.resource.not && (!unknown || s.Effect == Deny)
}
