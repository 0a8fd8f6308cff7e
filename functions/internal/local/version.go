package local

import "runtime/debug"

// Version returns the version of the module as the Go command recorded it: a
// release's tag, a pseudo-version that names the commit, or "(devel)" for a build
// without version control.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
