package pskc

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// namespace is that of RFC 6030; some vendors append a version.
const namespace = "urn:ietf:params:xml:ns:keyprov:pskc"

// A container is a KeyContainer while it is read (RFC 6030 §4).
type container struct {
	key        Key
	encryption *encryption     // nil if there is no EncryptionKey
	mac        *mac            // nil if there is no MACMethod
	seen       map[string]bool // which of EncryptionKey and MACMethod there are
	rows       []Row
}

func readContainer(in *input, key Key) ([]Row, error) {
	d := newDecoder(in)
	root, err := d.start()
	switch {
	case errors.Is(err, io.EOF):
		return nil, errors.New("pskc: the file ends too early")
	case err != nil:
		return nil, err
	case root == nil, root.Name.Local != "KeyContainer":
		return nil, errors.New("pskc: the file is XML, but no KeyContainer of RFC 6030")
	case root.Name.Space != namespace && !strings.HasPrefix(root.Name.Space, namespace+":"):
		return nil, errors.New("pskc: the KeyContainer is of a draft before RFC 6030; ask the vendor for the standard")
	}
	c := container{key: key, seen: map[string]bool{}}
	for {
		in.next()
		child, err := d.start()
		if err != nil {
			return nil, err
		}
		if child == nil { // the end of the KeyContainer
			return c.rows, d.end()
		}
		e, err := d.element(*child)
		if err != nil {
			return nil, err
		}
		if err := c.add(e); err != nil {
			return nil, err
		}
	}
}

// add reads a child of the KeyContainer. Those that are about encryption come
// first (RFC 6030 §11, the schema).
func (c *container) add(e *element) (err error) {
	switch e.name {
	case "EncryptionKey", "MACMethod":
		if len(c.rows) > 0 {
			return fmt.Errorf("pskc: the %s comes after the keys", e.name)
		}
		if c.seen[e.name] { // each could ask for another derivation, and take seconds
			return fmt.Errorf("pskc: the file has more than one %s", e.name)
		}
		c.seen[e.name] = true
		if e.name == "MACMethod" {
			c.mac, err = c.newMAC(e)
			return err
		}
		c.encryption, err = newEncryption(e, c.key)
		return err
	case "KeyPackage":
		if len(c.rows) == MaxRows {
			return ErrTooLarge
		}
		row := Row{Number: len(c.rows) + 1, SerialNumber: e.child("DeviceInfo", "SerialNo").value()}
		if err := c.readKey(e.child("Key"), &row); err != nil {
			return fmt.Errorf("%w (key package %d)", err, row.Number)
		}
		c.rows = append(c.rows, row)
	}
	return nil // Signature and Extensions
}

// readKey reads the Key of a package. The error is one of the whole file.
func (c *container) readKey(key *element, row *Row) error {
	data, parameters := key.child("Data"), key.child("AlgorithmParameters")
	seed, err := c.text(data.child("Secret"))
	if err != nil {
		return err
	}
	interval, err := c.text(data.child("TimeInterval"))
	if err != nil {
		return err
	}
	format := parameters.child("ResponseFormat")
	t := token{
		algorithm: algorithmName(key.attr("Algorithm")),
		hash:      parameters.child("Suite").value(),
		digits:    format.attr("Length"),
		seconds:   string(interval.bytes),
	}
	if seed.encrypted {
		t.seed = otp.RawSeed(seed.bytes)
	} else if plain, err := decodeBase64(string(seed.bytes)); err == nil {
		t.seed = otp.RawSeed(plain)
	} else {
		row.Rejection = "its secret is not base64, or some of it is missing"
	}
	switch {
	case key == nil:
		row.Rejection = "the key package has no key"
	case t.algorithm != "totp":
		row.Rejection = t.rejection()
	case len(seed.bytes) == 0:
		row.Rejection = "the key has no secret"
	case c.encryption != nil && !seed.encrypted: // anyone can have put it there
		row.Rejection = "its secret is not encrypted, although the file has an EncryptionKey"
	case format != nil && format.attr("Encoding") != "DECIMAL":
		row.Rejection = "its codes are not decimal"
	case format.attr("CheckDigits") == "true" || format.attr("CheckDigits") == "1":
		row.Rejection = "its codes have a check digit"
	}
	row.finish(t)
	return nil
}

// A value is what an element of Data says.
type value struct {
	bytes     []byte
	encrypted bool
}

// text returns the value of a Secret or another element of Data: its PlainValue
// as it is written, or its EncryptedValue decrypted (RFC 6030 §4.2).
func (c *container) text(e *element) (value, error) {
	if encrypted := e.child("EncryptedValue"); encrypted != nil {
		plain, err := c.decrypt(encrypted, e.child("ValueMAC"))
		return value{plain, true}, err
	}
	return value{[]byte(e.child("PlainValue").value()), false}, nil
}

// algorithmName is what follows the last colon or number sign, in lower case.
// Vendors write urn:ietf:params:xml:ns:keyprov:pskc:totp, pskc#totp and more.
func algorithmName(uri string) string {
	return strings.ToLower(uri[strings.LastIndexAny(uri, ":#")+1:])
}

// decodeBase64 reads base64 that may be broken into lines.
func decodeBase64(text string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
}

// An element is a part of the file with all that is in it. The methods of nil
// answer for an element that is not there.
type element struct {
	name     string // without its namespace
	attrs    []xml.Attr
	text     strings.Builder
	children []*element
}

// child finds a descendant, by the names of those on the way to it.
func (e *element) child(path ...string) *element {
	for _, name := range path {
		var found *element
		if e != nil {
			for _, c := range e.children {
				if c.name == name {
					found = c
					break
				}
			}
		}
		e = found
	}
	return e
}

func (e *element) attr(name string) string {
	if e != nil {
		for _, a := range e.attrs {
			if a.Name.Local == name {
				return a.Value
			}
		}
	}
	return ""
}

// value is the text of an element, without the spaces around it.
func (e *element) value() string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.text.String())
}

// maxDepth is far above the depth of RFC 6030's elements, which is nine.
const maxDepth = 32

// A decoder reads elements. It refuses every document type declaration, and with
// it all entities but the five of XML itself.
type decoder struct {
	*xml.Decoder
	in *input
}

func newDecoder(in *input) decoder { return decoder{xml.NewDecoder(in), in} }

// start returns the next start of an element, or nil at the end of the one that
// it is in.
func (d decoder) start() (*xml.StartElement, error) {
	for {
		t, err := d.token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			return &t, nil
		case xml.EndElement:
			return nil, nil
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return nil, errors.New("pskc: there is text between the elements of the file")
			}
		}
	}
}

// token returns the next part of the file. The end of the file is io.EOF before
// and after the KeyContainer, and an error of syntax within it.
func (d decoder) token() (xml.Token, error) {
	t, err := d.Token()
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &syntax): // whose text may quote the file
		return nil, fmt.Errorf("pskc: the file is not well-formed XML in line %d", syntax.Line)
	case err != nil:
		return nil, err
	}
	if _, is := t.(xml.Directive); is {
		return nil, errors.New("pskc: the file has a document type declaration, which PSKC files do not need")
	}
	return t, nil
}

// element reads the rest of an element.
func (d decoder) element(start xml.StartElement) (*element, error) {
	top := &element{name: start.Name.Local, attrs: start.Copy().Attr}
	open := []*element{top}
	for len(open) > 0 {
		t, err := d.token()
		if err != nil {
			return nil, err
		}
		last := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if len(open) == maxDepth {
				return nil, errors.New("pskc: the elements of the file are nested too deeply")
			}
			child := &element{name: t.Name.Local, attrs: t.Copy().Attr}
			last.children = append(last.children, child)
			open = append(open, child)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			_, _ = last.text.Write(t)
		}
	}
	return top, nil
}

// end checks that nothing follows the KeyContainer.
func (d decoder) end() error {
	d.in.next()
	for {
		t, err := d.token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		switch t := t.(type) {
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return errors.New("pskc: there is text after the KeyContainer")
			}
		case xml.Comment, xml.ProcInst:
		default:
			return errors.New("pskc: something follows the KeyContainer")
		}
	}
}
