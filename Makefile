# Công Vụ. `make demo` to try it out, `make test` for every check. Only Python 3.11 or newer has to be there.
#
#   make demo     a believable office at http://127.0.0.1:8000 (make demo ARGUMENTS="--port 9000 --live-port 9001")
#   make test     every check, the same at the desk and in CI
#   make faults   the fault tests in full: 2,000 documents while processes are killed (minutes)
#   make promises the API asked at length by its own description
#   make check    the checks that need no database: lint, types, floors, templates
#   make build    fonts, icons, catalogues, static files
#   make format   put all code into the one form
#   make clean    remove what can be made again; the data in var/ stays

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.SILENT:
.DEFAULT_GOAL := help

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input --retries 5
CONGVU := $(PY) -m congvu
WORKERS ?= auto
ARGUMENTS ?=
# Every process would compile all of its code anew: five seconds for each of the hundreds a test run starts.
unexport PYTHONDONTWRITEBYTECODE
say = printf '\n\033[1m→ %s\033[0m\n' $(1)

# What a production server is given; for `check --deploy` only.
LIKE_PRODUCTION := DATABASE_URL=postgresql://congvu@db.example:5432/congvu CONGVU_HOSTS=congvu.example \
	CONGVU_SECRET_KEY=only-for-check-deploy-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ CONGVU_HTTPS=1 \
	CONGVU_DATA=$(CURDIR)/var CONGVU_DEMO=0 CONGVU_DEBUG=0 CONGVU_TESTING=0

# Playwright's loop runs in the thread of its tests, where jobs cannot be deferred past the database: they have a run of their own.
IN_BROWSER := tests/browser tests/journeys tests/frame/test_live.py

.PHONY: accessible promises help demo test faults check build format clean venv venv-dev browser lint types floors templates migrations deploy audit tests

help:
	sed -n '3,10s/^#   //p' Makefile

demo: venv
	exec $(CONGVU) demo $(ARGUMENTS)

test: venv-dev browser
	$(MAKE) --no-print-directory check
	$(MAKE) --no-print-directory build-for-tests migrations deploy audit tests
	$(call say,'All checks have passed')

check: venv-dev
	$(MAKE) -k --no-print-directory lint types floors templates

build: venv
	$(CONGVU) build

format: venv-dev
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

clean:
	$(call say,'Removing the environment and what was built')
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info
	rm -rf var/frontend var/static var/fonts var/cache var/test
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find congvu -name '*.mo' -delete

# -- the environment --------------------------------------------------------------------------------------------------

venv:
	$(call install,requirements.txt)

venv-dev:
	$(call install,requirements-dev.txt)

# $(1): a lock file. Nothing is done when its content is what was installed the last time.
define install
	if ! $(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
		python=
		for name in $${PYTHON:-} python3.13 python3.12 python3.11 python3 python3.14 python; do
			if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi
		done
		if [ -z "$$python" ]; then
			echo 'Python 3.11 or newer was not found. Install it, or say where it is: make PYTHON=/path/to/python3' >&2
			exit 1
		fi
		$(call say,"Making the environment .venv with $$("$$python" --version)")
		rm -rf .venv
		if ! "$$python" -m venv .venv 2>.venv-error; then
			rm -rf .venv
			if ! { "$$python" -m venv --without-pip .venv && "$$python" -m pip --python .venv/bin/python install -q pip; }; then
				cat .venv-error >&2
				echo 'The environment could not be made. On Debian and Ubuntu: apt-get install python3-venv' >&2
				rm -rf .venv .venv-error
				exit 1
			fi
		fi
		rm -f .venv-error
	fi
	if ! cmp -s $(1) .venv/installed-$(1); then
		$(call say,"Installing $$(grep -c == $(1)) packages by $(1) with their hashes")
		$(PIP) install -q --require-hashes --no-deps --no-compile -r $(1)
		pwd > "$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/congvu.pth"
		printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m congvu "$$@"\n' > .venv/bin/congvu
		chmod +x .venv/bin/congvu
		cp $(1) .venv/installed-$(1)
		if [ $(1) = requirements-dev.txt ]; then cp requirements.txt .venv/installed-requirements.txt; fi
	fi
endef

browser: venv-dev
	if command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null; then exit 0; fi
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		$(call say,'Installing Chromium for the tests with apt-get')
		export DEBIAN_FRONTEND=noninteractive
		if apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null; then exit 0; fi
	fi
	$(call say,'Installing the Chromium of Playwright for the tests')
	if $(PY) -m playwright install chromium; then exit 0; fi
	echo 'No Chromium could be installed. Install one of: chromium, google-chrome; then run make test again.' >&2
	exit 1

# -- the checks, one by one -------------------------------------------------------------------------------------------

lint: venv-dev
	$(call say,'Code: ruff')
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: venv-dev
	$(call say,'Types: mypy')
	$(PY) -m mypy congvu

floors: venv-dev
	$(call say,'Floors: import-linter')
	.venv/bin/lint-imports

templates: venv-dev
	$(call say,'Templates: djlint')
	$(PY) -m djlint --lint --quiet congvu

.PHONY: build-for-tests
build-for-tests: venv-dev
	$(call say,'Front-end and catalogues and static files')
	CONGVU_DATA=$(CURDIR)/var/test $(CONGVU) build

migrations: venv-dev
	$(call say,'Migrations: complete')
	CONGVU_DATA=$(CURDIR)/var/test CONGVU_TESTING=1 $(CONGVU) makemigrations --check --dry-run

deploy: venv-dev
	$(call say,'Settings: as in production')
	mkdir -p var/frontend
	$(LIKE_PRODUCTION) $(CONGVU) check --deploy --fail-level WARNING

audit: venv-dev
	$(call say,'Packages: known vulnerabilities')
	$(PY) -m tests.audit

tests: venv-dev
	$(call say,'Tests: pytest')
	$(PY) -m pytest -q -n $(WORKERS) --durations=5 $(addprefix --ignore=,$(IN_BROWSER))
	$(call say,'Tests in a real browser: pytest')
	$(PY) -m pytest -q -n $(WORKERS) --durations=5 $(IN_BROWSER)

faults: venv-dev
	$(call say,'Faults: processes killed in the midst of work')
	$(PY) -m pytest -q -s -m faults tests/faults

# some hundred requests thought up for every operation of the API: some minutes
promises: venv-dev
	$(call say,'The API keeps what its description promises')
	PROMISES=200 $(PY) -m pytest -q tests/architecture/test_promises.py

# every page in three languages, light and dark, by axe, and on a phone: some minutes
accessible: venv-dev browser build-for-tests
	$(PY) -m pytest -q -n $(WORKERS) -m full tests/browser
