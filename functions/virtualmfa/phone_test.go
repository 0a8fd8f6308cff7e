package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The command has both the server and the phone in it. Codes of any parameters
// are the phone's alone.
func TestOnlyThePhoneImportsPackageTOTP(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var importers []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), `shared/otp/totp"`) && !strings.HasSuffix(file, "_test.go") {
			importers = append(importers, file)
		}
	}
	if !slices.Equal(importers, []string{"code.go", "session_code.go"}) {
		t.Errorf("%v import it", importers)
	}
}
