# Guichet: every command makes its own .venv and needs only Python 3.11 or later and pip.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run
DEV_STAMP := $(VENV)/.dev
ROOMS := kernel catalogue ussd sms payments backends cases conversation partner gateway simulator verification admin
# A quick answer first: each worker has its own database and Redis, and waits a third of its time for processes, so that
# one more than there are cores saves a tenth.
TEST_JOBS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))

# A machine that forbids it compiles all our sources anew for each of some hundred processes of the suite.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test again check bench chaos diagrams lock sbom audit screenshots pictures clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(RUN_STAMP) ## Start everything here, with demo data; Ctrl-C ends it, the next run resumes
	@$(BIN)/python -m gateway run

test: $(DEV_STAMP) ## Prove it: the whole suite against real PostgreSQL and Redis
	@$(BIN)/python -m pytest -n $(TEST_JOBS) --dist loadscope --no-loadscope-reorder $(ARGS)

again: $(DEV_STAMP) ## Run what failed last time once more, one test at a time, up to the first that fails again
	@$(BIN)/python -m pytest -n 0 --last-failed --last-failed-no-failures none --maxfail 1 $(ARGS)

check: $(DEV_STAMP) ## Lint, types, import rules, shape
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy $(ROOMS) migrations bench requirements tests
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q -p no:cacheprovider tests/architecture

bench: $(DEV_STAMP) ## Measure: the menu beside a bare handler, the cost of a step, memory
	@$(BIN)/python -m bench $(ARGS)

chaos: $(DEV_STAMP) ## Kill, cut and slow down everything while citizens dial, then look for damage
	@$(BIN)/python -m pytest -q -m chaos -p no:cacheprovider tests/chaos $(ARGS)

diagrams: $(DEV_STAMP) ## Draw the state machines and the map of the rooms into docs/
	@$(BIN)/python -m docs.diagrams
	@$(BIN)/python -m docs.seal_vectors

screenshots: $(DEV_STAMP) ## Take the pictures of docs/ with Chromium
	@$(BIN)/python -m docs.screenshots

pictures: $(DEV_STAMP) ## Picture every page of the console of the running demo, for each role
	@$(BIN)/python -m docs.pictures

lock: $(DEV_STAMP) ## Choose the versions anew and pin them with their hashes
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group build -o requirements/run.txt
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group build --group dev -o requirements/dev.txt

sbom: $(DEV_STAMP) ## Write what Guichet is made of, with hashes and licences, to guichet.cdx.json (CycloneDX)
	@$(BIN)/python -m requirements.sbom guichet.cdx.json

audit: $(DEV_STAMP) ## Ask for known weaknesses of what is pinned; needs the network, so it is no part of `make test`
	@$(BIN)/python -m requirements.audit

clean: ## Remove the virtual environment; the data in .guichet stays
	@rm -rf $(VENV) build *.egg-info

$(RUN_STAMP): requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Guichet into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m verification.web.build --into $${GUICHET_DATA_DIR:-.guichet} || true
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(RUN_STAMP)
	@echo "Installing the tools of the suite ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
