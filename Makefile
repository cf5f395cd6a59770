# The two that matter: `make run` and `make test`. Both set up .venv on a fresh machine and reuse it afterwards.
BIN := .venv/bin
SOURCES := pyproject.toml setup.py tools/bootstrap src/findling/policy/engine/data/opa.txt $(wildcard src/findling/kernels/*/*.py src/findling/kernels/*/*.pxd)
WORKERS ?= 2
REQUESTS ?= 20000
RANDOM_EXAMPLES = --hypothesis-profile=random $(if $(SEED),--hypothesis-seed=$(SEED))
PROSE := benchmarks/.cache/prose.jsonl.zst

.PHONY: run traffic-light cluster cluster-test edge-test test test-all clients sdks serverless clients-fast console console-test package check lint types imports fix oracle conformance policy-conformance policy-library bench bench-all torture fuzz fuzz-in-process fuzz-graphql soak leaks clean help

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

run: .venv/.run  ## start the server on 127.0.0.1:9200 with sample data
	@exec $(BIN)/findling serve --data data --sample

cluster: .venv/.dev  ## three nodes on this machine with sample data; says what to kill
	$(BIN)/python -m tests.cluster.show

traffic-light: .venv/.dev  ## a crossing with two edges and a hub, drawn live at 127.0.0.1:9280; says what to break
	@exec $(BIN)/python -m examples.traffic_light

cluster-test: .venv/.dev  ## a cluster under faults, judged by a checker: FOR=120 SEED=1, as root APART=60 (faults) with partitions
	PYTHONPATH=.:src $(BIN)/python -m tests.cluster $(if $(APART),--apart --faults $(APART),--seconds $(or $(FOR),120)) --seed $(or $(SEED),1)

edge-test: .venv/.programs  ## an edge and its hub while links are cut and servers killed (as root): EVENTS=200000 CUT=120 SEED=1
	PYTHONPATH=.:src $(BIN)/python -m tests.edge --events $(or $(EVENTS),200000) --cut $(or $(CUT),120) --seed $(or $(SEED),1)

test: .venv/.clients  ## all fast tests; property tests with the same examples every time
	$(BIN)/pytest -n $(WORKERS) -m "not slow and not package and not programs"

test-all: .venv/.clients  ## fast and slow tests, and the kernels with bounds checks; new random examples, SEED=n to repeat
	$(BIN)/pytest -n $(WORKERS) $(RANDOM_EXAMPLES)
	tools/test-kernels-checked $(RANDOM_EXAMPLES)

clients: .venv/.clients .venv/.programs  ## client libraries, and programs of others as they are
	$(BIN)/pytest tests/clients tests/programs

sdks: .venv/.clients .venv/.programs  ## SDKs of identity providers as they are, and the cinema in a browser
	$(BIN)/pytest tests/programs/test_identity_sdks.py -rs

clients-fast: .venv/.dev  ## some of these programs, in less than two minutes: what CI runs of them
	@tools/install-programs --fast
	$(BIN)/pytest tests/programs/test_curator.py tests/programs/test_winston.py tests/programs/test_prometheus_exporter.py -rs

serverless: .venv/.dev  ## the life of deployments on Lambda, by Zappa against a small AWS on this machine
	@tools/install-programs --serverless
	$(BIN)/pytest tests/programs/test_serverless.py tests/programs/test_serverless_django.py \
		tests/programs/test_serverless_failures.py tests/programs/test_serverless_rights.py --durations=0 -rs

console: .venv/.dev  ## build the console, the page at /_console/ (needs Node.js 20.19 or newer)
	FINDLING_NO_KERNELS=1 FINDLING_CONSOLE=require $(BIN)/python setup.py -q build_console

console-test: console  ## the console's logic, and a walk through all of it in a browser against a server of its own (chromium)
	@tools/install-chromium
	FINDLING_NO_KERNELS=1 FINDLING_GRAPHIQL=require $(BIN)/python setup.py -q build_graphiql
	cd console && npm run --silent test && npm run --silent walk

package: .venv/.package  ## build sdist and wheel into dist/, check them, install the wheel in a fresh environment and serve from it
	$(BIN)/pytest -m package

check: lint types imports test  ## what CI runs: lint, strict types, import contract, tests

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.dev
	$(BIN)/mypy

imports: .venv/.dev
	$(BIN)/lint-imports

fix: .venv/.dev  ## format and repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

oracle: .venv/.dev  ## compare with a real Elasticsearch and OpenSearch (needs Java, Maven): SEED=n; RECORD=1 or RECORD=name records answers
	PYTHONPATH=.:src $(BIN)/python -m tools.oracle $(if $(RECORD),record $(filter-out 1,$(RECORD)),check $(if $(SEED),--seed $(SEED))) $(ORACLE)

fuzz: .venv/.dev  ## hostile requests to a server of its own, with a report: REQUESTS=20000 SEED=1
	$(BIN)/python -m tests.fuzz --requests $(REQUESTS) --seed $(or $(SEED),1)

fuzz-in-process: .venv/.dev  ## hostile requests without sockets, made anew and of recorded ones: REQUESTS=20000 SEED=1
	$(BIN)/python -m tests.fuzz.in_process --requests $(REQUESTS) --seed $(or $(SEED),1)

fuzz-graphql: .venv/.dev  ## random requests of GraphQL to a node in this process: REQUESTS=20000 SEED=1
	$(BIN)/python -m tests.fuzz.graphql --requests $(REQUESTS) --seed $(or $(SEED),1)

soak: .venv/.dev  ## mixed load for MINUTES=20 at 70 % of a core: whether memory, files, threads and segments stay
	$(BIN)/python -m tests.soak --minutes $(or $(MINUTES),20) --seed $(or $(SEED),1)

leaks: .venv/.dev  ## requests of one tenant, looking for anything of another in the answers: REQUESTS=20000 SEED=1
	$(BIN)/python -m tests.fuzz.leaks --requests $(REQUESTS) --seed $(or $(SEED),1)

policy-library: .venv/.dev  ## the cases of Gatekeeper's library: CASES=path of a checkout
	$(BIN)/findling policy verify $(CASES)/library/...

conformance: .venv/.dev  ## Elastic's client tests: SUITE=path of a checkout's runner (see docs/testing.md)
	tools/conformance $(SUITE)

policy-conformance: .venv/.dev  ## OPA's own cases: CASES=path of a checkout's cases, LEAST=98, ENGINE=opa
	PYTHONPATH=.:src $(BIN)/python -m tools.policy_conformance $(CASES) --engine $(or $(ENGINE),opa) $(if $(LEAST),--least $(LEAST))

bench: .venv/.bench  ## compare with Lucene and Tantivy (needs a JDK): CORPUS=file.jsonl.zst, else the sample data
	$(BIN)/python -m benchmarks $(if $(CORPUS),--corpus $(CORPUS)) $(BENCH)

bench-all: .venv/.bench  ## the same with CORPUS, with CORPUS eight times over, and with long English prose
	@test -n "$(CORPUS)" || { echo "name a corpus: make bench-all CORPUS=file.jsonl.zst"; exit 1; }
	$(BIN)/python -m benchmarks --corpus $(CORPUS) $(BENCH)
	$(BIN)/python -m benchmarks --corpus $(CORPUS) --copies 8 --queries 5 --cores 1 $(BENCH)
	$(BIN)/python -m benchmarks.prose $(PROSE)
	$(BIN)/python -m benchmarks --corpus $(PROSE) --copies 4 $(BENCH)

torture: .venv/.dev  ## kills, power cuts, damaged and mended files, failing disks: CAMPAIGN=all SEED=1 ROUNDS=usual
	PYTHONPATH=.:src $(BIN)/python -m tools.torture $(or $(CAMPAIGN),all) --seed $(or $(SEED),1) $(if $(ROUNDS),--rounds $(ROUNDS))

clean:  ## remove what was built
	rm -rf .venv build dist src/findling.egg-info src/findling/kernels/*.so src/findling/kernels/*.c src/findling/kernels/*/*.so src/findling/kernels/*/*.c

.venv/.run: $(SOURCES)
	@tools/bootstrap run

.venv/.dev: $(SOURCES)
	@tools/bootstrap dev
	@touch .venv/.run

.venv/.clients: .venv/.dev tests/clients/versions.txt tools/install-clients
	@tools/install-clients
	@touch .venv/.clients

.venv/.programs: .venv/.dev tests/programs/versions.txt tools/install-programs
	@tools/install-programs
	@touch $@

.venv/.package: .venv/.dev
	$(BIN)/pip install -q -e '.[package]' --no-build-isolation
	@touch $@

.venv/.bench: .venv/.dev
	$(BIN)/pip install -q 'tantivy==0.27.0'
	@touch $@
