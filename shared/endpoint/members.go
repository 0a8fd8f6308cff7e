package endpoint

import (
	"maps"
	"reflect"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// auditedSuffixes are the endings of the members that an event keeps: names and
// ids, and no free text. Secrets are of types of their own and cannot get in.
var auditedSuffixes = []string{"Arn", "Id", "Name", "Number", "Path", "PathPrefix", "Status"}

// members picks the names, numbers and times out of an operation's request or
// response, under the names that CloudTrail gives them. It returns nil if there
// are none.
func members(of any) map[string]any {
	v := reflect.ValueOf(of)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return nil
	}
	found := map[string]any{}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		switch {
		case !field.IsExported():
		case field.Anonymous: // its fields are members like the others
			maps.Copy(found, members(v.Field(i).Interface()))
		default:
			if value := member(field.Name, v.Field(i)); value != nil {
				found[lowerFirst(field.Name)] = value
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found
}

// member returns what an event keeps of one member, or nil.
func member(name string, v reflect.Value) any {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch {
	case v.Kind() == reflect.String && isAudited(name):
		if v.String() == "" {
			return nil
		}
		return wire.EventText(v.String())
	case v.Kind() == reflect.Int32:
		return v.Int()
	case v.Kind() != reflect.Struct:
		return nil
	}
	if t, is := v.Interface().(time.Time); is {
		if t.IsZero() {
			return nil
		}
		return t.UTC().Format(time.RFC3339)
	}
	if inner := members(v.Interface()); inner != nil {
		return inner
	}
	return nil
}

func isAudited(name string) bool {
	for _, suffix := range auditedSuffixes {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// lowerFirst writes a member's name as CloudTrail does: userName.
func lowerFirst(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(first)) + name[size:]
}
