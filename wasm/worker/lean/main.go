// Command lean is package route as a WebAssembly reactor: worker.mjs receives and fetches, and asks it (package wasmabi says how) what becomes of
// a request. One instance decides for all requests.
//
// Every export takes the id of the request, the edge's secret, the method, the host, the path, the query string, the body, and names and values of
// headers. Its results are an operation, the id of an access key, and the headers to send on; those of a refusal are the status, the body and the
// headers of the answer.
package main

import (
	"strconv"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/wasm/internal/wasmabi"
	"github.com/virtual-mfa/virtual-mfa/wasm/worker/route"
)

func main() {} // required, and never called in a reactor

//go:wasmexport read
func Read() int32 { return answer(read) }

//go:wasmexport throttled
func Throttled() int32 {
	return answer(func(call) ([]string, *route.Refusal) { return nil, route.Throttled() })
}

//go:wasmexport unavailable
func Unavailable() int32 {
	return answer(func(call) ([]string, *route.Refusal) { return nil, route.Unavailable() })
}

// A call is the arguments of an export.
type call struct {
	requestID string
	edge      secret.String
	request   route.Request
}

// parse trusts its caller, the JavaScript that belongs to this module.
func parse(fields []string) call {
	return call{fields[0], secret.New(fields[1]), route.Request{
		Method: fields[2], Host: fields[3], Path: fields[4], RawQuery: fields[5], Body: []byte(fields[6]), Header: headerOf(fields[7:]),
	}}
}

func answer(decide func(call) ([]string, *route.Refusal)) int32 {
	return wasmabi.Answer(func(arguments []string) ([]string, bool) {
		c := parse(arguments)
		results, refusal := decide(c)
		if refusal == nil {
			return results, true
		}
		own := c.request.Refuse(refusal, c.requestID)
		return append([]string{strconv.Itoa(own.Status), string(own.Body)}, fieldsOf(own.Header)...), false
	})
}

func read(c call) ([]string, *route.Refusal) {
	operation, keyID, refusal := c.request.Read()
	if refusal != nil {
		return nil, refusal
	}
	return append([]string{operation, keyID}, fieldsOf(c.request.Onward(c.edge))...), nil
}

func headerOf(fields []string) map[string]string {
	header := map[string]string{}
	for i := 0; i+1 < len(fields); i += 2 {
		header[fields[i]] = fields[i+1]
	}
	return header
}

func fieldsOf(header map[string]string) (fields []string) {
	for name, value := range header {
		fields = append(fields, name, value)
	}
	return fields
}
