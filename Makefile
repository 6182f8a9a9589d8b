# Two commands matter: `make run` and `make test`. The others are for working on Pitwall.
.DEFAULT_GOAL := help
PYTHON_BIN := .venv/bin/python
PYTEST := $(PYTHON_BIN) -m pytest
PYTEST_ARGUMENTS ?=
BENCH_ARGUMENTS ?=
FUZZ_ARGUMENTS ?=
# What is compiled once is read by all processes of a suite and of the next, whatever the caller's
# environment says: without it each of them takes half a minute of a core for that.
TESTING := env -u PITWALL_HOME -u PITWALL_RUNTIME -u PYTHONDONTWRITEBYTECODE
# The embedded default.
EMBEDDED := $(TESTING) -u DATABASE_URL -u REDIS_URL
# Half of what tests take is waiting for processes: twice as many run as there are cores.
JOBS ?= $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))
# A folder for JUnit reports, where one is wanted: .ci/run reads the skips from them.
REPORTS ?=
report = $(if $(REPORTS),--junit-xml=$(REPORTS)/$(1).xml)
# Browser tests run by themselves: Playwright keeps an event loop in its thread, in which others can't
# start theirs. `make test` and `make test-browser` run them, on the embedded default; on PostgreSQL the
# rest of the suite asks for the same pages (`make test-services`). Without Chromium they are skipped
# with a message, unless E2E_REQUIRED=1, as in .ci/run. Each process fills premises of its own, and
# Chromium needs its cores: more than two are slower. In one process the table of weights is printed.
# Before each commit without the longest (tests/fixtures/lengths.py), which `make test-all` runs.
SUITE := -n $(JOBS) --dist worksteal
# Of tests that ask neither a database nor a broker, PostgreSQL and Redis would say nothing new.
SERVICES := -m "services and not browser" -n $(JOBS) --dist worksteal
BROWSER := -n 2 --dist worksteal

.PHONY: help run test test-all test-services test-browser screenshots bench-gateway bench-pages bench-lists bench-ingest load-gateway fuzz fuzz-gateway ci lint fmt schema reset pins setup setup-dev

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1 — /p' $(MAKEFILE_LIST)

run: setup ## Start everything; PORT and PITWALL_HOME may be set
	@exec $(PYTHON_BIN) -m portal.launch

test: setup-dev ## The suite but its longest tests, without any service installed, in some minutes
	$(EMBEDDED) $(PYTEST) -m "not browser and not long" $(SUITE) $(call report,suite) $(PYTEST_ARGUMENTS)
	$(EMBEDDED) $(PYTEST) -m "browser and not long" $(BROWSER) $(call report,browser) $(PYTEST_ARGUMENTS)

test-all: setup-dev ## The whole suite, without any service installed
	$(EMBEDDED) $(PYTEST) -m "not browser" $(SUITE) $(call report,suite) $(PYTEST_ARGUMENTS)
	$(EMBEDDED) $(PYTEST) -m browser $(BROWSER) $(call report,browser) $(PYTEST_ARGUMENTS)

test-services: setup-dev ## The suite on PostgreSQL and Redis, without a browser: DATABASE_URL and REDIS_URL
	@test -n "$(DATABASE_URL)" || { echo "Set DATABASE_URL, for example postgresql://localhost/pitwall_ci"; exit 2; }
	@test -n "$(REDIS_URL)" || { echo "Set REDIS_URL, for example redis://localhost/5"; exit 2; }
	$(TESTING) $(PYTEST) $(SERVICES) $(call report,suite) $(PYTEST_ARGUMENTS)

test-browser: setup-dev ## The browser's tests: the loop by clicks, every page by axe and keyboard, its weight
	$(EMBEDDED) $(PYTEST) -m browser -n 0 $(PYTEST_ARGUMENTS)

screenshots: setup-dev ## Pictures for docs/, taken of a running demo: PORT
	$(PYTHON_BIN) docs/screenshots.py

load-gateway: setup-dev ## Ten minutes of promotions under load, the gateway killed inside them
	$(EMBEDDED) PITWALL_LOAD_SECONDS=$${PITWALL_LOAD_SECONDS:-600} $(PYTEST) tests/reliability/test_promotions.py

fuzz: setup-dev ## The API from its schema, five minutes for each of four roles, on PostgreSQL: DATABASE_URL
	@test -n "$(DATABASE_URL)" || { echo "Set DATABASE_URL, for example postgresql://localhost/pitwall_ci"; exit 2; }
	$(TESTING) $(PYTHON_BIN) -m tests.fuzz $(FUZZ_ARGUMENTS)

fuzz-gateway: setup-dev ## 10,000 broken calls a class at the gateway, and every attack in every spelling: 15 min
	$(EMBEDDED) env PITWALL_FUZZ=10000 PITWALL_ATTACKS=all $(PYTEST) -n 0 \
	  tests/workflows/mlflow/test_fuzz.py tests/workflows/mlflow/test_attacks.py $(PYTEST_ARGUMENTS)

bench-gateway: setup-dev ## What judging costs: plain MLflow, its basic-auth and the gateway, 6 min
	$(PYTHON_BIN) -m benchmarks.gateway $(BENCH_ARGUMENTS)

bench-pages: setup-dev ## What pages cost at 100, 1,000 and 10,000 use cases, 10 min
	$(PYTHON_BIN) -m benchmarks.pages $(BENCH_ARGUMENTS)

bench-lists: setup-dev ## What the API's lists cost at 100 and 10,000 use cases, beside bare views, 15 min
	$(PYTHON_BIN) -m benchmarks.lists $(BENCH_ARGUMENTS)

bench-ingest: setup-dev ## Scores by the batch beside PostgreSQL's COPY, and memory at a million rows, 10 min
	$(PYTHON_BIN) -m benchmarks.ingest $(BENCH_ARGUMENTS)

ci: setup-dev lint test-all ## What has to be green before a change lands

lint: setup-dev ## Everything of `make ci` but the tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy governance projects workflows portal
	.venv/bin/lint-imports
	bin/check

fmt: setup-dev ## Format Python and templates
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .
	git ls-files -z -- 'templates/*.html' | xargs -0 -r .venv/bin/djade --target-version 5.2

schema: setup-dev ## Write docs/openapi.yaml; what breaks clients has to be announced first
	$(EMBEDDED) $(PYTHON_BIN) manage.py schema

reset: ## Throw away everything that Pitwall has stored, after asking
	@bin/reset

pins: ## Compile the pins, and write the files that follow from others
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes -o requirements.txt requirements.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes -o requirements-dev.txt requirements-dev.in
	$(PYTHON_BIN) -m portal.launch.supervisor

setup:
	@bin/setup

setup-dev:
	@bin/setup dev
