package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// A localClock runs like the real one, some time off. Tests move it instead of waiting for the next code.
type localClock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *localClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

// A clockMove is what to do with the clock: one of the three.
type clockMove struct {
	Advance string     `json:"advance"` // a Go duration; negative goes back
	Set     *time.Time `json:"set"`
	Reset   bool       `json:"reset"`
}

// move changes the clock by what body says.
func (c *localClock) move(body io.Reader) error {
	var m clockMove
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decode(decoder, &m); err != nil {
		return fmt.Errorf(`want {"advance":"30s"}, {"set":"2026-11-23T12:00:00Z"} or {"reset":true}: %w`, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case m.Advance != "" && m.Set == nil && !m.Reset:
		d, err := time.ParseDuration(m.Advance)
		if err != nil {
			return fmt.Errorf("advance: %w", err)
		}
		return c.set(time.Now().Add(c.offset).Add(d))
	case m.Set != nil && m.Advance == "" && !m.Reset:
		return c.set(*m.Set)
	case m.Reset && m.Advance == "" && m.Set == nil:
		c.offset = 0
		return nil
	}
	return errors.New("want exactly one of advance, set and reset")
}

// maxOffset is how far the clock goes from the real one: what the API's time stamps and a code's step can still say.
const maxOffset = 100 * 365 * 24 * time.Hour

// set is called with the lock held.
func (c *localClock) set(t time.Time) error {
	offset := time.Until(t) // saturates
	if offset.Abs() > maxOffset {
		return errors.New("want a time less than a hundred years from now")
	}
	c.offset = offset
	return nil
}

// decode reads the one value that a body has.
func decode(decoder *json.Decoder, into any) error {
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("the body is more than one JSON value")
	}
	return nil
}

// ServeHTTP answers {"now":…}, after moving the clock if asked.
func (c *localClock) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		if r.Header.Get("Origin") != "" {
			http.Error(w, "a page in a browser does not move the clock", http.StatusForbidden)
			return
		}
		if err := c.move(http.MaxBytesReader(w, r.Body, 1<<10)); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(clockReading{c.Now().UTC()})
}

// A clockReading is what the clock answers.
type clockReading struct {
	Now time.Time `json:"now"`
}
