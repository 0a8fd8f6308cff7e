//go:build js

package main

import (
	"crypto/rand"
	"os"
	"syscall/js"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// main runs once for each request: a Worker's Go instance answers one and ends.
func main() {
	e := &edge{
		origin:    cloudflare.Getenv("ORIGIN"),
		transport: fetch{},
		allow:     allow,
		random:    rand.Reader,
		audit:     os.Stdout, // which becomes console.log
	}
	if shared := cloudflare.Getenv("EDGE_SECRET"); shared != "" {
		e.secret = secret.New(shared)
	}
	workers.Serve(e)
}

// allow asks the two rate limits of wrangler.jsonc. The second counts a key for
// each address apart: a claimed key id is not proved, and a stranger who sends it
// must not use up the limit of its owner.
func allow(address, keyID string) bool {
	return within("LIMIT_BY_ADDRESS", address) && within("LIMIT_BY_ADDRESS_AND_KEY", address+" "+keyID)
}

// within asks one rate limit. A missing or failing limiter admits all requests.
func within(binding, key string) bool {
	limit := cloudflare.GetBinding(binding)
	if limit.IsUndefined() || key == "" {
		return true
	}
	outcome, err := await(limit.Call("limit", map[string]any{"key": key}))
	return err != nil || outcome.Get("success").Bool()
}

// await returns what a promise is fulfilled with. It drops a rejection's text,
// which may quote the request.
func await(promise js.Value) (js.Value, error) {
	type result struct {
		value js.Value
		err   error
	}
	settled := make(chan result, 1)
	fulfilled := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- result{value: args[0]}
		return nil
	})
	defer fulfilled.Release()
	rejected := js.FuncOf(func(js.Value, []js.Value) any {
		settled <- result{err: errRejected}
		return nil
	})
	defer rejected.Release()
	promise.Call("then", fulfilled, rejected)
	r := <-settled
	return r.value, r.err
}
