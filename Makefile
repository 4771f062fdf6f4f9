# Every command of the project, one line each; `make` prints them.
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export NODE_COMPILE_CACHE ?= $(CURDIR)/build/compile-cache

.PHONY: help setup check lint test test-unit test-chaos simulate simulate-long test-conformance bench demo chart sim generate verify packages sbom format clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.package-lock.json: package-lock.json
	npm ci --no-fund --no-audit --loglevel=error
	@touch $@

build/debian-packages: scripts/install-debian-packages.sh
	scripts/install-debian-packages.sh

setup: node_modules/.package-lock.json build/debian-packages ## install exactly what the lock file and scripts say

check: node_modules/.package-lock.json ## format, lint, types, unit tests: before every commit
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target lint unit-tests-1 unit-tests-2

# Types are checked anew where something changed; `build/` remembers the rest.
lint: node_modules/.package-lock.json
	prettier --check --log-level=warn --cache --cache-location=build/prettier-cache .
	tsc --incremental --tsBuildInfoFile build/types
	tsc --project tsconfig.page.json
	oxlint --type-aware

test-unit: node_modules/.package-lock.json
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target unit-tests-1 unit-tests-2

# Each half in one process, which is quick, and a core for each; `make test` gives each file a process.
unit-tests-%: node_modules/.package-lock.json
	node --test --test-isolation=none --test-reporter=dot --test-shard=$*/2 'test/unit/**/*.test.ts' 'vcd-cse/test/**/*.test.ts'

test: setup lint ## every test but conformance, scale and bench; of chaos some points
	node scripts/with-rabbitmq.ts node --test --test-concurrency=2 'test/{unit,contract,model,simulation,chaos,scenario,chart,page}/**/*.test.ts' 'vcdsim/test/**/*.test.ts' 'vcd-cse/test/**/*.test.ts'

test-chaos: node_modules/.package-lock.json ## the service ended at each of its points, one after the other: some ten minutes
	node test/chaos/crash-sweep.ts

simulate: setup ## replays one seed of the simulation: make simulate SEED=7; without a seed plays 200
	node test/simulation/simulate.ts $(if $(SEED),--seed $(SEED))

simulate-long: setup ## 10,000 seeds of the simulation on both cores, an hour and more; a part: FROM=2001 SEEDS=1000
	node test/simulation/simulate.ts --from $(or $(FROM),1) --seeds $(or $(SEEDS),10000)

test-conformance: setup ## the original clients, unmodified, against simulator and server (Python from PyPI)
	scripts/conformance/install-python-clients.sh
	node scripts/with-rabbitmq.ts node --test --test-concurrency=2 'test/conformance/**/*.test.ts'

demo: setup ## no cloud needed: simulator, server, one cluster to Ready, kubectl, deleted again
	node scripts/demo.ts

chart: setup ## lint and render the Helm chart, test its alert rules and what its image holds
	node --test 'test/chart/*.test.ts'

sim: setup ## just the simulator with a broker, until Ctrl-C
	node scripts/with-rabbitmq.ts sh -c 'node vcdsim/src/main.ts --listen 127.0.0.1:8080 --amqp "$$CSE_TEST_AMQP_URL" --guests instant'

bench: setup ## what it costs and how long it takes, one JSON line per figure; UPDATE=1 keeps the figures
	scripts/conformance/install-python-clients.sh
	node bench/run.ts

packages: node_modules/.package-lock.json ## the npm packages of a release: cse, vcdsim, vcd-cse
	node scripts/packages.ts

sbom: node_modules/.package-lock.json ## what the packages bring along, as CycloneDX documents
	node scripts/sbom.ts

format: node_modules/.package-lock.json ## rewrite every file in the house format
	prettier --write --log-level=warn .

clean: ## remove everything that was built
	rm -rf build node_modules

generate: node_modules/.package-lock.json ## CRDs, state diagrams and reference pages from the sources
	node scripts/crds.ts
	node scripts/diagrams.ts
	node scripts/reference-docs.ts

verify: generate ## generate, then fail if anything changed
	git diff --exit-code -- crds charts/cse/crds docs/machines docs/reference
