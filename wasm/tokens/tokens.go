package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/pskc"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/sigv4"
	"github.com/virtual-mfa/virtual-mfa/shared/stock"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// region is what every deployment takes signatures for.
const region = "us-east-1"

// tokens is a vendor's file during its import.
type tokens struct {
	rows    []pskc.Row
	dryRun  bool
	batch   stock.Batch // of the last request
	left    []pskc.Row  // after it
	results []stock.Result
}

// open returns number, serial number and rejection of each row.
func (t *tokens) open(in []string) ([]string, error) {
	var key pskc.Key
	if in[1] != "" {
		key.Passphrase = secret.New(in[1])
	}
	if in[2] != "" {
		var err error
		if key.PreShared, err = pskc.ParseKey(secret.New(in[2])); err != nil {
			return nil, err
		}
	}
	rows, err := pskc.Read(strings.NewReader(in[0]), pskc.Detect, key)
	if err != nil {
		return nil, err
	}
	*t = tokens{rows: rows}
	var out []string
	for _, row := range rows {
		out = append(out, strconv.Itoa(row.Number), row.SerialNumber, row.Rejection)
	}
	return out, nil
}

// begin starts an import, or a dry run, at the first row.
func (t *tokens) begin(in []string) ([]string, error) {
	*t = tokens{rows: t.rows, dryRun: in[0] == "true"}
	t.batch, t.left = stock.Next(t.rows)
	return nil, nil
}

// request returns the body of the next request, and names and values of its headers
// in turn. The body is empty if none of the next rows can be used, and nothing is
// returned after the last row. Until report was called it is the same request, under
// another signature.
func (t *tokens) request(in []string, ms float64) ([]string, error) {
	if len(t.batch) == 0 {
		return nil, nil
	}
	body := t.batch.Request(t.dryRun)
	if body.IsZero() {
		return []string{""}, nil
	}
	c := sigv4.Credentials{KeyID: in[0], SecretKey: secret.New(in[1])}
	if in[2] != "" {
		c.Token = secret.New(in[2])
	}
	request := sigv4.Request{
		Method: "POST",
		Path:   in[4],
		Hosts:  []string{in[3]},
		Header: sigv4.Header{wire.ContentTypeHeader: {wire.JSONType}},
		Body:   body.Reveal(),
	}
	sigv4.Sign(&request, c, wire.IAM, region, time.UnixMilli(int64(ms)))
	out := []string{string(request.Body)}
	for name, values := range request.Header {
		out = append(out, name, values[0])
	}
	return out, nil
}

// report takes serial number, status and message of each result that the service
// answered. It returns number, serial number, status and message of each row of the
// batch, and goes on to the next.
func (t *tokens) report(in []string) ([]string, error) {
	var answers []stock.Result
	for ; len(in) >= 3; in = in[3:] {
		answers = append(answers, stock.Result{SerialNumber: in[0], Status: stock.Status(in[1]), Message: in[2]})
	}
	results, err := t.batch.Report(answers)
	if err != nil {
		return nil, err
	}
	t.results = append(t.results, results...)
	t.batch, t.left = stock.Next(t.left)
	var out []string
	for _, r := range results {
		out = append(out, strconv.Itoa(r.Number), r.SerialNumber, string(r.Status), r.Message)
	}
	return out, nil
}

// rejected returns the rows that were not imported as a CSV file, which is empty if
// all were.
func (t *tokens) rejected([]string) ([]string, error) {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	for _, r := range t.results {
		if r.Status != stock.Imported {
			_ = w.Write(r.Rejected())
		}
	}
	w.Flush()
	return []string{file.String()}, w.Error()
}

// kinds are the errors that the page has an own sentence for.
var kinds = []struct {
	kind string
	err  error
}{
	{"passphrase", pskc.ErrNeedsPassphrase},
	{"key", pskc.ErrNeedsKey},
	{"noKey", pskc.ErrNoKey},
	{"wrong", pskc.ErrWrongKey},
	{"large", pskc.ErrTooLarge},
}

// describe returns the kind of an error, and its sentence.
func describe(err error) []string {
	kind := "file"
	for _, k := range kinds {
		if errors.Is(err, k.err) {
			kind = k.kind
		}
	}
	return []string{kind, strings.TrimPrefix(err.Error(), "pskc: ")}
}
