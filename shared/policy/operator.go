package policy

import "strings"

// An operator is a condition operator with its prefix and suffix.
type operator struct {
	family   family
	compare  comparison
	negated  bool // …NotEquals, …NotLike, NotIpAddress
	ifExists bool
	set      setOperator
}

// A family is what an operator compares.
type family uint8

const (
	stringEquals family = iota
	stringEqualsIgnoreCase
	stringLike
	numeric
	dated
	boolean
	binary
	ipAddress
	arnLike
	null
)

// A comparison is what numbers and dates are tested for.
type comparison uint8

const (
	equal comparison = iota
	less
	lessOrEqual
	greater
	greaterOrEqual
)

type setOperator uint8

const (
	scalar setOperator = iota
	forAllValues
	forAnyValue
)

var operators = map[string]operator{
	"stringequals":              {family: stringEquals},
	"stringnotequals":           {family: stringEquals, negated: true},
	"stringequalsignorecase":    {family: stringEqualsIgnoreCase},
	"stringnotequalsignorecase": {family: stringEqualsIgnoreCase, negated: true},
	"stringlike":                {family: stringLike},
	"stringnotlike":             {family: stringLike, negated: true},
	"numericequals":             {family: numeric},
	"numericnotequals":          {family: numeric, negated: true},
	"numericlessthan":           {family: numeric, compare: less},
	"numericlessthanequals":     {family: numeric, compare: lessOrEqual},
	"numericgreaterthan":        {family: numeric, compare: greater},
	"numericgreaterthanequals":  {family: numeric, compare: greaterOrEqual},
	"dateequals":                {family: dated},
	"datenotequals":             {family: dated, negated: true},
	"datelessthan":              {family: dated, compare: less},
	"datelessthanequals":        {family: dated, compare: lessOrEqual},
	"dategreaterthan":           {family: dated, compare: greater},
	"dategreaterthanequals":     {family: dated, compare: greaterOrEqual},
	"bool":                      {family: boolean},
	"binaryequals":              {family: binary},
	"ipaddress":                 {family: ipAddress},
	"notipaddress":              {family: ipAddress, negated: true},
	"arnequals":                 {family: arnLike},
	"arnlike":                   {family: arnLike},
	"arnnotequals":              {family: arnLike, negated: true},
	"arnnotlike":                {family: arnLike, negated: true},
	"null":                      {family: null},
}

// parseOperator reads the name of an operator in any letter case. Null takes
// neither prefix nor suffix.
func parseOperator(name string) (operator, bool) {
	name = strings.ToLower(name)
	base, all := strings.CutPrefix(name, "forallvalues:")
	base, anyOf := strings.CutPrefix(base, "foranyvalue:")
	base, ifExists := strings.CutSuffix(base, "ifexists")
	op, known := operators[base]
	if !known || all && anyOf || op.family == null && base != name {
		return operator{}, false
	}
	op.ifExists = ifExists
	switch {
	case all:
		op.set = forAllValues
	case anyOf:
		op.set = forAnyValue
	}
	return op, true
}

// holds reports whether the result of a three-way comparison passes the test.
func (c comparison) holds(result int) bool {
	switch c {
	case less:
		return result < 0
	case lessOrEqual:
		return result <= 0
	case greater:
		return result > 0
	case greaterOrEqual:
		return result >= 0
	}
	return result == 0
}
