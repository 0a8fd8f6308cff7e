package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

func TestADevicesLifeThroughBoto3(t *testing.T) {
	runClient(t, tooltest.Path(t, "python3"), "lifecycle.py")
}

func TestARoleWithMFAThroughBoto3(t *testing.T) {
	runClient(t, tooltest.Path(t, "python3"), "role.py")
}

func TestARoleWithMFAThroughTheSDKForJavaScript(t *testing.T) {
	runClient(t, tooltest.Path(t, "node"), "role.mjs")
}

func TestADevicesLifeThroughTheSDKForJavaScript(t *testing.T) {
	runClient(t, tooltest.Path(t, "node"), "lifecycle.mjs")
}

// runClient runs a program of infra/check/clients against a server of its own.
func runClient(t *testing.T, interpreter, program string) {
	t.Helper()
	t.Parallel()
	client := exec.Command(interpreter, filepath.Join(tooltest.Root(t), "infra/check/clients", program))
	client.Env = serve(t).environ()
	client.Stderr = new(bytes.Buffer) // the SDK for JavaScript warns of the versions of Node that it will drop
	if out, err := client.Output(); err != nil || string(out) != "done\n" {
		t.Errorf("%v\n%s%s", err, out, client.Stderr)
	}
}
