package wire_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// What both the edge and the service say stands here and not in both. Their
// records are the same in form, so that the tags of their members are too.
func TestNoTextStandsInBothTheEdgeAndTheService(t *testing.T) {
	edge, service := map[string]string{}, map[string]string{}
	for _, folder := range []string{"../../wasm/worker", "../../wasm/worker-go"} {
		collect(t, folder, edge)
	}
	for _, folder := range []string{"../endpoint", "../mfa", "../sigv4"} {
		collect(t, folder, service)
	}
	if len(edge) < 10 || len(service) < 100 {
		t.Fatalf("the edge has %d texts, the service %d", len(edge), len(service))
	}
	for text, file := range edge {
		if other, both := service[text]; both {
			t.Errorf("%q stands in %s and in %s", text, file, other)
		}
	}
}

// collect finds the strings of more than eight bytes in a folder's code.
func collect(t *testing.T, folder string, found map[string]string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && (name == "node_modules" || name == "build" || strings.HasSuffix(name, "test")) {
			return fs.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, is := n.(*ast.BasicLit); is && literal.Kind == token.STRING {
				if text, err := strconv.Unquote(literal.Value); err == nil && len(text) > 8 {
					found[text] = path
				}
			}
			if field, is := n.(*ast.Field); is {
				field.Tag = nil
			}
			_, isImport := n.(*ast.ImportSpec)
			return !isImport
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
