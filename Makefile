# make dataset and make test are all that most people need; see CONTRIBUTING.md for the rest.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
# --quiet twice: errors are shown, the many warnings about somebody's own setup of pip are not
PIP    := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help dataset test test-wheel test-datasets test-kills test-ray test-duckdb test-github test-report test-formats test-licenses test-llm fuzz lint bench signatures clean

dataset: $(VENV)/.build      ## build ./peatmoss from the embedded sample
	@$(BIN)/peatmoss build --config sample
	@echo "to use the commands: source $(VENV)/bin/activate"

# a worker more than there are cores, as many tests wait for a server or for another process
test: $(VENV)/.dev           ## every test that needs no installed server
	$(BIN)/pytest --numprocesses $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )) --dist worksteal

test-wheel: $(VENV)/.dev     ## the installed wheel, in an empty environment outside the checkout
	$(BIN)/pytest tests/wheel

DATASETS := 5.2.0 4.0.0 3.6.0
SPACE := $(subst ,, )

test-datasets: $(VENV)/.dev  ## versions of the datasets library, each in an environment of its own, read a dataset
	for version in $(DATASETS); do \
	  test -x $(VENV)-datasets-$$version/bin/python || $(PYTHON) -m venv $(VENV)-datasets-$$version || exit 1; \
	  $(VENV)-datasets-$$version/bin/python -m pip install --quiet --disable-pip-version-check datasets==$$version || exit 1; \
	done
	PEATMOSS_DATASETS=$(subst $(SPACE),:,$(foreach version,$(DATASETS),$(abspath $(VENV)-datasets-$(version)/bin/python))) \
	  $(BIN)/pytest tests/clients

test-kills: $(VENV)/.dev     ## builds and publications killed at random moments, a full disk, faulty hubs (minutes)
	$(BIN)/pytest tests/slow

test-ray: $(VENV)/.dev       ## the engine on Ray: this machine, and two nodes of which one is killed (root, minutes)
	$(PIP) --editable '.[dev,ray]'
	$(BIN)/pytest tests/ray

test-duckdb: $(VENV)/.dev    ## DuckDB's own client over https, in an environment of its own
	test -x $(VENV)-duckdb/bin/python || $(PYTHON) -m venv $(VENV)-duckdb
	$(VENV)-duckdb/bin/python -m pip install --quiet --disable-pip-version-check -r tests/duckdb/requirements.txt
	PEATMOSS_DUCKDB=$(VENV)-duckdb/bin/python $(BIN)/pytest tests/duckdb

test-licenses: $(VENV)/.dev  ## licences by ScanCode, in an environment of its own (a minute; 1.5 GB of memory)
	test -x $(VENV)-licenses/bin/python || $(PYTHON) -m venv $(VENV)-licenses
	$(VENV)-licenses/bin/python -m pip install --quiet --quiet --disable-pip-version-check --constraint constraints.txt \
	  --editable '.[dev,licenses]'
	$(VENV)-licenses/bin/pytest tests/scancode

# kept over checkouts, since it takes 2.5 GB and minutes; PEATMOSS_LLM names another folder
PEATMOSS_LLM ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/peatmoss/vllm-cpu

# a small model that has learned, converted once and kept as well (0.3 GB); PEATMOSS_SMALL_MODEL names another folder
PEATMOSS_SMALL_MODEL ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/peatmoss/smollm2

test-llm: $(VENV)/.dev       ## the real vLLM on the CPU, with a model of random weights and a small real one (minutes; 3 GB)
	PYTHON=$(PYTHON) tests/vllm/install $(PEATMOSS_LLM)
	tests/vllm/install_model $(PEATMOSS_LLM)/bin/python $(PEATMOSS_SMALL_MODEL)
	PEATMOSS_VLLM=$(PEATMOSS_LLM)/bin/python PEATMOSS_SMALL_MODEL=$(PEATMOSS_SMALL_MODEL) $(BIN)/pytest tests/vllm

# GitHub's descriptions of its APIs, kept over checkouts as well (0.5 GB, from npm); PEATMOSS_NODE names another folder
PEATMOSS_NODE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/peatmoss/github

test-github: $(VENV)/.dev    ## requests and answers against GitHub's own descriptions of its APIs (npm; a minute)
	@command -v npm >/dev/null || echo "test-github is skipped: npm is not installed"
	if command -v npm >/dev/null; then \
	  tests/github/install $(PEATMOSS_NODE) && \
	  PEATMOSS_NODE=$(PEATMOSS_NODE) PEATMOSS_GITHUB_SCHEMA=$(PEATMOSS_NODE)/node_modules/@octokit/graphql-schema/schema.graphql \
	    $(BIN)/pytest tests/github tests/sources/test_github_facts.py tests/sources/test_discussions.py; fi

# kept over checkouts as well (0.1 GB, from npm); PEATMOSS_SARIF_TOOL names another folder
PEATMOSS_SARIF_TOOL ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/peatmoss/sarif

test-formats: $(VENV)/.dev   ## what scan writes, the action and the hook against official schemas; pre-commit runs the hook (npm; minutes)
	test -x $(VENV)-formats/bin/python || $(PYTHON) -m venv $(VENV)-formats
	$(VENV)-formats/bin/python -m pip install --quiet --disable-pip-version-check -r tests/validators/requirements.txt
	@command -v npm >/dev/null || echo "the half of test-formats for SARIF is skipped: npm is not installed"
	if command -v npm >/dev/null; then \
	  tests/validators/install $(PEATMOSS_SARIF_TOOL) || exit 1; \
	  export PEATMOSS_SARIF=$(abspath $(PEATMOSS_SARIF_TOOL))/node_modules/.bin/sarif-multitool; fi; \
	  PEATMOSS_CYCLONEDX=$(VENV)-formats/bin/python $(BIN)/pytest tests/validators

test-report: $(VENV)/.dev    ## report.html in headless Chromium: search, links, back, a phone's width, no network (a minute)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  echo "test-report is skipped: chromium is not installed"
	$(BIN)/pytest tests/browser

fuzz: $(VENV)/.dev           ## repeated texts and broken repositories, each for SECONDS (600): linear time, no crash
	$(BIN)/python tests/fuzz/fuzz_pumps.py --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))
	$(BIN)/python tests/fuzz/fuzz_mapping.py --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/mypy

bench: $(VENV)/.dev          ## figures of docs/measured.md, each beside its limit (an hour)
	$(BIN)/python benchmarks/models.py
	$(BIN)/python benchmarks/real_input.py
	$(BIN)/python benchmarks/release.py
	$(BIN)/python benchmarks/release_file.py
	$(BIN)/python benchmarks/report.py
	$(BIN)/python benchmarks/hub.py
	PYTHONPATH=tests/peers $(BIN)/python benchmarks/discovery.py
	PYTHONPATH=tests/peers $(BIN)/python benchmarks/fetching.py
	$(BIN)/python benchmarks/pytorch_hub.py
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/mapping_score.py
	$(BIN)/python benchmarks/mapping.py

signatures: $(VENV)/.dev     ## the rules of configs/signatures against the newest wheels; LIBRARIES names some (an hour)
	$(BIN)/python benchmarks/signatures.py $(LIBRARIES)

help:                        ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' $(MAKEFILE_LIST)

clean:                       ## what make and the tools wrote; a ./peatmoss of yours stays
	rm -rf $(VENV) $(VENV)-duckdb $(VENV)-licenses $(VENV)-formats $(VENV)-datasets-* work dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	if [ -f peatmoss/MANIFEST.json ]; then rm -rf peatmoss; fi

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "peatmoss needs Python 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	@echo "making the environment $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.build: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing peatmoss[build] into $(VENV): a minute or two, once"
	@$(PIP) --editable '.[build]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing peatmoss[dev] into $(VENV): a minute or two, once"
	@$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.build
