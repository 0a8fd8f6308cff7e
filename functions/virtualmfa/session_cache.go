package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A sessionCache is a folder of the user's with a file for each session, for each
// device whose code was used, and for each lock. Their names are hashes.
type sessionCache string

// minRemaining is how long credentials must last to be handed out again.
const minRemaining = 5 * time.Minute

// openSessionCache makes the folder, which must be the user's alone.
func openSessionCache() (sessionCache, error) {
	folder, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder for the cache: %w", err)
	}
	folder = filepath.Join(folder, "virtualmfa")
	if err = os.MkdirAll(folder, 0o700); err == nil {
		err = os.Chmod(folder, 0o700) //nolint:gosec // of a folder
	}
	if err != nil {
		return "", fmt.Errorf("sessions cannot be kept: %w; XDG_CACHE_HOME may name another folder", err)
	}
	return sessionCache(folder), nil
}

// entry is the name of the file about these.
func (c sessionCache) entry(kind string, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return filepath.Join(string(c), kind+"-"+hex.EncodeToString(sum[:16]))
}

// lock waits until no other process has the lock.
func (c sessionCache) lock(ctx context.Context, name string) (unlock func(), err error) {
	type result struct {
		unlock func()
		err    error
	}
	// The lock would make the file with the mode that umask leaves.
	made, err := os.OpenFile(name+".lock", os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	if err := made.Close(); err != nil {
		return nil, err
	}
	locked := make(chan result, 1)
	go func() {
		unlock, err := lockedfile.MutexAt(name + ".lock").Lock()
		locked <- result{unlock, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-locked:
		return r.unlock, r.err
	}
}

// read returns credentials that are good for some time. A file that is not as this
// command writes them is replaced.
func (c sessionCache) read(name string, now time.Time) (out sessionCredentials, found bool) {
	if !readJSON(name, &out) || out.Version != 1 {
		return sessionCredentials{}, false
	}
	return out, out.Expiration.Sub(now) >= minRemaining
}

func (c sessionCache) write(name string, credentials sessionCredentials) error {
	return writeJSON(name, credentials)
}

// A codeAttempt is what became of the last code of a device.
type codeAttempt struct {
	Step    otp.Step
	Refused string // "" if it opened a session, or may have: the answer was lost
}

func (c sessionCache) attempt(device string) (last codeAttempt, found bool) {
	found = readJSON(device, &last)
	return last, found
}

func (c sessionCache) writeAttempt(device string, last codeAttempt) error {
	return writeJSON(device, last)
}

// readJSON reads a file that only the user can read.
func readJSON(name string, into any) bool {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 {
		return false
	}
	text, err := os.ReadFile(name)
	return err == nil && json.Unmarshal(text, into) == nil
}

// writeJSON replaces a file by a new one of mode 0600, so that no reader sees half
// of it.
func writeJSON(name string, content any) error {
	text, err := json.Marshal(content)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		if remove := os.Remove(file.Name()); !errors.Is(remove, fs.ErrNotExist) {
			err = errors.Join(err, remove)
		}
	}
	return err
}
