# The commands of the house; each sets up what it needs.
.DEFAULT_GOAL := help
# The first of these that is new enough; `make PYTHON=…` names another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
FRONT := qa_app/frontend
SOURCES := $(shell find $(FRONT)/scripts $(FRONT)/styles qa_app scorecards transcription coaching recognition \
	-path '*/node_modules' -prune -o \( -name '*.ts' -o -name '*.scss' -o -name '*.html' \) -print 2>/dev/null)

# Without compiled files each start of a command would compile hundreds of modules again (seconds).
export PYTHONDONTWRITEBYTECODE :=

# Said before anything is installed, so that nobody waits for an error.
NEEDS_PYTHON = test -x $(BIN)/python || { test -n "$(PYTHON)" && \
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; } || { \
	echo 'Quality Desk needs Python 3.11 to 3.13, and finds none on the path ('"$$(python3 --version 2>&1)"').' >&2; \
	echo 'Install one, or name it: make PYTHON=/path/to/python3.12 run' >&2; exit 1; }
NEEDS_NODE = { node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' && npm --version; } >/dev/null 2>&1 || { \
	echo 'Quality Desk needs Node 20 or newer with npm, to build its front end once (node: '"$$(node --version 2>&1 | tail -1)"').' >&2; \
	echo 'Install it from your distribution or from nodejs.org, then say this again.' >&2; exit 1; }

.PHONY: help setup run test test-fast check fix bench debs browser-deps

help: ## Show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(VENV)/.installed qa_app/static/dist/manifest.json qa_app/web/compiled/.made ## Install everything into .venv and build the front end

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(NEEDS_PYTHON)
	@test -e qa_app/static/dist/manifest.json || { $(NEEDS_NODE); }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo 'The environment in $(VENV) could not be made. On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@echo 'Installing Python packages into $(VENV); the first time this takes minutes …'
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(if $(filter 1,$(WITHOUT_WHISPER)),dev,whisper,dev)]'
	touch $@

$(FRONT)/node_modules/.installed: $(FRONT)/package-lock.json
	@$(NEEDS_NODE)
	cd $(FRONT) && npm ci --silent --no-audit --no-fund
	touch $@

qa_app/static/dist/manifest.json: $(FRONT)/node_modules/.installed $(SOURCES)
	cd $(FRONT) && npm run --silent build

qa_app/web/compiled/.made: $(VENV)/.installed $(SOURCES) $(wildcard qa_app/web/*.py)
	$(BIN)/python -m qa_app.processes.compiling
	touch $@

run: setup ## Set up and run everything (QA_PORT, QA_DEMO=0 … see docs/settings.md)
	$(BIN)/qa serve

debs: ## Install the Debian packages that the tests need (as root)
	@sh tests/debian-packages.sh

# Two test processes share the cores: threads that wait for each other must not spin meanwhile.
test test-fast: export OMP_WAIT_POLICY = PASSIVE

test: setup debs ## Set up and run all tests
	$(BIN)/pytest -n 2 --dist loadgroup
	$(BIN)/pytest -n 2 --dist loadgroup --database postgres

test-fast: setup ## Tests without browsers, servers and slow ones
	$(BIN)/pytest -n 2 --dist loadgroup -m 'not slow and not browser and not postgres and not redis'

check: setup ## Format, types, import order, templates, scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet qa_app scorecards transcription coaching recognition
	cd $(FRONT) && npm run --silent check

fix: setup ## Mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## Run the benchmarks; figures of the last run are in benchmarks/README.md
	$(BIN)/python -m benchmarks
