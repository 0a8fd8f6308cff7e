package policy

import (
	"encoding/base64"
	"net/netip"
	"strings"
)

// A condition is one key under one operator.
type condition struct {
	operator
	name     string // of the operator, as written
	key      string // in lower case
	written  string
	values   []string
	operands []operand
}

// An operand is a value of a condition, prepared for its operator.
type operand struct {
	text     string
	readable bool     // the operator can read the literal
	template template // String and Arn operators
	lowered  string   // StringEqualsIgnoreCase, of a literal without variables
	number   number
	date     date
	network  netip.Prefix
	truth    bool // Bool, Null: everything but true is false
}

func (c *condition) compile(variables bool) {
	c.operands = make([]operand, len(c.values))
	for i, value := range c.values {
		o := &c.operands[i]
		o.text, o.readable = value, true
		o.compile(c.family, variables)
	}
}

func (o *operand) compile(f family, variables bool) {
	switch f {
	case stringEquals, stringEqualsIgnoreCase:
		o.template = parseTemplate(o.text, variables, false)
		if _, ok := o.template.fixed(); ok && f == stringEqualsIgnoreCase {
			o.lowered = lower(o.template.parts[0].text)
		}
	case stringLike:
		o.template = parseTemplate(o.text, variables, true)
	case arnLike:
		o.template = parseTemplate(o.text, variables, true)
		if fixed, ok := o.template.fixed(); ok {
			o.readable = isARNPattern(fixed)
		}
	case numeric:
		o.number, o.readable = parseNumber(o.text)
	case dated:
		o.date, o.readable = parseDate(o.text)
	case binary:
		o.readable = isBase64(o.text)
	case ipAddress:
		o.network, o.readable = parseNetwork(o.text)
	case boolean, null:
		o.truth = strings.EqualFold(o.text, "true")
	}
}

// isBase64 reports whether s is canonical base64: padded, without line ends and
// without stray bits. Two such texts are equal exactly if their bytes are.
func isBase64(s string) bool {
	if strings.ContainsAny(s, "\r\n") {
		return false
	}
	_, err := base64.StdEncoding.Strict().DecodeString(s)
	return err == nil
}

// holds reports whether the condition is met in a statement of that effect.
func (c *condition) holds(in *facts, effect Effect) bool {
	value := in.context.Value(c.key)
	if c.family == null {
		return c.null(value)
	}
	if !value.Present() {
		switch {
		case c.ifExists || c.set == forAllValues:
			return true
		case c.set == forAnyValue:
			return false
		}
		return c.negated
	}
	switch c.set {
	case forAllValues:
		for i := range value.count() {
			if !c.one(in, value.single(i), effect) {
				return false
			}
		}
		return true
	case forAnyValue:
		for i := range value.count() {
			if c.one(in, value.single(i), effect) {
				return true
			}
		}
		return false
	}
	// A multivalued key needs a set operator: without one nothing matches.
	return value.kind != listKind && c.one(in, value, effect)
}

func (c *condition) null(value Value) bool {
	for i := range c.operands {
		if c.operands[i].truth != value.Present() {
			return true
		}
	}
	return false
}

// one judges a single value of the request.
func (c *condition) one(in *facts, value Value, effect Effect) bool {
	switch c.family {
	case numeric:
		return c.numeric(in, value)
	case dated:
		return c.dated(value)
	case boolean:
		truth := strings.EqualFold(value.text, "true")
		return c.anyOperand(func(o *operand) bool { return o.truth == truth })
	case binary:
		return isBase64(value.text) && c.anyOperand(func(o *operand) bool {
			return o.readable && o.text == value.text
		})
	case ipAddress:
		return c.address(in, value)
	case arnLike:
		return c.arn(in, value, effect)
	}
	return c.string(in, value) != c.negated
}

func (c *condition) anyOperand(test func(*operand) bool) bool {
	for i := range c.operands {
		if test(&c.operands[i]) {
			return true
		}
	}
	return false
}

// numeric compares numbers. Text that is not a number is unequal to every number;
// the simulator does not let even NotEquals match it.
func (c *condition) numeric(in *facts, value Value) bool {
	n, ok := value.asNumber()
	if !ok {
		return c.negated && !in.simulated
	}
	return c.negated != c.anyOperand(func(o *operand) bool {
		return o.readable && c.compare.holds(n.compare(o.number))
	})
}

func (c *condition) dated(value Value) bool {
	d, ok := value.asDate()
	return c.negated != (ok && c.anyOperand(func(o *operand) bool {
		return o.readable && c.compare.holds(d.compare(o.date))
	}))
}

// address tests networks. A request without a readable address matches neither
// IpAddress nor NotIpAddress. In the simulator a literal that cannot be read ends
// the search.
func (c *condition) address(in *facts, value Value) bool {
	addr, ok := parseAddress(value.text)
	if !ok {
		return false
	}
	for i := range c.operands {
		o := &c.operands[i]
		if !o.readable && in.simulated {
			break
		}
		if o.readable && contains(o.network, addr) {
			return !c.negated
		}
	}
	return c.negated
}

func (v *Value) asNumber() (number, bool) {
	if v.kind == integerKind {
		return numberOf(v.number), true
	}
	return parseNumber(v.text)
}

func (v *Value) asDate() (date, bool) {
	switch v.kind {
	case momentKind:
		return dateOf(v.number), true
	case integerKind:
		return date{seconds: v.number}, true
	}
	return parseDate(v.text)
}
