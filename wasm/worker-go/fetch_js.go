//go:build js

package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"syscall/js"
	"time"
)

var errRejected = errors.New("the promise was rejected")

// fetch is the runtime's own, as a RoundTripper. The library's client splits
// headers at commas (Set-Cookie, dates), and net/http's would double the size of
// the Worker.
type fetch struct{}

func (fetch) RoundTrip(r *http.Request) (*http.Response, error) {
	options, err := requestInit(r)
	if err != nil {
		return nil, err
	}
	// js.Global() is a proxy, and fetch must not be called as its method.
	response, err := await(js.Global().Get("fetch").Invoke(r.URL.String(), options))
	if err != nil {
		return nil, err
	}
	buffer, err := await(response.Call("arrayBuffer"))
	if err != nil {
		return nil, err
	}
	view := js.Global().Get("Uint8Array").New(buffer)
	body := make([]byte, view.Length())
	js.CopyBytesToGo(body, view)
	return &http.Response{
		StatusCode: response.Get("status").Int(),
		Header:     header(response),
		Body:       io.NopCloser(bytes.NewReader(body)),
	}, nil
}

func requestInit(r *http.Request) (map[string]any, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	array := js.Global().Get("Uint8Array").New(len(body))
	js.CopyBytesToJS(array, body)
	headers := map[string]any{}
	for name := range r.Header {
		headers[name] = r.Header.Get(name)
	}
	deadline, _ := r.Context().Deadline()
	return map[string]any{
		"method":   r.Method,
		"headers":  headers,
		"body":     array,
		"redirect": "manual",
		"signal":   js.Global().Get("AbortSignal").Call("timeout", time.Until(deadline).Milliseconds()),
	}, nil
}

// header takes the entries as they are: a Set-Cookie comes once for each cookie,
// everything else joined. The runtime has undone any Content-Encoding.
func header(response js.Value) http.Header {
	entries := js.Global().Get("Array").Call("from", response.Get("headers").Call("entries"))
	header := http.Header{}
	for i := range entries.Length() {
		header.Add(entries.Index(i).Index(0).String(), entries.Index(i).Index(1).String())
	}
	header.Del("Content-Encoding")
	return header
}
