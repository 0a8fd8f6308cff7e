package tooltest_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

func TestTheTestsOfAProcessShareOneDynamoDBLocal(t *testing.T) {
	if a, b := tooltest.DynamoDBLocal(t), tooltest.DynamoDBLocal(t); a != b {
		t.Errorf("two endpoints, %s and %s", a, b)
	}
}

// startAndDie in the environment makes the test below the process that is
// expected to leave nothing behind.
const startAndDie = "TOOLTEST_START_AND_DIE"

func TestDynamoDBLocalDoesNotOutliveAProcessThatExitsWithoutCleanup(t *testing.T) {
	endpoint := tooltest.DynamoDBLocal(t)
	if os.Getenv(startAndDie) != "" {
		fmt.Print(endpoint)
		os.Exit(0)
	}
	self := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	self.Env = append(os.Environ(), startAndDie+"=1")
	theirs, err := self.Output()
	if err != nil || !strings.HasPrefix(string(theirs), "http://127.0.0.1:") {
		t.Fatalf("%v, %q", err, theirs)
	}
	for deadline := time.Now().Add(tooltest.Patience); time.Now().Before(deadline); {
		resp, err := http.Get(string(theirs))
		if err != nil {
			return // it has ended
		}
		resp.Body.Close()
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("%s still answers", theirs)
}
