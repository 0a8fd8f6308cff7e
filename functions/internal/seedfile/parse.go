package seedfile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// MaxSize is the largest seed file, in bytes.
const MaxSize = 4 << 20

// Read reads a seed file. Its errors name the file, the line and the field.
func Read(name string) (*File, error) {
	opened, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	text, err := io.ReadAll(io.LimitReader(opened, MaxSize+1))
	if err != nil {
		return nil, err
	}
	if len(text) > MaxSize {
		return nil, fmt.Errorf("%s has more than %d bytes", name, MaxSize)
	}
	return parse(name, text)
}

// parse reads YAML, of which JSON is a part.
func parse(name string, text []byte) (*File, error) {
	var root yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	switch err := decoder.Decode(&root); {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%s is empty", name)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s has more than one document", name)
	}
	var anything any // refuses anchors that contain themselves, and keys that are there twice
	if err := root.Decode(&anything); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f := &File{name: name, lines: map[string]int{}}
	if err := f.check(root.Content[0], reflect.TypeFor[File](), ""); err != nil {
		return nil, err
	}
	if err := root.Decode(f); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// Name is the name of the file that was read.
func (f *File) Name() string { return f.name }

// errorAt names the file, the line and the field of an error.
func (f *File) errorAt(path string, err error) error {
	return fmt.Errorf("%s: line %d: %s: %w", f.name, f.lines[path], cmp.Or(path, "the file"), err)
}

// check remembers the line of every field, and refuses fields that do not exist
// and values of the wrong kind. It never quotes a value, which may be a secret.
func (f *File) check(node *yaml.Node, want reflect.Type, path string) error {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	f.lines[path] = node.Line
	wrong := func(kind string) error { return f.errorAt(path, errors.New("must be "+kind)) }
	if want.Kind() == reflect.Pointer {
		want = want.Elem()
	}
	switch {
	case want == reflect.TypeFor[document]():
		if node.Kind == yaml.SequenceNode || node.Tag == "!!null" {
			return wrong("a policy: an object, or a text with JSON")
		}
	case want.Kind() == reflect.Slice:
		if node.Kind != yaml.SequenceNode {
			return wrong("a list")
		}
		for i, item := range node.Content {
			if err := f.check(item, want.Elem(), fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	case isObject(want):
		if node.Kind != yaml.MappingNode {
			return wrong("an object")
		}
		return f.checkMembers(node, want, path)
	case node.Kind != yaml.ScalarNode || node.Tag == "!!null":
		return wrong("a text or a number")
	case want == reflect.TypeFor[time.Time]() && node.Decode(new(time.Time)) != nil:
		return wrong("a time such as 2026-11-23T12:00:00Z")
	case want.Kind() == reflect.Int32 && node.Decode(new(int32)) != nil:
		return wrong("a number")
	case want.Kind() == reflect.Bool && node.Decode(new(bool)) != nil:
		return wrong("true or false")
	}
	return nil
}

// isObject reports whether a value of the type is written as an object.
func isObject(t reflect.Type) bool {
	if t.Kind() == reflect.Map {
		return true
	}
	return t.Kind() == reflect.Struct && (t == reflect.TypeFor[File]() || len(members(t)) > 0)
}

func (f *File) checkMembers(node *yaml.Node, want reflect.Type, path string) error {
	fields := members(want)
	for i := 0; i < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		member := strings.TrimPrefix(path+"."+key.Value, ".")
		t := fields[key.Value]
		if want.Kind() == reflect.Map {
			t = want.Elem()
		}
		if t == nil {
			f.lines[member] = key.Line
			return f.errorAt(member, fmt.Errorf("is not a field; the fields are %s",
				strings.Join(slices.Sorted(maps.Keys(fields)), ", ")))
		}
		if err := f.check(value, t, member); err != nil {
			return err
		}
	}
	return nil
}

// members are the fields of a struct by their names in the file.
func members(t reflect.Type) map[string]reflect.Type {
	if t.Kind() != reflect.Struct {
		return nil
	}
	found := map[string]reflect.Type{}
	for i := range t.NumField() {
		field := t.Field(i)
		tag, tagged := field.Tag.Lookup("yaml")
		name, _, _ := strings.Cut(tag, ",")
		switch {
		case !tagged:
		case name == "": // inline
			maps.Copy(found, members(field.Type))
		default:
			found[name] = field.Type
		}
	}
	return found
}

// toJSON writes a policy as JSON, in the order of its file. An unquoted date,
// such as the version of the policy language, stays as it was written.
func toJSON(node *yaml.Node) (text []byte, err error) {
	var parts [][]byte
	switch node.Kind {
	case yaml.AliasNode:
		return toJSON(node.Alias)
	case yaml.MappingNode:
		for i := 0; i < len(node.Content); i += 2 {
			key, err := json.Marshal(node.Content[i].Value)
			if err != nil {
				return nil, err
			}
			value, err := toJSON(node.Content[i+1])
			if err != nil {
				return nil, err
			}
			parts = append(parts, slices.Concat(key, []byte(":"), value))
		}
		return slices.Concat([]byte("{"), bytes.Join(parts, []byte(",")), []byte("}")), nil
	case yaml.SequenceNode:
		for _, item := range node.Content {
			value, err := toJSON(item)
			if err != nil {
				return nil, err
			}
			parts = append(parts, value)
		}
		return slices.Concat([]byte("["), bytes.Join(parts, []byte(",")), []byte("]")), nil
	}
	if node.Tag == "!!timestamp" {
		return json.Marshal(node.Value)
	}
	var value any
	if err := node.Decode(&value); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}
