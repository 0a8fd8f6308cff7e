package tooltest_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// lackTools in the environment makes the test below the one that lacks a tool.
const lackTools = "TOOLTEST_LACK_TOOLS"

func TestAMissingToolSkipsATestOnALaptopAndFailsItInCI(t *testing.T) {
	if os.Getenv(lackTools) != "" {
		t.Run("program", func(t *testing.T) { tooltest.Path(t, "no-such-program") })
		t.Run("package", func(t *testing.T) { tooltest.Module(t, t.TempDir(), "no-such-package") })
		return
	}
	for ci, outcome := range map[string]string{"": "SKIP", "true": "FAIL"} {
		for _, short := range []string{"false", "true"} {
			self := exec.Command(os.Args[0], "-test.v", "-test.short="+short, "-test.run", "^"+t.Name()+"$")
			self.Env = append(os.Environ(), lackTools+"=1", "CI="+ci)
			said, err := self.CombinedOutput()
			for _, lacks := range []string{"program", "package"} {
				if !strings.Contains(string(said), "--- "+outcome+": "+t.Name()+"/"+lacks) {
					t.Errorf("with CI=%q and -short=%s, want %s of %s: %v\n%s", ci, short, outcome, lacks, err, said)
				}
			}
		}
	}
}
