# Everything starts here: `make help` lists the targets. Nothing is needed but Python 3.11 or 3.12 and make.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Which interpreter makes .venv; by default the newest suitable one in PATH.
PYTHON ?= $(shell deploy/find_python)
PORT ?= 8000
export PORT
# The environment is called by its interpreter, never by its scripts: their first line breaks when the path has a space.
VENV := .venv
PY := $(VENV)/bin/python
export PYTHONUNBUFFERED := 1
WITH_SERVICES := $(PY) -m portal.runtime.with_services --throwaway --

.PHONY: help
help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | while IFS= read -r line; do printf '  make %-10s %s\n' "$${line%%:*}" "$${line#*## }"; done

.PHONY: run
run: $(VENV)/runtime ## Start the portal: http://127.0.0.1:8000 (PORT=9000 for another port), Ctrl-C stops it
	@exec $(PY) manage.py up

.PHONY: test
test: $(VENV)/dev tools ## Run all tests on their own PostgreSQL and Redis (ARGS="tests/legal -k term" for some)
	@$(PY) manage.py build_assets
	@$(WITH_SERVICES) $(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

.PHONY: lint
lint: $(VENV)/dev ## Style, types, floors, templates, migrations, production settings
	@deploy/lint $(PY)

.PHONY: bench
bench: $(VENV)/dev ## Compare speeds inside one run (ratios, never absolute limits)
	@$(PY) manage.py build_assets
	@$(WITH_SERVICES) $(PY) -m bench

.PHONY: messages
messages: $(VENV)/runtime ## Bring new texts into locale/ru/*.po and compile what is translated (needs no system tools)
	@$(PY) manage.py messages
	@$(PY) manage.py compile_catalogues

.PHONY: shell
shell: $(VENV)/runtime ## A Python shell on the running portal's database
	@$(PY) manage.py shell

.PHONY: clean
clean: ## Remove what was made: .venv, var (all data of the embedded mode), built files
	@$(if $(wildcard var/lock),if command -v flock >/dev/null && ! flock -n var/lock true; then echo 'The portal is running: stop it first.' >&2; exit 1; fi,:)
	rm -rf $(VENV) var staticfiles portal/ui/static/portal/build portal/ui/frontend/node_modules
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete

# ---- what the targets need -------------------------------------------------------------------------------------

$(VENV)/made:
	@deploy/make_venv "$(PYTHON)" $(VENV)
	@touch $@

$(VENV)/runtime: $(VENV)/made requirements.txt
	@echo 'Installing the Python packages (about a minute the first time)...'
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements-dev.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.PHONY: tools
tools: ## Install Chromium and OpenSSL for the tests where the system lets us (Debian or Ubuntu, as root)
	@deploy/install_tools
