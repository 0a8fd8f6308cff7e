// Command image makes the container image of the service out of binaries that
// were built before: nothing but the binary, for several platforms under one
// digest, the same bytes every time.
//
//	image -version V -layout DIR -archive FILE amd64=BINARY arm64=BINARY
//
// DIR is an OCI layout, which registry clients push. FILE is for docker load, and
// has the platform of this machine. It prints the digest of the whole.
package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// user is the id that distroless images call nonroot.
const user = 65532

// epoch is the time of everything in an image.
var epoch = time.Unix(0, 0).UTC()

func main() {
	version := flag.String("version", "", "the version of the binaries")
	layoutDir := flag.String("layout", "", "write an OCI layout with all platforms to this folder")
	archive := flag.String("archive", "", "write this machine's platform to this file, for docker load")
	flag.Parse()
	digest, err := build(*version, *layoutDir, *archive, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
	fmt.Println(digest)
}

func build(version, layoutDir, archive string, binaries []string) (digest v1.Hash, err error) {
	if version == "" || layoutDir == "" || archive == "" || len(binaries) == 0 {
		return digest, errors.New("give -version, -layout, -archive and binaries such as amd64=FILE")
	}
	index, here := v1.ImageIndex(empty.Index), false
	for _, binary := range binaries {
		arch, file, _ := strings.Cut(binary, "=")
		image, err := platformImage(arch, file, version)
		if err != nil {
			return digest, err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{
			Add:        image,
			Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: arch}},
		})
		if arch == runtime.GOARCH {
			here = true
			if err := writeArchive(archive, version, image); err != nil {
				return digest, err
			}
		}
	}
	if !here {
		return digest, fmt.Errorf("there is no binary for this machine's %s", runtime.GOARCH)
	}
	if err := os.RemoveAll(layoutDir); err != nil {
		return digest, err
	}
	if _, err := layout.Write(layoutDir, index); err != nil {
		return digest, err
	}
	return index.Digest()
}

func writeArchive(file, version string, image v1.Image) error {
	tags := map[name.Tag]v1.Image{}
	for _, text := range []string{"virtual-mfa:" + strings.ReplaceAll(version, "+", "-"), "virtual-mfa:local"} {
		tag, err := name.NewTag(text)
		if err != nil {
			return err
		}
		tags[tag] = image
	}
	return tarball.MultiWriteToFile(file, tags)
}

func platformImage(arch, file, version string) (v1.Image, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	packed, err := pack(content)
	if err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(packed)), nil
	})
	if err != nil {
		return nil, err
	}
	image, err := mutate.Append(empty.Image, mutate.Addendum{
		Layer:   layer,
		History: v1.History{Created: v1.Time{Time: epoch}, CreatedBy: "infra/build/image.sh"},
	})
	if err != nil {
		return nil, err
	}
	return mutate.ConfigFile(image, config(image, arch, version))
}

// pack is the file system: the binary, a place for a state file that belongs to
// the user of the container, and one for temporary files.
func pack(binary []byte) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	entries := []tar.Header{
		{Typeflag: tar.TypeDir, Name: "state/", Mode: 0o700, Uid: user, Gid: user},
		{Typeflag: tar.TypeDir, Name: "tmp/", Mode: 0o1777},
		{Typeflag: tar.TypeReg, Name: "virtualmfa", Mode: 0o755, Size: int64(len(binary))},
	}
	for i := range entries {
		entries[i].ModTime = epoch
		if err := w.WriteHeader(&entries[i]); err != nil {
			return nil, err
		}
	}
	if _, err := w.Write(binary); err != nil {
		return nil, err
	}
	return b.Bytes(), w.Close()
}

func config(image v1.Image, arch, version string) *v1.ConfigFile {
	c, err := image.ConfigFile()
	if err != nil { // an image in memory has one
		panic(err)
	}
	c = c.DeepCopy()
	c.OS, c.Architecture, c.Created = "linux", arch, v1.Time{Time: epoch}
	c.Config = v1.Config{
		User:       fmt.Sprintf("%d:%d", user, user),
		WorkingDir: "/state",
		Entrypoint: []string{"/virtualmfa"},
		// Within a container every address is its own; what reaches it is what the
		// one who starts it publishes.
		Cmd:          []string{"serve", "-addr", "0.0.0.0:4599", "-allow-remote"},
		ExposedPorts: map[string]struct{}{"4599/tcp": {}},
		StopSignal:   "SIGTERM",
		Healthcheck: &v1.HealthConfig{
			Test:        []string{"CMD", "/virtualmfa", "healthcheck"},
			Interval:    5 * time.Second,
			Timeout:     2 * time.Second,
			StartPeriod: 5 * time.Second,
			Retries:     3,
		},
		Labels: map[string]string{
			"org.opencontainers.image.title":    "virtual-mfa",
			"org.opencontainers.image.source":   "https://github.com/virtual-mfa/virtual-mfa",
			"org.opencontainers.image.licenses": "Apache-2.0",
			"org.opencontainers.image.version":  version,
		},
	}
	return c
}
