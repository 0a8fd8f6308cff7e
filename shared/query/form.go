// Package query implements the AWS Query protocol: a form in, XML out.
//
// Members are matched by name, so a request or an answer is a plain struct whose
// fields have the API's names. The package does not know any operation.
package query

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// ErrMalformed is wrapped by every error about a form. Their texts name members
// and never quote values.
var ErrMalformed = errors.New("malformed input")

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
}

// A Form is the parameters of a request.
type Form map[string]string

// Parse reads a form body. A name may occur once: of two values, two readers may
// take different ones (CVE-2022-2385).
func Parse(body []byte) (Form, error) {
	form := Form{}
	for pair := range strings.SplitSeq(string(body), "&") {
		name, value, err := unescape(pair)
		if err != nil {
			return nil, err
		}
		if pair == "" {
			continue
		}
		if _, twice := form[name]; twice {
			return nil, errTwice()
		}
		form[name] = value
	}
	return form, nil
}

// Find returns the values of some parameters of a form body, "" for those that
// do not occur. It refuses what Parse refuses, except for other parameters that
// occur twice: it keeps no table of them, so that its cost is linear whatever
// their names are.
func Find(body []byte, names ...string) ([]string, error) {
	values, found := make([]string, len(names)), make([]bool, len(names))
	for pair := range strings.SplitSeq(string(body), "&") {
		name, value, err := unescape(pair)
		if err != nil {
			return nil, err
		}
		i := slices.Index(names, name)
		if i < 0 {
			continue
		}
		if found[i] {
			return nil, errTwice()
		}
		values[i], found[i] = value, true
	}
	return values, nil
}

func errTwice() error { return malformed("a parameter occurs twice") }

// unescape reads one parameter: name=value.
func unescape(pair string) (name, value string, err error) {
	escapedName, escapedValue, _ := strings.Cut(pair, "=")
	name, err1 := url.QueryUnescape(escapedName)
	value, err2 := url.QueryUnescape(escapedValue)
	switch {
	case errors.Join(err1, err2) != nil:
		return "", "", malformed("the form has a wrong percent-encoding")
	case !utf8.ValidString(name) || !utf8.ValidString(value):
		return "", "", malformed("the form is not UTF-8")
	}
	return name, value, nil
}

// maxIndex bounds lists: a form of 64 KiB has no room for more members, only for
// larger numbers.
const maxIndex = 1 << 14

// Unmarshal fills the fields of the struct that request points to with the
// parameters of their names. Parameters without a field are ignored, as AWS
// ignores them. Lists are Name.member.N, from 1; a number left out is a nil
// member.
func Unmarshal(form Form, request any) error {
	return form.fill("", reflect.ValueOf(request).Elem())
}

func (f Form) fill(prefix string, into reflect.Value) error {
	for i := range into.NumField() {
		field := into.Type().Field(i)
		var err error
		if field.Anonymous { // its fields are members of the request, as in JSON
			err = f.fill(prefix, into.Field(i))
		} else {
			err = f.set(prefix+memberName(field), into.Field(i))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// memberName is the field's name, or the one in its tag for encoding/json.
func memberName(field reflect.StructField) string {
	if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
		return name
	}
	return field.Name
}

// set fills one field: a *string, an *int32, a secret, or a list.
func (f Form) set(name string, field reflect.Value) error {
	value, given := f[name]
	if field.Kind() == reflect.Slice {
		if given && value == "" { // how clients write an empty list
			field.Set(reflect.MakeSlice(field.Type(), 0, 0))
		}
		return f.list(name+".member.", field)
	}
	if !given {
		return nil
	}
	switch member := field.Addr().Interface().(type) {
	case **string:
		*member = &value
	case *secret.String:
		*member = secret.New(value)
	case **int32:
		n, err := integer(value)
		if err != nil {
			return malformed("%s is not an integer of 32 bits", name)
		}
		*member = &n
	case **bool:
		b := value == "true" || value == "1"
		if !b && value != "false" && value != "0" {
			return malformed("%s is neither true nor false", name)
		}
		*member = &b
	default:
		panic("query: no form for " + field.Type().String())
	}
	return nil
}

// integer reads what AWS takes for one: an optional sign, and digits.
func integer(text string) (int32, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	return int32(n), err
}

// list fills a slice of pointers, to strings or to structs.
func (f Form) list(prefix string, field reflect.Value) error {
	last, members := 0, map[int]string{} // by number: the number as it was written
	for name := range f {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		written, _, _ := strings.Cut(rest, ".")
		number, err := strconv.ParseUint(written, 10, 31) // takes no sign
		if err != nil || number < 1 || number > maxIndex {
			return malformed("a list has a member of a wrong number")
		}
		n := int(number)
		if before, twice := members[n]; twice && before != written {
			return malformed("a list has two members of one number")
		}
		members[n], last = written, max(last, n)
	}
	if last == 0 {
		return nil
	}
	list := reflect.MakeSlice(field.Type(), last, last)
	for n, written := range members {
		if err := f.member(prefix+written, list.Index(n-1)); err != nil {
			return err
		}
	}
	field.Set(list)
	return nil
}

func (f Form) member(name string, into reflect.Value) error {
	if into.Type().Elem().Kind() == reflect.String {
		return f.set(name, into)
	}
	into.Set(reflect.New(into.Type().Elem()))
	return f.fill(name+".", into.Elem())
}
