.DEFAULT_GOAL := help
.PHONY: help run check test compat tools bench build invoke wasm wasm-small worker bench-worker bench-wasm verify vuln clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

run: ## the whole service on 127.0.0.1, state in memory; prints what to paste. Needs Go alone
	@go run ./functions/virtualmfa

check: ## gofmt, vet, staticcheck and every test that needs Go alone
	infra/check/lint.sh
	go test -short ./...

test: ## everything, with real clients and DynamoDB Local; sets up what it needs under .cache/
	infra/check/all.sh

compat: ## the npm package in Next, webpack, Parcel, Vitest, Bun and Deno: takes minutes, needs npm
	infra/check/compat.sh

tools: ## what make test sets up, without the tests
	infra/tools/install.sh

bench: tools ## figures beside moto_server on this machine
	go run ./infra/bench
	go run ./infra/bench/coldstart
	go test -run '^$$' -bench . -benchmem ./shared/...

verify: ## attacks on the promises of infra/docs/threat-model.md, with figures; fuzzes each target for 30 s
	infra/check/verify.sh 30s

build: ## every function for Lambda on arm64, in dist/, where template.yaml looks
	infra/deploy/build-functions.sh

invoke: tools ## one function in a container, by sam local invoke: make invoke OP=CreateUser BODY='{"UserName":"alice"}'
	go test ./functions/internal/lambdatest -count 1 -v -run EveryFunctionInAContainer -operation '$(OP)' -body '$(BODY)'

wasm: ## the Go core for the browser, web/toolkit/otp.wasm: small with TinyGo, or by standard Go
	infra/build/toolkit.sh

wasm-small: ## the same, with TinyGo set up first: what is published
	infra/tools/tinygo.sh
	infra/build/toolkit.sh

worker: ## the edge worker, in wasm/worker/build: then wrangler deploys it (wasm/worker/README.md)
	infra/build/toolkit.sh
	infra/build/worker.sh

bench-worker: tools worker ## both edge workers beside a proxy of ten lines, in workerd
	node wasm/worker/test/bench.js

bench-wasm: wasm-small ## the toolkit beside JavaScript libraries, in headless Chromium
	infra/bench/wasm.sh

vuln: ## known vulnerabilities in what we import; asks the Go vulnerability database
	go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...

clean: ## everything that make test and make build made
	rm -rf .cache dist .aws-sam infra/check/clients/node_modules web/node_modules web/compat/node_modules web/compat/apps web/test/apps/react-18/node_modules wasm/worker/build wasm/worker/files wasm/worker/test/node_modules
