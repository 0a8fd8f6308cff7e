package local

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadKeyFileCreatesTheFileOnce(t *testing.T) {
	name := filepath.Join(t.TempDir(), "key")
	first, err := ReadKeyFile(name)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadKeyFile(name)
	if err != nil || !bytes.Equal(first.Reveal(), again.Reveal()) {
		t.Errorf("a second reading gave another key, or failed: %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder has %v, %v; want the key alone", entries, err)
	}
}

func TestReadKeyFileRejectsFilesThatOthersControl(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(name string) error
		want string
	}{
		{"readable by the group", chmod(0o640), "mode 0640"},
		{"writable by others", chmod(0o602), "mode 0602"},
		{"of another user", func(name string) error { return os.Chown(name, 12345, -1) }, "belongs to another user"},
		{"a folder", func(name string) error { _ = os.Remove(name); return os.Mkdir(name, 0o700) }, "not a regular file"},
		{"too short", func(name string) error { return os.WriteFile(name, []byte("c2hvcnQ="), 0o600) }, "32 bytes in base64"},
		{"empty", func(name string) error { return os.Truncate(name, 0) }, "32 bytes in base64"},
	} {
		t.Run(c.name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "key")
			if _, err := ReadKeyFile(name); err != nil {
				t.Fatal(err)
			}
			if err := c.make(name); err != nil {
				if os.Geteuid() != 0 && strings.Contains(c.name, "another user") {
					return // only root can give a file away
				}
				t.Fatal(err)
			}
			if _, err := ReadKeyFile(name); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func chmod(mode os.FileMode) func(string) error {
	return func(name string) error { return os.Chmod(name, mode) }
}
