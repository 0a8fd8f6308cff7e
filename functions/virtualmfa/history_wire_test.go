package main

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// A slowWire is between the server and DynamoDB, and drops one answer in some
// hundred: the SDK sends the write again. It also delivers copies of calls
// seconds late. So do calls that take long, on a busy machine without any help.
//
// A charge is a number that goes up by one (dynamo.Store.Reserve). It is
// recognised when it is sent again as long as its attempt id is the user's
// newest; a number does not remember what it is made of. If another attempt of
// the same user came between, the charge is made twice: one too many, on the
// safe side. The caller cannot know of it, but this wire sees each charge whose
// answer did not arrive in time, and notes it for the history. So the model
// need not be lenient: it allows as many charges more as there were such
// answers, on that device in that window, and none beyond.
type slowWire struct {
	url      string
	endpoint string
	dropped  atomic.Int32
	dropping atomic.Bool
	copied   atomic.Int32
	copies   sync.WaitGroup

	mu           sync.Mutex
	began, first time.Time
	late         []porcupine.Operation
}

const (
	dropsOneIn  = 600
	copiesOneIn = 40
	latest      = 4 * time.Second // when a copy arrives
	inTime      = attemptTimeout / 2
)

func newSlowWire(t *testing.T, endpoint string) *slowWire {
	t.Helper()
	w := &slowWire{endpoint: endpoint}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// begin tells the origin of the history's times, and the first window.
func (w *slowWire) begin(began, first time.Time) {
	w.mu.Lock()
	w.began, w.first = began, first
	w.mu.Unlock()
	w.dropping.Store(true)
}

// charges returns the charges whose answers were late.
func (w *slowWire) charges() []porcupine.Operation {
	w.dropping.Store(false)
	w.copies.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.late
}

func (w *slowWire) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	begun := time.Now()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	answer, content, err := w.forward(r.Header, body) // to its end, even if the server waits no longer
	dropped := w.dropping.Load() && rand.IntN(dropsOneIn) == 0
	if dropped || err != nil || time.Since(begun) > inTime {
		w.note(body, begun)
	}
	if dropped {
		w.dropped.Add(1)
	}
	if w.dropping.Load() && rand.IntN(copiesOneIn) == 0 {
		w.copyLater(r.Header.Clone(), body)
	}
	if dropped || err != nil {
		panic(http.ErrAbortHandler) // closes the connection
	}
	for name, values := range answer.Header {
		rw.Header()[name] = values
	}
	rw.WriteHeader(answer.StatusCode)
	_, _ = rw.Write(content)
}

// copyLater delivers a copy of the call after up to some seconds. Of all writes
// only a charge may count a second time, and is noted.
func (w *slowWire) copyLater(header http.Header, body []byte) {
	w.copies.Go(func() {
		time.Sleep(rand.N(latest))
		begun := time.Now()
		if _, _, err := w.forward(header, body); err == nil {
			w.copied.Add(1)
		}
		w.note(body, begun)
	})
}

func (w *slowWire) forward(header http.Header, body []byte) (*http.Response, []byte, error) {
	r, err := http.NewRequest(http.MethodPost, w.endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	r.Header = header.Clone()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	return answer, content, err
}

// counterName is how a counter of attempts says which window and device it is of.
var counterName = regexp.MustCompile(`session#device#3m#(\d{10})#arn:aws:iam::\d{12}:mfa/user(\d+)$`)

// note adds a charge to the history, if that is what the call was: of all that
// the store does with these counters, only that adds.
func (w *slowWire) note(body []byte, begun time.Time) {
	var update struct {
		UpdateExpression         string
		ExpressionAttributeNames map[string]string
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := json.Unmarshal(body, &update); err != nil || w.began.IsZero() ||
		!strings.Contains(update.UpdateExpression, "ADD ") {
		return
	}
	for _, name := range update.ExpressionAttributeNames {
		if found := counterName.FindStringSubmatch(name); found != nil {
			start, _ := strconv.ParseInt(found[1], 10, 64)
			device, _ := strconv.Atoi(found[2])
			c := action{device, int(time.Unix(start, 0).Sub(w.first) / (3 * time.Minute)), getSessionToken, 0}
			w.late = append(w.late, porcupine.Operation{Input: c, Call: begun.Sub(w.began).Nanoseconds(), Return: never,
				Output: charged})
		}
	}
}
