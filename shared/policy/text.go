package policy

import "bytes"

// string reports whether one of the operands equals the value or, as a pattern,
// matches it. An operand whose variable is absent or a list equals nothing.
func (c *condition) string(in *facts, value Value) bool {
	if value.typed {
		return false
	}
	var buf [inlineText]byte
	var request []byte
	if c.family != stringEqualsIgnoreCase {
		request = value.appendUnits(buf[:0])
	}
	for i := range c.operands {
		if c.operands[i].equals(in, c.family, &value, request) {
			return true
		}
	}
	return false
}

func (o *operand) equals(in *facts, f family, value *Value, request []byte) bool {
	if f == stringEqualsIgnoreCase {
		return o.equalsIgnoreCase(in, value)
	}
	var buf [inlineText]byte
	literal, ok := o.template.expand(buf[:0], in.context)
	if !ok {
		return false
	}
	if f == stringLike {
		return match(literal, request)
	}
	return bytes.Equal(literal, request)
}

func (o *operand) equalsIgnoreCase(in *facts, value *Value) bool {
	text := value.text
	if value.kind != textKind {
		text = value.String()
	}
	if _, ok := o.template.fixed(); ok {
		return equalLower(text, o.lowered)
	}
	literal, ok := o.template.expandText(in.context)
	return ok && equalLower(text, lower(literal))
}

// arnParts is the number of parts of an ARN; the last may contain colons.
const arnParts = 6

// isARNPattern reports whether pattern has the parts of an ARN.
func isARNPattern(pattern []byte) bool {
	first, _, _ := bytes.Cut(pattern, []byte{':'})
	return bytes.Count(pattern, []byte{':'}) >= arnParts-1 && match(first, []byte("arn"))
}

// isARN reports whether text has the parts of an ARN.
func isARN(text []byte) bool {
	return bytes.HasPrefix(text, []byte("arn:")) &&
		bytes.Count(text, []byte{':'}) >= arnParts-1
}

// matchARN matches each part of pattern with its part of arn.
func matchARN(pattern, arn []byte) bool {
	for range arnParts - 1 {
		p, a := bytes.IndexByte(pattern, ':'), bytes.IndexByte(arn, ':')
		if !match(pattern[:p], arn[:a]) {
			return false
		}
		pattern, arn = pattern[p+1:], arn[a+1:]
	}
	return match(pattern, arn)
}

// arn tries the operands in order. A request that is no ARN matches neither the
// operator nor its opposite. An operand that is no ARN, which only a variable or
// a session policy can bring in, leaves the condition undecided: an Allow does
// not match, a Deny does.
func (c *condition) arn(in *facts, value Value, effect Effect) bool {
	var requestBuf, patternBuf [inlineText]byte
	request := value.appendUnits(requestBuf[:0])
	if value.typed || !isARN(request) {
		return false
	}
	for i := range c.operands {
		pattern, ok := c.operands[i].template.expand(patternBuf[:0], in.context)
		switch {
		case !ok:
			// Nothing equals an absent variable.
		case !isARNPattern(pattern):
			return effect == Deny
		case matchARN(pattern, request):
			return !c.negated
		}
	}
	return c.negated
}
