# Tools and their versions, in one place.
GOLANGCI_VERSION := v2.15.0
NATSCLI_VERSION := v0.5.1
GOVULNCHECK_VERSION := v1.9.0
CYCLONEDX_VERSION := v1.10.0

BIN := bin/domainflow

# The race detector needs a C compiler; without one the tests run as well.
RACE := $(if $(shell command -v $$(go env CC) 2>/dev/null),-race)

.DEFAULT_GOAL := help
.PHONY: help run demo test e2e torture lint fmt generate verify bench postgres chromium asyncapi subscribers build dashboard release audit sbom

help: ## Lists what can be made
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

build: dashboard ## Builds bin/domainflow, the dashboard in it
	go build -o $(BIN) ./cmd/domainflow

run: build postgres ## Starts DomainFlow on http://127.0.0.1:8080, data in ./data
	$(BIN) serve

demo: build postgres ## Shows the whole thing at work on a small internet on loopback
	$(BIN) demo

PAGES := $(shell find dashboard/src dashboard/public dashboard/scripts -type f) $(wildcard dashboard/*.ts dashboard/*.mjs)

dashboard: dashboard/export/index.html ## Exports the pages of the dashboard, where they have changed

dashboard/export/index.html: dashboard/node_modules $(PAGES)
	npm run build --prefix dashboard

dashboard/node_modules: dashboard/package-lock.json
	npm ci --no-audit --no-fund --prefix dashboard
	touch $@

chromium: ## Gets a Chromium where none is installed
	@scripts/chromium.sh

postgres: ## Gets a Postgres where none is installed
	@scripts/postgres.sh

asyncapi: ## Gets the schema that docs/asyncapi.yaml is held against
	@scripts/asyncapi.sh

subscribers: .tools/natscli-$(NATSCLI_VERSION)/nats examples/node/node_modules ## Gets what the examples need

.tools/natscli-$(NATSCLI_VERSION)/nats:
	GOBIN=$(CURDIR)/$(@D) go install github.com/nats-io/natscli/nats@$(NATSCLI_VERSION)

examples/node/node_modules: examples/node/package-lock.json
	npm ci --no-audit --no-fund --prefix examples/node
	touch $@

test: postgres asyncapi subscribers e2e ## Runs all tests, with the race detector where there is a C compiler
	go test $(RACE) -shuffle=on -p 2 -timeout 30m ./...

e2e: postgres chromium build ## Runs the tests of the dashboard: its parts, then all of it in a real browser
	npm test --prefix dashboard
	npm run e2e --prefix dashboard

torture: postgres ## Kills a running pipeline 1,000 times and compares every result
	DOMAINFLOW_TEST_KILLS=1000 go test -count=1 -timeout 24h -run TestSurvivesKills ./cmd/domainflow

lint: .tools/bin/golangci-lint-$(GOLANGCI_VERSION) dashboard/node_modules ## Checks style and import rules
	$< run ./...
	npm run lint --prefix dashboard

.tools/bin/golangci-lint-$(GOLANGCI_VERSION):
	GOBIN=$(CURDIR)/.tools/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv .tools/bin/golangci-lint $@

fmt: ## Formats the code
	gofmt -w cmd domain eventstore projections handlers internal migrations bench examples dashboard/*.go dashboard/e2e
	npm run fmt --prefix dashboard

generate: dashboard/node_modules ## Writes what is generated from the code: OpenAPI, AsyncAPI, schemas of events, types of the dashboard
	go run ./cmd/domainflow openapi > docs/openapi.yaml
	go run ./cmd/schemas
	npm run types --prefix dashboard

verify: generate ## Fails when something generated or go.mod is not up to date
	go mod tidy -diff
	git diff --exit-code -- docs/openapi.yaml docs/asyncapi.yaml docs/schemas dashboard/src/lib
	test -z "$$(git ls-files --others --exclude-standard -- docs/schemas dashboard/src/lib)"

release: audit build sbom ## Builds bin/domainflow after its dependencies were checked, with its bills of materials beside it

audit: .tools/bin/govulncheck-$(GOVULNCHECK_VERSION) dashboard/node_modules ## Looks for known vulnerabilities (asks vuln.go.dev and the npm registry), and for modules that are not what go.sum says
	go mod verify
	$< ./...
	npm audit --omit dev --prefix dashboard

sbom: .tools/bin/cyclonedx-gomod-$(CYCLONEDX_VERSION) dashboard/node_modules ## Writes what the program and its pages are made of, as CycloneDX
	mkdir -p bin
	$< app -json -main cmd/domainflow -output $(BIN).cdx.json .
	npm sbom --sbom-format cyclonedx --omit dev --prefix dashboard > bin/dashboard.cdx.json

.tools/bin/govulncheck-$(GOVULNCHECK_VERSION):
	GOBIN=$(CURDIR)/.tools/bin go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)
	mv .tools/bin/govulncheck $@

.tools/bin/cyclonedx-gomod-$(CYCLONEDX_VERSION):
	GOBIN=$(CURDIR)/.tools/bin go install github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@$(CYCLONEDX_VERSION)
	mv .tools/bin/cyclonedx-gomod $@

bench: postgres ## Measures DomainFlow against the raw limits of this machine
	go run ./bench
