# The commands of the house; each sets up what it needs.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FRONT := qa_app/frontend
SOURCES := $(shell find $(FRONT)/scripts $(FRONT)/styles qa_app scorecards transcription coaching recognition \
	-path '*/node_modules' -prune -o \( -name '*.ts' -o -name '*.scss' -o -name '*.html' \) -print 2>/dev/null)

.PHONY: help setup run test test-fast check fix bench debs browser-deps

help: ## Show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(VENV)/.installed qa_app/static/dist/manifest.json ## Install everything into .venv and build the front end

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { echo 'Quality Desk needs Python 3.11 to 3.13.'; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(if $(filter 1,$(WITHOUT_WHISPER)),dev,whisper,dev)]'
	touch $@

$(FRONT)/node_modules/.installed: $(FRONT)/package-lock.json
	cd $(FRONT) && npm ci --silent --no-audit --no-fund
	touch $@

qa_app/static/dist/manifest.json: $(FRONT)/node_modules/.installed $(SOURCES)
	cd $(FRONT) && npm run --silent build

run: setup ## Set up and run everything (QA_PORT, QA_DEMO=0 … see docs/settings.md)
	$(BIN)/qa serve

debs: ## Install the Debian packages that the tests need (as root)
	@sh tests/debian-packages.sh

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
