package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// otherwise are sentences that the page has texts of its own for, or cannot
// provoke.
var otherwise = []string{
	"the file is encrypted with a passphrase",
	"the file is encrypted with a pre-shared key",
	"the file has more than {0} MiB or {1} tokens",
	"the passphrase or key is wrong, or the file was changed",
	"there is no format ",
}

func TestWhatIsWrongWithAFileIsSaidInGermanToo(t *testing.T) {
	script, err := Files.ReadFile("import/reasons.js")
	if err != nil {
		t.Fatal(err)
	}
	german := strings.ReplaceAll(string(script), "' +\n  '", "") // a string of two lines
	sentences := sentencesOf(t, filepath.Join("..", "shared", "pskc"))
	if len(sentences) < 50 {
		t.Fatalf("%d sentences", len(sentences))
	}
	for _, sentence := range sentences {
		if !strings.Contains(german, sentence) && !hasPrefix(sentence, otherwise) {
			t.Errorf("import/reasons.js lacks %q", sentence)
		}
	}
	if !slices.Contains(sentences, "(key package {0})") {
		t.Error("where in a file an error is was not looked for")
	}
}

func hasPrefix(text string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(text, prefix) {
			return true
		}
	}
	return false
}

// beginning matches how package pskc begins errors and rejections, and what it adds
// to them.
var beginning = regexp.MustCompile(`^(%w \(|pskc: |its? |the key |the length |row %d )`)

// sentencesOf returns the sentences of a package as the page looks for them: with
// numbers counted, and up to a word that varies.
func sentencesOf(t *testing.T, folder string) (found []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			expression, ok := n.(ast.Expr)
			text := literal(expression)
			if !ok || !beginning.MatchString(text) {
				return true
			}
			text = strings.TrimPrefix(strings.TrimPrefix(text, "pskc: "), "%w ")
			text, _, _ = strings.Cut(text, "%s")
			text, _, _ = strings.Cut(text, "%q")
			for i := 0; strings.Contains(text, "%d"); i++ {
				text = strings.Replace(text, "%d", "{"+strconv.Itoa(i)+"}", 1)
			}
			found = append(found, text)
			return false
		})
	}
	return found
}

// literal is the text of a string literal, or of several that are added up.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		if err == nil && e.Kind == token.STRING {
			return text
		}
	case *ast.BinaryExpr:
		return literal(e.X) + literal(e.Y)
	}
	return ""
}
