// Package stock takes the tokens of a vendor's file to the stock of an account: it
// writes the requests of ImportMFADevices, and reports what became of each row. The
// command and the page share it. It sends nothing.
package stock

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/pskc"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// MaxDevices is how many devices a request may import. It is
// mfa.MaxImportedDevices, but package mfa is too large for a browser.
const MaxDevices = 25

// A Status says what became of a row.
type Status string

// The values of Status, which are those of mfa.ImportStatus. A row that cannot be
// used is Refused too, and is not sent.
const (
	Imported      Status = "Imported"
	AlreadyExists Status = "AlreadyExists"
	Refused       Status = "Refused"
)

// A Result is what became of a row. Message says why, unless it was imported.
type Result struct {
	Number       int // as in pskc.Row
	SerialNumber string
	Status       Status
	Message      string
}

// Rejected is a row that was not imported as a line of a CSV file: its number,
// serial number, status and message.
func (r Result) Rejected() []string {
	return []string{strconv.Itoa(r.Number), inCell(r.SerialNumber), string(r.Status), inCell(r.Message)}
}

// inCell keeps spreadsheets from taking a text for a formula, by an apostrophe.
func inCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@", rune(text[0])) {
		return "'" + text
	}
	return text
}

// A Batch is the rows of one request, and those between them that cannot be used.
type Batch []pskc.Row

// Next cuts the next batch off the rows: as many as a request takes.
func Next(rows []pskc.Row) (batch Batch, rest []pskc.Row) {
	usable := 0
	for i, row := range rows {
		if row.Rejection != "" {
			continue
		}
		if usable == MaxDevices {
			return rows[:i], rows[i:]
		}
		usable++
	}
	return rows, nil
}

// Request is the request of the batch in the JSON protocol, seeds included. It is
// zero if no row can be used: then there is nothing to send.
//
// TinyGo's reflection does not suffice for encoding/json. Neither serial numbers,
// as package pskc lets them through, nor seeds have a character to escape.
func (b Batch) Request(dryRun bool) secret.Bytes {
	var devices []string
	for _, row := range b {
		if row.Rejection == "" {
			devices = append(devices,
				`{"SerialNumber":"`+row.SerialNumber+`","Base32StringSeed":"`+row.Seed.Base32().Reveal()+`"}`)
		}
	}
	if len(devices) == 0 {
		return secret.Bytes{}
	}
	return secret.New([]byte(`{"DryRun":` + strconv.FormatBool(dryRun) +
		`,"Devices":[` + strings.Join(devices, ",") + `]}`))
}

// Report returns the result of each row of the batch. answers are the service's, in
// the order of the request.
func (b Batch) Report(answers []Result) ([]Result, error) {
	var results []Result
	sent := 0
	for _, row := range b {
		result := Result{SerialNumber: row.SerialNumber, Status: Refused, Message: row.Rejection}
		if row.Rejection == "" {
			if sent < len(answers) {
				result = answers[sent]
			}
			sent++
		}
		result.Number = row.Number
		results = append(results, result)
	}
	if sent != len(answers) {
		return nil, fmt.Errorf("the service answered for %d devices of %d", len(answers), sent)
	}
	return results, nil
}
