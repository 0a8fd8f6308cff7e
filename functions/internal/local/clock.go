package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// A Clock is the real clock plus an offset. Tests move it instead of waiting
// for the next code. Its zero value shows the real time.
type Clock struct {
	mu     sync.Mutex
	offset time.Duration
}

// Now returns the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

// Advance moves the clock by d, which may be negative. It returns an error if
// the clock would then be a hundred years or more from the real time.
func (c *Clock) Advance(d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.set(time.Now().Add(c.offset).Add(d))
}

// Set makes the clock show t, and run on from there. Its error is Advance's.
func (c *Clock) Set(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.set(t)
}

// Reset makes the clock show the real time.
func (c *Clock) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = 0
}

// maxOffset keeps times within what the API's time stamps can express.
const maxOffset = 100 * 365 * 24 * time.Hour

// set is called with the lock held.
func (c *Clock) set(t time.Time) error {
	offset := time.Until(t) // saturates
	if offset.Abs() > maxOffset {
		return errors.New("the time must be less than a hundred years from now")
	}
	c.offset = offset
	return nil
}

// A clockMove is the body of POST /_local/clock: exactly one member is set.
type clockMove struct {
	Advance string     `json:"advance"` // a Go duration, possibly negative
	Set     *time.Time `json:"set"`
	Reset   bool       `json:"reset"`
}

// move changes the clock as body says.
func (c *Clock) move(body io.Reader) error {
	var m clockMove
	if err := decodeJSON(body, &m); err != nil {
		return fmt.Errorf(`the body must be {"advance":"30s"}, `+
			`{"set":"2026-11-23T12:00:00Z"} or {"reset":true}: %w`, err)
	}
	switch {
	case m.Advance != "" && m.Set == nil && !m.Reset:
		d, err := time.ParseDuration(m.Advance)
		if err != nil {
			return fmt.Errorf("advance must be a duration such as 30s, -5m or 36h: %w", err)
		}
		return c.Advance(d)
	case m.Set != nil && m.Advance == "" && !m.Reset:
		return c.Set(*m.Set)
	case m.Reset && m.Advance == "" && m.Set == nil:
		c.Reset()
		return nil
	}
	return errors.New("the body must have exactly one of advance, set and reset")
}

// decodeJSON reads the one JSON object of a body, and rejects unknown members.
func decodeJSON(body io.Reader, into any) error {
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("the body has more than one JSON value")
	}
	return nil
}

// ServeHTTP answers {"now":…}, after moving the clock if the method is POST.
func (c *Clock) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		if err := c.move(http.MaxBytesReader(w, r.Body, maxControlBody)); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(ClockReading{c.Now().UTC()})
}

// A ClockReading is the answer of /_local/clock.
type ClockReading struct {
	Now time.Time `json:"now"`
}
