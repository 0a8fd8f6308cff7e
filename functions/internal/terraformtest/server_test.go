package terraformtest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// auditFile is where the server of a script records what it was asked, seen from
// the script's folder.
const auditFile = ".audit.json"

// startServer starts the command serve for a script and returns its exports, as
// NAME=value, and what stops it.
func startServer(ctx context.Context, work string, args ...string) (exports []string, stop func(), err error) {
	args = append([]string{"serve", "-addr", "127.0.0.1:0", "-audit", filepath.Join(work, auditFile)}, args...)
	process := exec.CommandContext(ctx, filepath.Join(commands, "virtualmfa"), args...)
	var log strings.Builder
	process.Stderr = &log
	stdout, err := process.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := process.Start(); err != nil {
		return nil, nil, err
	}
	stop = func() {
		_ = process.Process.Kill()
		_ = process.Wait()
	}
	for lines := bufio.NewScanner(stdout); len(exports) < 5 && lines.Scan(); {
		exports = append(exports, strings.TrimPrefix(lines.Text(), "export "))
	}
	if len(exports) < 5 {
		stop()
		return nil, nil, errors.New("the server ended: " + log.String())
	}
	return exports, stop, nil
}

// A request as the server recorded it.
type request struct {
	EventName string `json:"eventName"`
	ErrorCode string `json:"errorCode"`
	UserAgent string `json:"userAgent"`
}

// recorded reads what Terraform asked the server of a script.
func recorded(work string) (requests []request, err error) {
	text, err := os.ReadFile(filepath.Join(work, auditFile))
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		var r request
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return nil, err
		}
		if strings.Contains(r.UserAgent, "terraform-provider-aws") {
			requests = append(requests, r)
		}
	}
	return requests, nil
}

// expected are the refusals that Terraform asks for: it deletes what may not
// be there, and reads what may have been deleted.
var expected = []string{"", "NoSuchEntity"}

// refusals are the requests of Terraform that were refused otherwise.
func refusals(requests []request) (found []string) {
	for _, r := range requests {
		if !slices.Contains(expected, r.ErrorCode) {
			found = append(found, fmt.Sprintf("%s: %s", r.EventName, r.ErrorCode))
		}
	}
	return found
}

// build builds the command into a folder for the scripts' PATH.
func build(folder string) error {
	command := exec.Command("go", "build", "-o", filepath.Join(folder, "virtualmfa"),
		"github.com/virtual-mfa/virtual-mfa/functions/virtualmfa")
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// path is PATH for a script: our command, then the tools.
func path(tools ...string) string {
	folders := []string{commands}
	for _, tool := range tools {
		folders = append(folders, filepath.Dir(tool))
	}
	return strings.Join(append(folders, os.Getenv("PATH")), string(filepath.ListSeparator))
}
