# The two commands of the README are `make demo` and `make test`.
GO ?= go
TOOL = $(GO) tool -modfile=tools/go.mod
export MULIN_TEST_POSTGRES ?= $(shell scripts/postgres.sh url 2>/dev/null)

.PHONY: demo build assets generate test lint soak bench clean

demo: build ## runs the product on the demo compound, http://127.0.0.1:8080
	bin/mulin demo

build: assets ## bin/mulin with everything inside
	$(GO) build -o bin/mulin ./cmd/mulin

assets: ## npm's script into the binary's files; without npm every page works too
	@scripts/assets.sh

generate: ## pages from templates; the result is committed
	$(TOOL) templ generate

test: ## everything: unit, both databases, browser; installs what is missing on Debian
	@scripts/setup.sh
	@scripts/assets.sh
	@scripts/postgres.sh start >/dev/null
	@scripts/check-generated.sh
	$(GO) vet ./...
	$(GO) test -timeout 13m ./...

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(TOOL) golangci-lint run ./...
	@scripts/vulncheck.sh

soak: ## the long runs: 100,000 random steps, 1,000,000 clock cases, 50 kills
	@scripts/setup.sh
	@scripts/postgres.sh start >/dev/null
	MULIN_SOAK=1 $(GO) test -timeout 120m ./internal/kit/calendar/... ./internal/matter/... ./internal/app/...

bench: build ## honest ratios, side by side in one run
	@scripts/setup.sh
	$(GO) run ./bench

clean:
	@scripts/postgres.sh stop
	rm -rf bin web/node_modules
