package dynamo_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// A wire carries calls to DynamoDB, one at a time, and notes them.
type wire struct {
	answer string // if not "", the answer to every call: 400, as for all of DynamoDB's refusals

	calls []string
	// if not nil, the next call that may change something is carried out, its answer is lost, and lost is called
	// before the SDK may ask again
	lost func()
}

// Do implements dynamodb.HTTPClient.
func (w *wire) Do(r *http.Request) (*http.Response, error) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	w.calls = append(w.calls, operation)
	var lost func()
	if operation != "GetItem" {
		lost, w.lost = w.lost, nil
	}
	if w.answer != "" {
		header := http.Header{"Content-Type": {"application/x-amz-json-1.0"}}
		return &http.Response{
			StatusCode: http.StatusBadRequest,
			Header:     header,
			Body:       io.NopCloser(strings.NewReader(w.answer)),
			Request:    r,
		}, nil
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil || lost == nil {
		return answer, err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	lost()
	timeout := &url.Error{Op: "Post", URL: r.URL.String(), Err: context.DeadlineExceeded} // as http.Client.Timeout ends a call
	return nil, errors.Join(timeout, err, answer.Body.Close())
}
