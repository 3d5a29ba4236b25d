# motcua: `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT      ?= 8080
BASE_PORT ?= 8100
DOSSIERS  ?= 500
SEED      ?= 7
ONCE      ?=
YEAR_DOSSIERS ?= 5000
# A file stays with one worker, in the order given: the many small tests last, so that no worker waits for another.
AT_ONCE   := $(BIN)/pytest -q --dist loadfile --no-loadscope-reorder
IMAGES    := intake processing reporting notify ctl

RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed

##@ Use it
demo: $(RUN_STAMP) ## Start everything, play dossiers on a simulated clock, show the on-time table (ONCE=1 DOSSIERS=500 SEED=7 PORT=8080)
	@$(BIN)/motcua demo --port $(PORT) --base-port $(BASE_PORT) --dossiers $(DOSSIERS) --seed $(SEED) $(if $(ONCE),--once,)

run: $(RUN_STAMP) ## Start everything on the real clock, with an empty register
	@$(BIN)/motcua up --port $(PORT) --base-port $(BASE_PORT)

##@ Check it
test: $(DEV_STAMP) lint types layers contracts ## Everything that must pass before a change lands
	@$(AT_ONCE) -n 4 tests/service tests/architecture tests/contract tests/unit
	@$(AT_ONCE) -n 3 tests/e2e tests/chaos tests/images tests/rules tests/chart

test-unit: $(DEV_STAMP) ## Only the tests without I/O (seconds)
	@$(BIN)/pytest -q tests/unit tests/architecture

lint: $(DEV_STAMP) ## ruff: style and banned calls
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(DEV_STAMP) ## mypy --strict
	@$(BIN)/mypy

layers: $(DEV_STAMP) ## import-linter: who may import whom
	@PYTHONPATH=services:proto/gen/python $(BIN)/lint-imports

contracts: $(DEV_STAMP) ## protos: lint, breaking changes, generated files up to date
	@proto/check.sh

chart-test: $(DEV_STAMP) ## The chart: rendered in every way, valid, restricted, its probes answered by the services
	@$(BIN)/pytest -q -n 2 --dist loadfile tests/chart

upgrade-test: $(DEV_STAMP) ## Backup and restore under load on PostgreSQL; this version and the one before side by side
	@$(BIN)/pytest -q tests/upgrade

cluster-test: $(DEV_STAMP) ## On a real cluster, with KUBECONFIG set: install, test, upgrade and kill under load, roll back (see tests/cluster)
	@$(BIN)/pytest -q -s --timeout 3600 tests/cluster

image-test: $(DEV_STAMP) ## Images: linted, and each service runs with its own packages and files alone
	@$(BIN)/pytest -q tests/images

chaos: $(DEV_STAMP) ## The broker away, every process and the database killed, hanging and away for a day, under load (docs/develop/chaos.md)
	@CHAOS_SECONDS=20 WEBHOOK_EVENTS=10000 TIMER_SECONDS=60 TIMER_CASES=60 SUBSCRIBER_AWAY=1 $(BIN)/pytest -q -s tests/chaos

year: $(DEV_STAMP) ## A whole year of dossiers; its figures counted a second time from the event stream (YEAR_DOSSIERS=5000)
	@YEAR_DOSSIERS=$(YEAR_DOSSIERS) $(BIN)/pytest -q -s tests/e2e/test_year.py

bench: $(DEV_STAMP) ## Speed, beside the limits of this machine, in one run (BENCH="--quick --only create,read")
	@PYTHONPATH=tests $(BIN)/python -m load.bench $(BENCH)

##@ Ship it
.PHONY: images image-test chart-test cluster-test upgrade-test
images: ## Build the five images with docker, buildah or podman (PREFIX=motcua TAG=0.1.0 PYTHON_IMAGE=…)
	@k8s/images.sh build

capacity: $(DEV_STAMP) ## What a city and a country need, computed from what was measured (docs/operate/capacity.md)
	@PYTHONPATH=tests $(BIN)/python -m load.capacity

##@ Change it
format: $(DEV_STAMP) ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

generate: $(DEV_STAMP) ## Write again what is generated: stubs, AsyncAPI, OpenAPI, reference pages
	@proto/generate.sh
	@$(BIN)/python k8s/generate.py

lock: $(BIN)/uv ## Resolve dependencies anew, with hashes
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --all-extras --group dev pyproject.toml -o requirements/dev.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --all-extras -c requirements/dev.lock pyproject.toml -o requirements/run.lock
	@for service in $(IMAGES); do $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra $$service -c requirements/run.lock pyproject.toml -o requirements/$$service.lock; done
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --group pyproject.toml:sbom -o requirements/sbom.lock

##@ Set it up
setup: $(DEV_STAMP) ## Virtual environment with all that development needs
clean: ## Remove the virtual environment and what runs left behind
	@rm -rf $(VENV) .motcua build .mypy_cache .ruff_cache .pytest_cache .hypothesis node_modules

$(BIN)/uv: requirements/bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "motcua needs Python 3.11 or later; name one: make PYTHON=python3.12 …")'
	@echo "· creating $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	@touch $@

$(RUN_STAMP): $(BIN)/uv requirements/run.lock pyproject.toml
	@echo "· installing locked dependencies"
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/run.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements/dev.lock
	@echo "· installing what the tests need"
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@touch $@

help:
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n\033[1m%s\033[0m\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  \033[36mmake %-11s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST); echo

.PHONY: demo run test chaos year test-unit lint types layers contracts bench capacity format generate lock setup clean help
