package seedfile

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

func TestTheReadmeAndTheExamplesOfSeedFilesHaveEveryField(t *testing.T) {
	folder := filepath.Join(tooltest.Root(t), "infra/examples/seed")
	readme, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var examples strings.Builder
	for _, name := range []string{"seed.yaml", "hardware.yaml"} {
		example, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		examples.Write(example)
	}
	fields := map[string]bool{}
	collect(reflect.TypeFor[File](), fields)
	if len(fields) < 30 {
		t.Fatalf("a seed file has %d fields", len(fields))
	}
	for field := range fields {
		if !strings.Contains(string(readme), "`"+field) {
			t.Errorf("the README does not name %s", field)
		}
		if !strings.Contains(examples.String(), field+":") {
			t.Errorf("the examples have no %s", field)
		}
	}
}

// collect adds the names of all fields of a type.
func collect(t reflect.Type, to map[string]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	for name, inner := range members(t) {
		to[name] = true
		collect(inner, to)
	}
}
