package query

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// timeFormat is ISO 8601 in UTC, to the second.
const timeFormat = "2006-01-02T15:04:05Z"

// Marshal writes the answer of an operation. An answer without fields has no
// result element.
func Marshal(operation, namespace, requestID string, response any) ([]byte, error) {
	w := newWriter()
	w.open(operation+"Response", xml.Attr{Name: xml.Name{Local: "xmlns"}, Value: namespace})
	if v := reflect.ValueOf(response); v.NumField() > 0 || hasResult(response) {
		w.element(operation+"Result", v)
	}
	w.open("ResponseMetadata")
	w.text("RequestId", requestID)
	w.close("ResponseMetadata")
	w.close(operation + "Response")
	return w.bytes()
}

// hasResult reports whether an answer without members has a result element, as
// that of UpdateRole does.
func hasResult(response any) bool {
	result, is := response.(interface{ HasResult() bool })
	return is && result.HasResult()
}

// MarshalError writes a refusal. Its Type is Sender, or Receiver for the
// service's own faults. encodedMessage is left out if it is "". Characters that XML
// cannot hold become U+FFFD.
func MarshalError(namespace, requestID, code, message, encodedMessage string, receiver bool) []byte {
	kind := "Sender"
	if receiver {
		kind = "Receiver"
	}
	w := newWriter()
	w.open("ErrorResponse", xml.Attr{Name: xml.Name{Local: "xmlns"}, Value: namespace})
	w.open("Error")
	w.text("Type", kind)
	w.text("Code", code)
	if message != "" { // AWS has none of some errors
		w.text("Message", message)
	}
	if encodedMessage != "" {
		w.text("EncodedMessage", encodedMessage)
	}
	w.close("Error")
	w.text("RequestId", requestID)
	w.close("ErrorResponse")
	body, _ := w.bytes() // of text in balanced elements everything can be written
	return body
}

// A writer writes elements, and keeps the first error.
type writer struct {
	out     bytes.Buffer
	encoder *xml.Encoder
	err     error
}

func newWriter() *writer {
	w := &writer{}
	w.encoder = xml.NewEncoder(&w.out)
	w.encoder.Indent("", "  ")
	return w
}

func (w *writer) bytes() ([]byte, error) {
	if err := w.encoder.Close(); w.err == nil {
		w.err = err
	}
	return append(w.out.Bytes(), '\n'), w.err
}

func (w *writer) token(t xml.Token) {
	if w.err == nil {
		w.err = w.encoder.EncodeToken(t)
	}
}

func (w *writer) open(name string, attr ...xml.Attr) {
	w.token(xml.StartElement{Name: xml.Name{Local: name}, Attr: attr})
}

func (w *writer) close(name string) { w.token(xml.EndElement{Name: xml.Name{Local: name}}) }

func (w *writer) text(name, text string) {
	w.open(name)
	w.token(xml.CharData(text))
	w.close(name)
}

// element writes a member of an answer, unless it is absent. Here secrets leave
// the system, each in the one answer that is meant to have it.
func (w *writer) element(name string, v reflect.Value) {
	switch member := v.Interface().(type) {
	case string:
		w.text(name, member)
	case bool:
		w.text(name, strconv.FormatBool(member))
	case time.Time:
		if !member.IsZero() {
			w.text(name, member.UTC().Format(timeFormat))
		}
	case []byte:
		w.text(name, base64.StdEncoding.EncodeToString(member))
	case secret.String:
		w.text(name, member.Reveal())
	case secret.Bytes:
		w.text(name, base64.StdEncoding.EncodeToString(member.Reveal()))
	case interface{ QueryText() string }:
		w.queryText(name, v)
	default:
		w.compound(name, v)
	}
}

// queryText writes a member that is not written as it is in JSON.
func (w *writer) queryText(name string, v reflect.Value) {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return
	}
	w.text(name, v.Interface().(interface{ QueryText() string }).QueryText())
}

// compound writes a pointer, a list or a structure.
func (w *writer) compound(name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String: // of a type of its own
		w.text(name, v.String())
	case reflect.Int, reflect.Int32:
		w.text(name, strconv.FormatInt(v.Int(), 10))
	case reflect.Map:
		w.entries(name, v)
	case reflect.Pointer:
		if !v.IsNil() {
			w.element(name, v.Elem())
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		w.open(name)
		for i := range v.Len() {
			w.element("member", v.Index(i))
		}
		w.close(name)
	case reflect.Struct:
		w.open(name)
		w.members(v)
		w.close(name)
	default:
		panic("query: no element for " + v.Type().String())
	}
}

func (w *writer) members(v reflect.Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous { // its fields are members of the answer, as in JSON
			w.members(v.Field(i))
		} else {
			w.element(field.Name, v.Field(i))
		}
	}
}

// entries writes a map, sorted by key: each entry is an element with a key and
// a value.
func (w *writer) entries(name string, v reflect.Value) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	w.open(name)
	for _, key := range keys {
		w.open("entry")
		w.element("key", key)
		w.element("value", v.MapIndex(key))
		w.close("entry")
	}
	w.close(name)
}
