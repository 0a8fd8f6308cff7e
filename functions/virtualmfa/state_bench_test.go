package main

import (
	"crypto/rand"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// BenchmarkState measures CreateUser by the SDK for Go on a server in memory and
// on one with -state, in one run.
func BenchmarkState(b *testing.B) {
	dir := b.TempDir()
	for _, state := range []struct {
		name string
		args []string
	}{
		{"memory", nil},
		{"file", []string{"-state", filepath.Join(dir, "state"), "-key-file", filepath.Join(dir, "key")}},
	} {
		s, err := launch(state.args...)
		if err != nil {
			b.Fatal(err)
		}
		for _, parallelism := range []int{1, 16} {
			b.Run(state.name+"/parallelism="+strconv.Itoa(parallelism), func(b *testing.B) {
				root := s.once()
				b.SetParallelism(parallelism)
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						name := rand.Text()
						_, err := root.iam.CreateUser(b.Context(), &iam.CreateUserInput{UserName: &name})
						if err != nil {
							b.Error(err)
						}
					}
				})
			})
		}
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
	}
}
