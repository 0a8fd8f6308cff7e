package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/seedfile"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/statefile"
)

// A server is killed at a random moment of its first start, on which it fills its
// state from a seed file. The file then has all of the seed or nothing of it, and
// the next servers on it have exactly the seed.
func TestServerKilledWhileItSeedsLeavesTheWholeSeedOrNothing(t *testing.T) {
	t.Parallel()
	seed := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(seed, largeSeed(), 0o600); err != nil {
		t.Fatal(err)
	}
	seeding := func(dir string) []string {
		return []string{"-seed", seed, "-state", filepath.Join(dir, "state"), "-key-file", filepath.Join(dir, "key")}
	}
	want := exportedAfterStart(t, seeding(t.TempDir()))
	takes := startUp(t, seeding(t.TempDir()))
	found := map[string]int{}
	for range *kills {
		args := seeding(t.TempDir())
		killWithin(t, takes, args)
		found[seeded(t, args[3])]++
		for _, start := range []string{"first", "second"} {
			if got := exportedAfterStart(t, args); !bytes.Equal(got, want) {
				t.Fatalf("the %s server after the kill has\n%s\nwant\n%s", start, got, want)
			}
		}
	}
	t.Logf("%d kills within %v; found after them: %v", *kills, takes, found)
	if found["a part of the seed"] > 0 {
		t.Errorf("%d servers left a part of the seed", found["a part of the seed"])
	}
}

const seedUsers = 40

// largeSeed takes long enough to apply for a kill to meet it.
func largeSeed() []byte {
	var b bytes.Buffer
	b.WriteString("groups: [{name: developers}]\nusers:\n")
	for i := range seedUsers {
		fmt.Fprintf(&b, "  - {name: u%d, groups: [developers], tags: {n: '%d'},\n", i, i)
		fmt.Fprintf(&b, "     accessKeys: [{id: AKIAEXAMPLE%09d, secret: the-secret-of-example-%d}],\n", i, i)
		fmt.Fprintf(&b, "     devices: [{name: u%d, seed: GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ}]}\n", i)
	}
	return b.Bytes()
}

// exportedAfterStart starts a server and returns its state as a seed file.
func exportedAfterStart(t *testing.T, args []string) []byte {
	t.Helper()
	s, err := launch(args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
	}()
	text, err := export(t.Context(), s.exported, local.ExportRequest{Secrets: true})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// startUp is how long a server takes to print its exports.
func startUp(t *testing.T, args []string) time.Duration {
	t.Helper()
	start := time.Now()
	s, err := launch(args...)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
	return took
}

// killWithin starts a server and kills it after a random part of a time.
func killWithin(t *testing.T, limit time.Duration, args []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), rand.N(limit))
	defer cancel()
	_, _ = serverCommand(ctx, args...).Output()
}

// seeded says what of the seed is in a state file.
func seeded(t *testing.T, name string) string {
	t.Helper()
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return "no file"
	}
	state, err := statefile.Open(name, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = state.Close() }()
	empty, err := seedfile.IsEmpty(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	users, _, err := state.Users(t.Context(), "", 2*seedUsers)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case empty && state.FilledFrom() == "":
		return "an empty state"
	case len(users) == seedUsers && state.FilledFrom() != "":
		return "the whole seed"
	}
	return "a part of the seed"
}
