package local

import "runtime/debug"

// version is set by infra/build/binary.sh and by releases.
var version string

// Version returns the version of the module as it was set for the build, or as
// the Go command recorded it: a release's tag, a pseudo-version that names the
// commit, or "(devel)" for a build without version control.
func Version() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
