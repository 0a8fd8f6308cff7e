package policy

import "strings"

// A ContextEntry is what a simulated request says for a condition key.
type ContextEntry struct {
	ContextKeyName   string
	ContextKeyType   string // string, numeric, boolean, date, ip, binary, or one of these with List
	ContextKeyValues []string
}

// unknownUser is aws:userid of a simulation without a caller.
const unknownUser = "STUB_PRINCIPAL_FOR_POLICY_SIMULATOR"

// readEntries reads ContextEntries. An entry without any member is ignored.
func (s *simulator) readEntries(in *SimulationInput) *Error {
	s.context, s.given = map[string]Value{}, map[string]bool{}
	for _, entry := range in.ContextEntries {
		name := entry.ContextKeyName
		if name == "" && entry.ContextKeyType == "" && entry.ContextKeyValues == nil {
			continue
		}
		value, err := entry.value()
		if err != nil {
			return err
		}
		key := strings.ToLower(name)
		if s.given[key] {
			return invalid("Duplicate context key: %s.", name)
		}
		s.given[key], s.context[key] = true, value
	}
	return nil
}

func (c *ContextEntry) value() (Value, *Error) {
	name, values := c.ContextKeyName, c.ContextKeyValues
	base, isList := strings.CutSuffix(c.ContextKeyType, "List")
	t, known := entryTypes[base]
	switch {
	case name == "":
		return Value{}, invalid("ContextKeyName cannot be null or empty.")
	case c.ContextKeyType == "":
		return Value{}, invalid("Context key %s has invalid type null.", name)
	case !known:
		return Value{}, invalid("Context key %s has invalid type %s.", name, c.ContextKeyType)
	case len(values) == 0:
		return Value{}, invalid("Context values for context key %s cannot be null or empty.", name)
	case !isList && len(values) > 1:
		return Value{}, invalid("Context key %s expected a single value, but received %d.",
			c.ContextKeyType, len(values))
	}
	for _, value := range values {
		if !t.reads(value) {
			return Value{}, invalid("Invalid context value for key %s: expected %s.", name, t.expected)
		}
	}
	if isList {
		return Value{kind: listKind, typed: t.typed, list: values}, nil
	}
	return Value{kind: textKind, typed: t.typed, text: values[0]}, nil
}

// An entryType is a ContextKeyType. Values of a typed one equal no text.
type entryType struct {
	reads    func(string) bool
	expected string
	typed    bool
}

var entryTypes = map[string]entryType{
	"string":  {reads: anyText},
	"boolean": {reads: anyText},
	"numeric": {reads: isNumber, expected: "numeric format", typed: true},
	"date":    {reads: isDate, expected: "DateTime format", typed: true},
	"ip":      {reads: isAddress, expected: "IP address"},
	"binary":  {reads: isBase64, expected: "base-64 encoded binary format"},
}

func anyText(string) bool { return true }

func isNumber(s string) bool {
	_, ok := parseNumber(s)
	return ok
}

func isDate(s string) bool {
	_, ok := parseDate(s)
	return ok
}

func isAddress(s string) bool {
	_, ok := parseAddress(s)
	return ok
}

// addDefaults adds what IAM knows without being told. Entries go before.
func (s *simulator) addDefaults() {
	if s.caller.ARN == "" {
		s.addDefault("aws:userid", unknownUser)
		return
	}
	s.addDefault("aws:userid", s.caller.ARN) // IAM has the ARN here, not the id
	s.addDefault("aws:principalarn", s.caller.ARN)
	s.addDefault("aws:principalaccount", s.caller.Account)
	if _, path, isUser := strings.Cut(s.caller.ARN, ":user/"); isUser {
		s.addDefault("aws:username", path[strings.LastIndexByte(path, '/')+1:])
	}
}

func (s *simulator) addDefault(key, value string) {
	if !s.given[key] {
		s.context[key] = Text(value)
	}
}

// Value makes the simulator the Context of its requests.
func (s *simulator) Value(key string) Value { return s.context[key] }

// ContextKeys returns the keys that the documents name in conditions and
// variables, spelled as written: each once for a document, in the order in which
// they occur. GetContextKeysForCustomPolicy and GetContextKeysForPrincipalPolicy
// answer with them. Half a document is enough; the error is an *Error with the
// code InvalidInput.
func ContextKeys(documents []string) ([]string, error) {
	keys := []string{}
	for i, text := range documents {
		d, err := parse(text, Draft)
		if err != nil {
			return nil, invalidDocument(itemFault(i), err)
		}
		keys = append(keys, d.written...)
	}
	return keys, nil
}
