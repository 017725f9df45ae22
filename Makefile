# Every command of the project. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
export Q

.DEFAULT_GOAL := help
.PHONY: help install run ask test eval check format lock pilot docs clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

install: $(BIN)/.installed ## create .venv with the locked, hash-checked dependencies

# The lock is complete, so pip need not resolve (--no-deps); bytecode is written when a module is first used.
$(BIN)/.dependencies: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Lärdom needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ". Name another: make install PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies into $(VENV): one to three minutes."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	@touch $@

$(BIN)/.installed: $(BIN)/.dependencies pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: install ## serve API and chat, with the pilot knowledge base when the index is empty
	@$(BIN)/lardom serve --pilot

ask: install ## answer one question: make ask Q="..."
	@test -n "$$Q" || { echo 'Which question? make ask Q="When may a pilot be scaled?"' >&2; exit 2; }
	@$(BIN)/lardom ask "$$Q"

test: install ## run every test; a part of them: make test T=tests/unit
	@$(BIN)/python -m pytest $(T)

eval: install ## hold the golden set to the goals, as a release is; the report is in build/evaluation
	@mkdir -p build/evaluation
	@$(BIN)/lardom eval gate --report build/evaluation/report.html --report build/evaluation/report.md \
		--out build/evaluation/run.json

check: install ## lint, formatting, types and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: install ## put the code in its standard form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# Two locks with the same versions: everything, and what a serving host needs.
UV_COMPILE := $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url pyproject.toml

lock: ## pin the dependencies of pyproject.toml anew; newer versions: make lock UPGRADE=--upgrade
	@$(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(UV_COMPILE) --all-extras $(UPGRADE) --output-file requirements.lock
	@$(UV_COMPILE) --extra ui --extra office --extra ocr --extra otel --extra server $(UPGRADE) --constraint requirements.lock \
		--output-file requirements-serve.lock

pilot: install ## build the pilot's binary documents from their sources
	@$(BIN)/python -m pilot.build

docs: install ## write the settings table, the example settings and the README's file tree from the code
	@$(BIN)/python -m docs.generate

clean: ## remove what the commands made, but not the data folder
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
