package tooltest

import (
	"os/exec"
	"testing"
)

// debianPython is the interpreter for which Debian packages install modules; the
// one in .cache/bin has pip's.
const debianPython = "/usr/bin/python3"

// PythonModule returns an interpreter that has the module, which a Debian package
// installs. Without it the test is skipped on a laptop and fails in CI: see
// missing.
func PythonModule(t testing.TB, module string) (interpreter string) {
	t.Helper()
	needsTools(t)
	if err := exec.Command(debianPython, "-c", "import "+module).Run(); err != nil {
		missing(t, "the Python module "+module)
	}
	return debianPython
}
