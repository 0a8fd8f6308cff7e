package local

import (
	"crypto/rand"
	"errors"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A State is a store that a server can empty.
type State interface {
	mfa.Store
	// Reset empties the store. ErrNoReset says that this one is not to be
	// emptied by a request. No other call is under way meanwhile.
	Reset() error
	// Generation is the salt of the sealing key. It changes with every Reset,
	// so that what was sealed before does not open afterwards.
	Generation() []byte
	// Created is when the state was new, or the zero time if that is unknown.
	Created() time.Time
	// Fill calls fill, and keeps all changes that it makes, with the mark, or none
	// of them: a process that is killed meanwhile leaves none. No other call is
	// under way.
	Fill(mark string, fill func() error) error
	// FilledFrom is the mark of the last Fill, or "" if there was none since the
	// state was new.
	FilledFrom() string
}

// ErrNoReset is the error of a State that Reset does not empty.
var ErrNoReset = errors.New("a DynamoDB table is not emptied by a request; " +
	"delete the table instead")

// Memory is a State in memory.
type Memory struct {
	*memstore.Store
	now        func() time.Time
	generation []byte
	created    time.Time
	filled     string
}

// NewMemory makes an empty state.
func NewMemory(now func() time.Time) *Memory {
	m := &Memory{now: now}
	_ = m.Reset()
	return m
}

// Reset implements State.
func (m *Memory) Reset() error {
	m.Store, m.generation = memstore.New(m.now), NewGeneration()
	m.created = time.Now().UTC().Truncate(time.Second)
	m.filled = ""
	return nil
}

// Generation implements State.
func (m *Memory) Generation() []byte { return m.generation }

// Created implements State.
func (m *Memory) Created() time.Time { return m.created }

// Fill implements State. After an error the state is empty, without the account
// root's keys.
func (m *Memory) Fill(mark string, fill func() error) error {
	if err := fill(); err != nil {
		return errors.Join(err, m.Reset())
	}
	m.filled = mark
	return nil
}

// FilledFrom implements State.
func (m *Memory) FilledFrom() string { return m.filled }

// NewGeneration draws a value that no other generation has.
func NewGeneration() []byte { return []byte(rand.Text()) }
