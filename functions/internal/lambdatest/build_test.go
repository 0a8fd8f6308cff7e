package lambdatest

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"debug/elf"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// maxZip is what a function may weigh, in bytes: it is fetched at each cold start.
const maxZip = 4_500_000

// build builds all functions into a new folder and returns their binaries by folder.
func build(t *testing.T, arch string) map[string][]byte {
	t.Helper()
	dist := filepath.Join(t.TempDir(), "dist")
	run(t, "", nil, "infra/deploy/build-functions.sh", arch, dist)
	found, err := filepath.Glob(filepath.Join(dist, "*/bootstrap"))
	must(t, err)
	binaries := map[string][]byte{}
	for _, file := range found {
		binaries[filepath.Base(filepath.Dir(file))], err = os.ReadFile(file)
		must(t, err)
	}
	if folders := functionFolders(t); len(binaries) != len(folders) {
		t.Fatalf("%d binaries for %d functions", len(binaries), len(folders))
	}
	return binaries
}

func TestTheSameSourceBuildsTheSameSmallBinariesForTheRightMachine(t *testing.T) {
	tooltest.Path(t, "go")
	first := build(t, "arm64")
	for name, again := range build(t, "arm64") {
		if sha256.Sum256(first[name]) != sha256.Sum256(again) {
			t.Errorf("%s was built twice and is not the same", name)
		}
		binary, err := elf.NewFile(bytes.NewReader(again))
		must(t, err)
		if binary.Machine != elf.EM_AARCH64 {
			t.Errorf("%s is for %v", name, binary.Machine)
		}
		if libraries, err := binary.ImportedLibraries(); err != nil || len(libraries) > 0 {
			t.Errorf("%s needs %v, %v", name, libraries, err)
		}
	}
	for _, name := range []string{"query", "enable-mfa-device"} { // the others differ in a few bytes
		if size := zipped(t, first[name]); size > maxZip {
			t.Errorf("%s weighs %d bytes", name, size)
		} else {
			t.Logf("%s: %d bytes, zipped %d", name, len(first[name]), size)
		}
	}
}

// zipped is the size of the binary as sam package packs it.
func zipped(t *testing.T, binary []byte) int {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	archive.RegisterCompressor(zip.Deflate,
		func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.DefaultCompression) })
	file, err := archive.Create("bootstrap")
	must(t, err)
	_, err = file.Write(binary)
	must(t, err)
	must(t, archive.Close())
	return out.Len()
}
