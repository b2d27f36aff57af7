# make run    start the application (prepares .venv the first time)
# make test   run every check and every test
# Nothing else is needed but Python 3.11 or newer with venv, make, and a network the first time.

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
BROWSERS := chromium chromium-browser google-chrome

.PHONY: run test install check bench lock messages

run: install
	@echo "Starting the application; Ctrl-C stops it."
	@$(BIN)/advisor serve

install: .venv/.installed

test: check .venv/.browser .venv/.office .venv/.poppler
	@echo "Running the tests."
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: .venv/.tools
	@echo "Checking style, layout and types."
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: install
	@$(BIN)/advisor bench

# Errors, pages and forms are found by their English sentence; what is new waits for its translation in each catalogue.
MARKS := Refusal Orphan PeriodClosed Unbalanced Short WrongRole ModuleOff BadInput NotFound NoCase Gone Forbidden TooLarge TooMany Unavailable Refused:2 OutOfBounds:2 words mark
messages: .venv/.tools
	@echo "Collecting the sentences of pages and errors into web/locale."
	@$(BIN)/pybabel -q extract -F web/locale/babel.cfg $(foreach mark,$(MARKS),-k $(mark)) --no-location --project=advisor --version=1 --no-wrap --sort-output -o web/locale/messages.pot .
	@for language in ru uk zh fa; do \
		$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --no-wrap -i web/locale/messages.pot -d web/locale -l $$language; done
	@rm web/locale/messages.pot

# The lock file of uv names hosts, so it stays on the developer's machine; the exports hold names, versions and hashes.
lock:
	@echo "Resolving versions and writing both lock files."
	@uv lock --quiet
	@uv export --quiet --frozen --no-header --no-emit-project --no-default-groups --group build -o requirements.lock
	@uv export --quiet --frozen --no-header --no-emit-project --only-group dev -o requirements-dev.lock

.venv/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Install it, or name it: make PYTHON=python3.12"; exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python lacks its venv module. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; } >&2
	@echo "Creating .venv."
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.installed: .venv/.created requirements.lock pyproject.toml
	@echo "Installing the application; about a minute the first time."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.tools: .venv/.installed requirements-dev.lock
	@echo "Installing what the tests need."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.browser: .venv/.tools
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exec touch $@; done; \
	echo "Installing Chromium for the browser tests."; \
	if [ "$$(id -u)" = 0 ]; then as=; else as="sudo -n"; fi; \
	{ command -v apt-get >/dev/null && $$as apt-get -qq update && \
	  $$as env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends chromium >/dev/null; } || \
	$(BIN)/playwright install chromium || \
	{ echo "No Chromium was found or could be installed. Install the package chromium, then run make test again." >&2; exit 1; }; \
	touch $@

# LibreOffice works out the formulas of workbooks anew and opens the documents, in the tests only.
OFFICE := libreoffice-calc-nogui libreoffice-writer-nogui libreoffice-impress-nogui
.venv/.office: .venv/.tools
	@for name in soffice libreoffice; do command -v $$name >/dev/null && exec touch $@; done; \
	echo "Installing LibreOffice for the tests of documents."; \
	if [ "$$(id -u)" = 0 ]; then as=; else as="sudo -n"; fi; \
	{ command -v apt-get >/dev/null && $$as apt-get -qq update && \
	  $$as env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $(OFFICE) >/dev/null; } || \
	{ echo "No LibreOffice was found or could be installed. Install it, then run make test again." >&2; exit 1; }; \
	touch $@

# Poppler reads the text of PDF files, in the tests only.
.venv/.poppler: .venv/.tools
	@command -v pdftotext >/dev/null && exec touch $@; \
	echo "Installing Poppler for the tests of PDF files."; \
	if [ "$$(id -u)" = 0 ]; then as=; else as="sudo -n"; fi; \
	{ command -v apt-get >/dev/null && $$as apt-get -qq update && \
	  $$as env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends poppler-utils >/dev/null; } || \
	{ echo "No pdftotext was found or could be installed. Install Poppler, then run make test again." >&2; exit 1; }; \
	touch $@
