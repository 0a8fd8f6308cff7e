package worktree_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/infra/check/worktree"
)

const root = "../../.."

// onlyDepend in the environment makes the test below the one whose log is read.
const onlyDepend = "WORKTREE_ONLY_DEPEND"

// Go caches results by the log that a test binary writes with this flag.
func TestAResultDependsOnEveryFileThatGitKnows(t *testing.T) {
	worktree.Depend(t, root)
	if os.Getenv(onlyDepend) != "" {
		return
	}
	file := filepath.Join(t.TempDir(), "log")
	self := exec.Command(os.Args[0], "-test.testlogfile", file, "-test.run", "^"+t.Name()+"$")
	self.Env = append(os.Environ(), onlyDepend+"=1")
	if out, err := self.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	log, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"go.mod", "template.yaml", "functions/directory/main.go", "functions/directory", "shared/mfa", "web/index.html",
		"infra/check/worktree/worktree.go",
	} {
		if !strings.Contains(string(log), "stat "+filepath.Join(root, name)+"\n") {
			t.Errorf("a change of %s would go unseen", name)
		}
	}
	for _, made := range []string{"/node_modules/", "/.cache/"} {
		if strings.Contains(string(log), made) {
			t.Errorf("results depend on files of %s, which tests and tools write", made)
		}
	}
}
