// Command worker is package route as a WebAssembly reactor (a module without
// main). worker.mjs receives requests and fetches answers, and asks it what
// becomes of each request; one instance decides for all. The calling convention
// is package wasmabi's.
//
// Every export takes the id of the request, the id and the time of its audit
// record, the origin, the edge's secret, the client's address, the method, the
// host, the path, the query string, the body, "cut" or "" for whether it ended
// early, and names and values of headers.
// The results of read are a URL, the id of an access key, and the headers to send
// there. Those of a refusal are the status and the body of the answer, the line
// to log, and the headers of the answer.
package main

import (
	"strconv"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
	"github.com/virtual-mfa/virtual-mfa/wasm/internal/wasmabi"
	"github.com/virtual-mfa/virtual-mfa/wasm/worker/route"
)

func main() {} // required, and never called in a reactor

//go:wasmexport read
func Read() int32 {
	return answer(func(c call) (route.Target, *wire.Error) { return c.request.Forward(c.origin, c.edge) })
}

//go:wasmexport throttled
func Throttled() int32 {
	return answer(func(call) (route.Target, *wire.Error) { return route.Target{}, wire.Throttled() })
}

//go:wasmexport unavailable
func Unavailable() int32 {
	return answer(func(call) (route.Target, *wire.Error) { return route.Target{}, wire.Unavailable() })
}

// A call is the arguments of an export.
type call struct {
	occasion route.Occasion
	origin   string
	edge     secret.String
	request  route.Request
}

// parse trusts its caller, the JavaScript that belongs to this module.
func parse(fields []string) call {
	request := route.Request{
		Address:   fields[5],
		Method:    fields[6],
		Host:      fields[7],
		Path:      fields[8],
		RawQuery:  fields[9],
		Body:      []byte(fields[10]),
		BodyIsCut: fields[11] != "",
	}
	for i := 12; i+1 < len(fields); i += 2 {
		request.Headers = append(request.Headers, route.Header{Name: fields[i], Value: fields[i+1]})
	}
	occasion := route.Occasion{RequestID: fields[0], EventID: fields[1], Time: fields[2]}
	return call{occasion, fields[3], secret.New(fields[4]), request}
}

func answer(decide func(call) (route.Target, *wire.Error)) int32 {
	return wasmabi.Answer(func(arguments []string) (results []string, ok bool) {
		c := parse(arguments)
		target, refusal := decide(c)
		if refusal == nil {
			results = []string{target.URL, target.KeyID}
			for _, h := range target.Headers {
				results = append(results, h.Name, h.Value)
			}
			return results, true
		}
		own := c.request.Refuse(refusal, c.occasion.RequestID)
		line := c.request.Record(refusal, c.occasion)
		results = []string{strconv.Itoa(own.Status), string(own.Body), string(line)}
		for name, value := range own.Header {
			results = append(results, name, value)
		}
		return results, false
	})
}
