.DEFAULT_GOAL := help
.PHONY: help run generate check test compat tools bench build invoke wasm wasm-go worker bench-worker bench-wasm verify vuln clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

run: ## the service on 127.0.0.1, in memory (requires only Go); prints the exports for a client
	@go run ./functions/virtualmfa

generate: ## what follows from the operations: shared/wire, README.md, roles.tsv, goldens
	go run ./infra/build/generate
	go test ./shared/mfa -run WhatTheTableSays -update
	go test ./functions/internal/lambdatest -run RoleOfItsOwn -update

check: ## linters, and every test that requires only Go
	infra/check/lint.sh
	CI= go test -short ./... # with CI set, what needs more than Go fails

test: ## every test, with DynamoDB Local and the real AWS clients (installs its tools under .cache/)
	infra/check/all.sh

compat: ## the npm package in Next, Nuxt, webpack, Parcel, Vitest, Bun and Deno, the Terraform examples, Ansible and scanners of accounts: takes minutes, needs npm
	infra/check/compat.sh

tools: ## installs the tools of make test
	infra/tools/install.sh

bench: tools ## compares the server with moto_server on this machine
	go run ./infra/bench
	go run ./infra/bench/coldstart
	go test -run '^$$' -bench . -benchmem ./shared/...

verify: ## attacks the promises of infra/docs/threat-model.md and prints what it tried; fuzzes each target for 30 s
	infra/check/verify.sh 30s

build: ## builds every function for Lambda on arm64 into dist/
	infra/deploy/build-functions.sh

invoke: tools ## runs one function in a container with sam local invoke: make invoke OP=CreateUser BODY='{"UserName":"alice"}'
	go test ./functions/internal/lambdatest -count 1 -v -run EveryFunctionInAContainer -operation '$(OP)' -body '$(BODY)'

wasm: ## builds the Go core for the browser, web/toolkit/otp.wasm, with TinyGo: the published build
	infra/tools/tinygo.sh
	infra/build/toolkit.sh

wasm-go: ## the same without TinyGo, about eight times larger, unless TinyGo is installed
	infra/build/toolkit.sh

worker: ## builds the edge worker into wasm/worker/build, and installs the pinned wrangler that deploys it
	infra/tools/npm.sh wasm/worker/test
	infra/build/toolkit.sh
	infra/build/worker.sh

bench-worker: tools worker ## compares both edge workers with a pass-through proxy, in workerd
	node wasm/worker/test/bench.js

bench-wasm: wasm ## compares the toolkit with JavaScript libraries, in headless Chromium
	infra/bench/wasm.sh

vuln: ## known vulnerabilities in the dependencies, from the Go vulnerability database
	infra/tools/go.sh
	.cache/bin/govulncheck ./...

clean: ## removes what the other targets made
	rm -rf .cache dist .aws-sam infra/check/clients/node_modules infra/check/iam-simulate/node_modules web/node_modules web/compat/node_modules web/compat/apps web/compat/nuxt/node_modules web/compat/nuxt/apps web/test/apps/react-18/node_modules wasm/worker/build wasm/worker/files wasm/worker/test/node_modules
