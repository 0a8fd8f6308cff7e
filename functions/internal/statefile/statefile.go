// Package statefile is an mfa.Store in one file: a memstore that is written
// through to bbolt. An operation returns once its changes, and all changes that
// it may have seen, are on disk.
package statefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

var _ local.State = (*Store)(nil)

// The buckets of the file.
var (
	items  = []byte("items")  // JSON, by kind, "/" and key
	labels = []byte("labels") // what the file belongs to, and the generation
)

const (
	generation = "generation"
	created    = "created" // RFC 3339
	filled     = "seed"    // the mark of Fill
)

// patience is how long Open waits for another process to let go of the file.
const patience = 2 * time.Second

// A Store keeps its state in a file. It is safe for concurrent use, but for
// Reset and Close.
type Store struct {
	now func() time.Time
	db  *bolt.DB
	mem *memstore.Store

	mu      sync.Mutex      // held while changes are written
	pending []memstore.Item // those that could not be written
	filling bool            // changes are written at the end of Fill
}

// Open opens a state file, and creates it with mode 0600 if it does not exist.
// Keys of the account root are left out: a server puts its own at every start.
func Open(name string, now func() time.Time) (*Store, error) {
	db, err := bolt.Open(name, 0o600, &bolt.Options{Timeout: patience})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, fmt.Errorf("%s is in use by another process", name)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum),
		errors.Is(err, bolterrors.ErrVersionMismatch):
		return nil, fmt.Errorf("%s is not a state file: %w", name, err)
	case err != nil:
		return nil, err
	}
	s := &Store{now: now, db: db}
	if err := s.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("reading %s: %w", name, err), db.Close())
	}
	return s, nil
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

// load fills the memory from the file.
func (s *Store) load() error {
	s.mem = memstore.New(s.now)
	err := s.db.Update(func(tx *bolt.Tx) error {
		kept, err := tx.CreateBucketIfNotExists(items)
		if err != nil {
			return err
		}
		marks, err := tx.CreateBucketIfNotExists(labels)
		if err != nil {
			return err
		}
		if marks.Get([]byte(generation)) == nil {
			now := []byte(time.Now().UTC().Format(time.RFC3339))
			err := marks.Put([]byte(generation), local.NewGeneration())
			if err = errors.Join(err, marks.Put([]byte(created), now)); err != nil {
				return err
			}
		}
		return kept.ForEach(s.restore)
	})
	s.mem.Journal()
	return err
}

func (s *Store) restore(name, text []byte) error {
	kind, key, _ := bytes.Cut(name, []byte("/"))
	if string(kind) == memstore.KeyKind {
		var k mfa.AccessKey
		if err := json.Unmarshal(text, &k); err != nil || k.UserName == "" {
			return err
		}
	}
	return s.mem.Restore(string(kind), string(key), func(into any) error {
		return json.Unmarshal(text, into)
	})
}

// Belongs returns an error if the file was given another value for name before,
// and remembers value if it was given none.
func (s *Store) Belongs(name, value string) error {
	return s.db.Update(func(tx *bolt.Tx) error {
		marks := tx.Bucket(labels)
		switch had := marks.Get([]byte(name)); {
		case had == nil:
			return marks.Put([]byte(name), []byte(value))
		case string(had) != value:
			return fmt.Errorf("its %s is another one", name)
		}
		return nil
	})
}

// Generation implements local.State.
func (s *Store) Generation() []byte { return s.label(generation) }

// Created implements local.State.
func (s *Store) Created() time.Time {
	since, err := time.Parse(time.RFC3339, string(s.label(created)))
	if err != nil {
		return time.Time{}
	}
	return since
}

func (s *Store) label(name string) (value []byte) {
	_ = s.db.View(func(tx *bolt.Tx) error {
		value = bytes.Clone(tx.Bucket(labels).Get([]byte(name)))
		return nil
	})
	return value
}

// Reset implements local.State.
func (s *Store) Reset() error {
	err := s.db.Update(func(tx *bolt.Tx) error {
		if err := tx.DeleteBucket(items); err != nil {
			return err
		}
		marks := tx.Bucket(labels)
		return errors.Join(marks.Delete([]byte(generation)), marks.Delete([]byte(filled)))
	})
	if err != nil {
		return err
	}
	s.pending = nil
	return s.load()
}

// FilledFrom implements local.State.
func (s *Store) FilledFrom() string { return string(s.label(filled)) }

// Fill implements local.State: all changes go to disk in one transaction. After
// an error the store is as it was before, without the account root's keys, as
// after Open.
func (s *Store) Fill(mark string, fill func() error) error {
	s.hold(true)
	err := fill()
	s.hold(false)
	if err == nil {
		err = s.write(func(tx *bolt.Tx) error {
			return tx.Bucket(labels).Put([]byte(filled), []byte(mark))
		})
	}
	if err != nil {
		s.pending = nil
		return errors.Join(err, s.load())
	}
	return nil
}

// hold says whether changes wait until Fill writes them.
func (s *Store) hold(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.filling = on
}

// settle returns when every change that was made before it was called is on
// disk. While one caller writes, the changes of the next ones gather, and the
// first of these writes them all. After an error the changes are tried again
// with the next ones: the memory has them already.
func (s *Store) settle() error { return s.write(nil) }

// write settles, and makes one more change of the file, if there is one, in the
// same transaction.
func (s *Store) write(also func(*bolt.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.filling {
		return nil
	}
	s.pending = append(s.pending, s.mem.Changes()...)
	if len(s.pending) == 0 && also == nil {
		return nil
	}
	err := s.db.Update(func(tx *bolt.Tx) error {
		kept := tx.Bucket(items)
		for _, item := range s.pending {
			if err := put(kept, item); err != nil {
				return err
			}
		}
		if also == nil {
			return nil
		}
		return also(tx)
	})
	if err != nil {
		return fmt.Errorf("writing the state file: %w", err)
	}
	s.pending = nil
	return nil
}

func put(kept *bolt.Bucket, item memstore.Item) error {
	name := []byte(item.Kind + "/" + item.Key)
	if item.Value == nil {
		return kept.Delete(name)
	}
	text, err := json.Marshal(item.Value)
	if err != nil {
		return err
	}
	return kept.Put(name, text)
}

// settled is the result of an operation once what it relies on is on disk.
func settled[T any](s *Store, result T, err error) (T, error) {
	if err := s.settle(); err != nil {
		var none T
		return none, err
	}
	return result, err
}

// made is settled for operations that return an error alone.
func (s *Store) made(err error) error {
	if err := s.settle(); err != nil {
		return err
	}
	return err
}
