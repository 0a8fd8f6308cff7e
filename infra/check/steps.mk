# infra/check/steps.mk: the steps of make test that follow the linters, for
# infra/check/all.sh. It runs two at a time, in this order: the longest stand first,
# so that the last ones are short.

all: go web mutants worker reproducible release race node pytest image wasm
.PHONY: all go web mutants worker reproducible release race node pytest image wasm

run = @infra/check/timed.sh $@
# It ends a test that hangs, not one on a busy machine. Go keeps results by it, too.
limit = 80m

go: ; $(run) go test -vet=off -timeout $(limit) ./...
web: ; $(run) infra/check/web.sh
mutants: ; $(run) infra/check/mutants.sh
worker: ; $(run) infra/check/worker.sh
reproducible: ; $(run) infra/check/reproducible.sh
release: ; $(run) infra/check/release.sh
# The years of guessing have one goroutine, so no races, and took half of the time.
race: ; $(run) go test -race -short -skip '^TestAYear' -vet=off -timeout $(limit) $(goroutines)
goroutines = ./shared/memstore ./shared/mfa ./shared/mfa/internal/scheduletest ./shared/mfa/storetest
node: ; $(run) infra/check/node.sh
pytest: ; $(run) infra/check/pytest.sh
image: ; $(run) infra/check/image.sh
wasm: ; $(run) infra/check/go-under-wasm.sh
