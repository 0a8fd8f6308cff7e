package policy

import (
	"strconv"
	"time"
)

// A Context answers for the condition keys of a request. It is asked only for
// keys that a document in play names, in lower case and tag keys included:
// aws:requesttag/team. It must give the same answer during one evaluation.
type Context interface {
	// Value returns the zero Value if the request does not have the key.
	Value(key string) Value
}

// ContextFunc is a function as a Context.
type ContextFunc func(key string) Value

// Value calls f.
func (f ContextFunc) Value(key string) Value { return f(key) }

type valueKind uint8

const (
	absentKind valueKind = iota
	textKind
	listKind
	integerKind
	momentKind
)

// A Value is what a request says for a condition key. The zero Value is no value:
// the key is absent.
type Value struct {
	kind   valueKind
	typed  bool // of the simulator: a number or date, whose text equals no textKind
	number int64
	text   string
	list   []string
}

// Text is a value that is compared as text and read as a number, date, address
// or ARN by the operators that want one. The empty text is present.
func Text(s string) Value { return Value{kind: textKind, text: s} }

// List is the value of a multivalued key such as aws:TagKeys. Only operators with
// ForAllValues or ForAnyValue match it. An empty list is an absent key.
func List(values ...string) Value {
	if len(values) == 0 {
		return Value{}
	}
	return Value{kind: listKind, list: values}
}

// Bool is the text "true" or "false".
func Bool(b bool) Value { return Text(strconv.FormatBool(b)) }

// Integer is a whole number, such as aws:MultiFactorAuthAge in seconds.
func Integer(n int64) Value { return Value{kind: integerKind, number: n} }

// Time is a date, such as aws:CurrentTime. It is compared in milliseconds.
func Time(t time.Time) Value { return Value{kind: momentKind, number: t.UnixMilli()} }

// Present reports whether the request has the key.
func (v Value) Present() bool { return v.kind != absentKind }

// String returns the value as a variable in a document would show it. A list has
// no such text.
func (v Value) String() string { return string(v.append(nil)) }

// append appends the text of a single value.
func (v Value) append(b []byte) []byte {
	switch v.kind {
	case integerKind:
		return strconv.AppendInt(b, v.number, 10)
	case momentKind:
		return time.UnixMilli(v.number).UTC().AppendFormat(b, "2006-01-02T15:04:05.999Z")
	}
	return append(b, v.text...)
}

func (v Value) appendUnits(b []byte) []byte {
	if v.kind == textKind {
		return appendUnits(b, v.text)
	}
	return v.append(b)
}

// count is the number of single values: one, unless v is a list.
func (v *Value) count() int {
	if v.kind == listKind {
		return len(v.list)
	}
	return 1
}

// single returns the i-th single value.
func (v *Value) single(i int) Value {
	if v.kind == listKind {
		return Value{kind: textKind, typed: v.typed, text: v.list[i]}
	}
	return *v
}
