//go:build unix

package local

import (
	"io/fs"
	"os"
	"syscall"
)

// ownedByUs reports whether a file belongs to the user who runs the process.
func ownedByUs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int64(stat.Uid) == int64(os.Geteuid())
}

// sharedWithOthers reports whether group or others may do anything to a file.
func sharedWithOthers(info fs.FileInfo) bool { return info.Mode().Perm()&0o077 != 0 }
