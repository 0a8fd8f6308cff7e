// Package layout tests what the tree promises about itself: which way imports
// point, and who may look inside a secret.
package layout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/infra/check/worktree"
)

const (
	module = "github.com/virtual-mfa/virtual-mfa/"
	root   = "../../.."
)

// forbidden says what packages must not depend on, directly or through others, and why.
var forbidden = []struct{ packages, dependency, reason string }{
	{"./shared/...", "github.com/aws/", "browsers and the edge download what is under shared"},
	{
		"./shared/...",
		"net/http",
		"how requests arrive is not the core's business; net/http alone is more than the rest of the WebAssembly module",
	},
	{"./shared/otp", module + "shared/mfa", "judging a code knows nothing of users"},
	{"./shared/pskc", module + "shared/mfa", "the browser reads vendors' files and has no service"},
	{"./shared/stock", module + "shared/mfa", "the browser sends imports and has no service"},
	{"./shared/enroll", module + "shared/mfa", "the browser draws QR codes and has no service"},
	{"./shared/mfa", module + "shared/endpoint", "rules do not know how they are called"},
	{"./shared/mfa", module + "shared/query", "rules do not know how they are called"},
	{"./shared/memstore", module + "shared/endpoint", "stores do not know who uses them"},
	{"./wasm/worker/...", module + "shared/mfa", "the edge knows operations by name only, and is small"},
	{"./wasm/worker", "net/http", "TinyGo has none"},
	{"./wasm/worker-go/...", module + "shared/mfa", "the edge knows operations by name only"},
	{"./shared/wire", module, "the edge and the service share it, and nothing else"},
	{"./functions/internal/dynamo", module + "shared/endpoint", "stores do not know who uses them"},
}

func TestImportsPointOneWay(t *testing.T) {
	for _, rule := range forbidden {
		for pkg, imports := range dependencies(t, rule.packages) {
			for _, imported := range imports {
				if imported == rule.dependency ||
					strings.HasSuffix(rule.dependency, "/") && strings.HasPrefix(imported, rule.dependency) {
					t.Errorf("%s depends on %s: %s", pkg, imported, rule.reason)
				}
			}
		}
	}
}

// dependencies lists what the packages of a pattern depend on, without their
// tests. Packages that only tests use are left out.
func dependencies(t *testing.T, pattern string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for line := range strings.Lines(output(t, "go", "list", "-f", `{{.ImportPath}} {{join .Deps " "}}`, pattern)) {
		fields := strings.Fields(line)
		if !strings.HasSuffix(fields[0], "test") {
			found[fields[0]] = fields[1:]
		}
	}
	if len(found) == 0 {
		t.Fatalf("%s matches no package: the rule guards nothing", pattern)
	}
	return found
}

// output runs a command in the root.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	worktree.Depend(t, root)
	command := exec.Command(name, args...)
	command.Dir = root
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	return string(out)
}

// What judges codes must not be able to make others than AWS's.
func TestNoServerMakesOtherCodesThanAWS(t *testing.T) {
	const totp = module + "shared/otp/totp"
	for _, pattern := range []string{"./functions/...", "./shared/..."} {
		for pkg, imports := range dependencies(t, pattern) {
			if pkg == totp || pkg == module+"functions/virtualmfa" {
				continue // the command has both the server and the phone: see its own test
			}
			if slices.Contains(imports, totp) {
				t.Errorf("%s depends on %s", pkg, totp)
			}
		}
	}
}

// revealers are the folders whose code may look inside a secret, and why.
var revealers = map[string]string{
	"shared/otp":      "makes and judges codes",
	"shared/enroll":   "writes the seed into the key URI",
	"shared/otp/totp": "hands the seed to pquerna/otp",
	"shared/mfa":      "seals, and checks the form of codes",
	"shared/endpoint": "hands secrets out in answers, once",
	"shared/pskc":     "decrypts vendors' files, and compares seeds",
	"shared/stock":    "writes seeds into requests of an import",
	"shared/sigv4":    "computes signatures",
	"shared/query":    "hands secrets out in answers, once",
}

func TestOnlyAFewLookInsideASecret(t *testing.T) {
	seen := map[string]bool{}
	for file, text := range goFiles(t, "shared") {
		if folder := filepath.ToSlash(filepath.Dir(file)); strings.Contains(text, ".Reveal()") {
			seen[folder] = true
			if _, allowed := revealers[folder]; !allowed {
				t.Errorf("%s reveals a secret; if it must, say why in this test", file)
			}
		}
	}
	for folder := range revealers {
		if !seen[folder] {
			t.Errorf("%s reveals nothing any more: take it off the list", folder)
		}
	}
}

// goFiles returns the text of every file of a folder that is neither a test nor
// made for tests, by its path from the root.
func goFiles(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && strings.HasSuffix(path, "test") {
			return fs.SkipDir
		}
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		relative, _ := filepath.Rel(root, path)
		files[relative] = string(text)
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	return files
}

func TestTheClockIsAlwaysHandedIn(t *testing.T) {
	for file := range goFiles(t, "shared") {
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, selected := range selectors(parsed) {
			if slices.Contains([]string{"time.Now", "rand.Reader", "time.Since", "time.Sleep"}, selected) {
				t.Errorf("%s uses %s: time and randomness are fields under shared", file, selected)
			}
		}
	}
}

// selectors lists the selections of a file, such as time.Now.
func selectors(file *ast.File) (found []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				found = append(found, x.Name+"."+s.Sel.Name)
			}
		}
		return true
	})
	return found
}
