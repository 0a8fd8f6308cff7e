package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
)

// region is what clients are told to sign for. The server takes any.
const region = "us-east-1"

// exports returns the lines that a shell needs to reach the server.
func exports(endpoint, region string, root local.RootKey) string {
	var b strings.Builder
	for _, variable := range []struct{ name, value string }{
		{"AWS_ENDPOINT_URL", endpoint},
		{"AWS_ACCESS_KEY_ID", root.ID},
		{"AWS_SECRET_ACCESS_KEY", root.Secret.Reveal()},
		{"AWS_DEFAULT_REGION", region},
		{"AWS_REGION", region},
	} {
		fmt.Fprintf(&b, "export %s=%s\n", variable.name, variable.value)
	}
	return b.String()
}

// endpointURL returns the URL of a server on this machine that listens on addr.
// A server on all addresses is reached at the loopback one.
func endpointURL(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return "http://" + addr.String()
	}
	return fmt.Sprintf("http://127.0.0.1:%d", tcp.Port)
}

// An envFile is a file of exports that this process has written.
type envFile struct {
	name string
	info fs.FileInfo
}

// writeEnvFile writes text to a new file of mode 0600 and renames that to name,
// so that a symbolic link or a file that others may read is replaced, never
// written through, and a reader never sees half of it.
func writeEnvFile(name, text string) (envFile, error) {
	info, err := os.Stat(name)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return envFile{}, fmt.Errorf("-env: %s exists and is not a regular file", name)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return envFile{}, fmt.Errorf("-env: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".env-*") // mode 0600
	if err != nil {
		return envFile{}, fmt.Errorf("-env %s cannot be written: %w", name, err)
	}
	_, err = io.WriteString(file, text)
	info, statErr := file.Stat()
	if err = errors.Join(err, statErr, file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		err = fmt.Errorf("-env %s cannot be written: %w", name, err)
		return envFile{}, errors.Join(err, os.Remove(file.Name()))
	}
	return envFile{name, info}, nil
}

// remove removes the file, unless another process has replaced it.
func (f envFile) remove() error {
	info, err := os.Lstat(f.name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(info, f.info) {
		return nil
	}
	return errors.Join(err, os.Remove(f.name))
}
