package statefile

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/storetest"
)

// Every promise of the contract is tested, and after each the file must hold
// exactly what the memory does.
func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) mfa.Store {
		t.Helper()
		s := open(t, filepath.Join(t.TempDir(), "state"))
		t.Cleanup(func() { compareWithFile(t, s) })
		return s
	})
}

func open(t testing.TB, name string) *Store {
	t.Helper()
	s, err := Open(name, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func compareWithFile(t *testing.T, s *Store) {
	t.Helper()
	want := dump(t, s.mem.Items())
	name := s.db.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, name)
	if got := dump(t, again.mem.Items()); got != want {
		t.Errorf("the file has\n%s\nand the memory had\n%s", got, want)
	}
}

// dump writes items as JSON, one a line, without keys of the account root, and
// without the count of revisions where nothing was ever written.
func dump(t *testing.T, all []memstore.Item) string {
	t.Helper()
	var lines []string
	for _, item := range all {
		if k, ok := item.Value.(mfa.AccessKey); ok && k.UserName == "" {
			continue
		}
		text, err := json.Marshal(item)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(text))
	}
	return strings.Join(lines, "\n")
}

func TestReopenedStoreHasItsListings(t *testing.T) {
	const phone = "arn:aws:iam::123456789012:mfa/phone"
	name := filepath.Join(t.TempDir(), "state")
	s := open(t, name)
	ctx := t.Context()
	for _, user := range []string{"alice", "Bob"} {
		if err := s.CreateUser(ctx, mfa.User{Name: user, Path: "/", ID: "AIDA" + user}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.CreateDevice(ctx, mfa.Device{Serial: phone, Seed: []byte("sealed")}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.DeleteUser(ctx, "bob"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, name)
	users, _, err := s.Users(ctx, "", 10)
	if err != nil || len(users) != 1 || users[0].Name != "alice" {
		t.Errorf("users are %+v, %v", users, err)
	}
	devices, _, err := s.Devices(ctx, mfa.Unassigned, "", 10)
	if err != nil || len(devices) != 1 || devices[0].Serial != phone {
		t.Errorf("devices are %+v, %v", devices, err)
	}
}

func TestResetEmptiesTheFileForGood(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	s := open(t, name)
	before := string(s.Generation())
	if err := s.CreateUser(t.Context(), mfa.User{Name: "alice", Path: "/", ID: "AIDA1"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	after := string(s.Generation())
	if after == before || after == "" {
		t.Error("the generation is the same as before")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, name)
	if users, _, err := s.Users(t.Context(), "", 10); err != nil || len(users) > 0 {
		t.Errorf("after a reset the file has %+v, %v", users, err)
	}
	if since := time.Since(s.Created()); since < 0 || since > time.Hour {
		t.Errorf("the file says that it is %v old", since)
	}
	if string(s.Generation()) != after {
		t.Error("the generation is not the one of the reset")
	}
}

func TestFillIsOnDiskWithItsMarkOrNotAtAll(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	s := open(t, name)
	alice := mfa.User{Name: "alice", Path: "/", ID: "AIDA1"}
	users := func() int {
		t.Helper()
		users, _, err := s.Users(t.Context(), "", 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(users)
	}
	onDisk := func() (n int) {
		t.Helper()
		err := s.db.View(func(tx *bolt.Tx) error {
			return tx.Bucket(items).ForEach(func([]byte, []byte) error {
				n++
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	failure := errors.New("the second change fails")
	err := s.Fill("first", func() error { return errors.Join(s.CreateUser(t.Context(), alice), failure) })
	if !errors.Is(err, failure) || users() != 0 || onDisk() != 0 || s.FilledFrom() != "" {
		t.Errorf("after %v there are %d users, %d items and the mark %q", err, users(), onDisk(), s.FilledFrom())
	}
	err = s.Fill("second", func() error {
		if err := s.CreateUser(t.Context(), alice); err != nil {
			return err
		}
		if users() != 1 || onDisk() != 0 {
			t.Errorf("while the store is filled it shows %d users, and %d items are on disk", users(), onDisk())
		}
		return nil
	})
	if err != nil || users() != 1 || onDisk() == 0 {
		t.Errorf("%v, %d users, %d items on disk", err, users(), onDisk())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, name)
	if users() != 1 || s.FilledFrom() != "second" {
		t.Errorf("the file has %d users and the mark %q", users(), s.FilledFrom())
	}
	if err := s.Reset(); err != nil || s.FilledFrom() != "" {
		t.Errorf("after a reset (%v) the mark is %q", err, s.FilledFrom())
	}
}

func TestOpenSaysWhatIsWrongWithTheFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	s := open(t, name)
	if err := s.Belongs("account", "123456789012"); err != nil {
		t.Fatal(err)
	}
	if err := s.Belongs("account", "210987654321"); err == nil {
		t.Error("a file of another account was taken")
	}
	if _, err := Open(name, time.Now); err == nil || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("opened twice: %v", err)
	}
}

func TestFailedWriteIsReportedToEveryCaller(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "state"))
	if err := s.db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.CreateUser(t.Context(), mfa.User{Name: "alice", ID: "AIDA1"}); err == nil {
		t.Error("a change that is not on disk was reported as made")
	}
	if _, err := s.User(t.Context(), "alice"); err == nil {
		t.Error("a change that is not on disk was shown")
	}
}

func BenchmarkCreateUser(b *testing.B) {
	stores := map[string]mfa.Store{
		"memory": memstore.New(time.Now),
		"file":   open(b, filepath.Join(b.TempDir(), "state")),
	}
	for _, name := range []string{"memory", "file"} {
		for _, parallelism := range []int{1, 16} {
			b.Run(name+"/parallelism="+strconv.Itoa(parallelism), func(b *testing.B) {
				b.SetParallelism(parallelism)
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						user := "u" + rand.Text()
						err := stores[name].CreateUser(b.Context(), mfa.User{Name: user, ID: user})
						if err != nil {
							b.Error(err)
						}
					}
				})
			})
		}
	}
}
