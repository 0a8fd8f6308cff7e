package tooltest

import (
	"os"
	"path/filepath"
	"testing"
)

// Terraform returns the program, and the file for TF_CLI_CONFIG_FILE that says
// where the AWS provider is: infra/tools/terraform.sh writes it. Without them the
// test is skipped on a laptop and fails in CI: see missing.
func Terraform(t testing.TB) (program, config string) {
	t.Helper()
	program = Path(t, "terraform")
	config = filepath.Join(Root(t), ".cache", "terraform", "terraform.rc")
	if _, err := os.Stat(config); err != nil {
		missing(t, "Terraform's AWS provider")
	}
	return program, config
}
