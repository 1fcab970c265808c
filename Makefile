# `make help` lists the targets. Everything is installed into .venv; nothing is installed elsewhere.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
SERVICES := s3 dynamodb ec2 sts sqs lambda
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-aiobotocore
PACKAGES := build/packages
PIP := -m pip --disable-pip-version-check --no-input --quiet --quiet

# Folders whose changes make a build stale. Listing them is quick; nothing is read.
files = $(shell find $(1) -type f -not -path '*/__pycache__/*' -not -path '*/build/*' -not -path '*.egg-info/*' 2>/dev/null)
RUNTIME := $(call files,runtime)
GENERATOR := pyproject.toml setup.py $(call files,generator templates models)
PYTHON_CODE := setup.py generator runtime examples benchmarks tests

.PHONY: help setup install demo generate check-generated format check-format lint types check test golden bench clean distclean

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

# ---- Environments: a stamp each, so that an unchanged one costs nothing ----

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11; try make PYTHON=python3.11" >&2; exit 1; }
	@echo "creating $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.tools: $(VENV)/.created pyproject.toml runtime/pyproject.toml
	@echo "installing the generator and the tools into $(VENV)"
	@$(BIN)/python $(PIP) install 'setuptools>=77' wheel
	@$(BIN)/python $(PIP) install --no-build-isolation --editable '.[dev]' ./runtime
	@rm -rf runtime/build
	@touch $@

$(PACKAGES)/.generated: $(VENV)/.tools $(GENERATOR)
	@$(BIN)/sotalia generate $(SERVICES) --docs summary --out $(PACKAGES)
	@touch $@

# As a user's pip does it: not editable, compiled to bytecode.
$(VENV)/.packages: $(VENV)/.tools $(PACKAGES)/.generated $(RUNTIME)
	@echo "installing the runtime and the packages of $(SERVICES)"
	@rm -rf runtime/build $(PACKAGES)/*/build
	@$(BIN)/python $(PIP) install --no-build-isolation --no-deps --force-reinstall ./runtime ./$(PACKAGES)/*/
	@rm -rf runtime/build $(PACKAGES)/*/build
	@touch $@

# aiobotocore pins an older botocore, so it lives alone.
$(PEERS)/.created:
	@echo "installing aiobotocore into $(PEERS)"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python $(PIP) install aiobotocore
	@touch $@

setup: $(VENV)/.tools ## Create .venv with the generator and every tool.

install: $(VENV)/.packages ## Generate the six packages with docs and install them with the runtime.

# ---- What it does ----

demo: install ## Generate, install, and run the seven examples against a local AWS.
	@$(BIN)/python examples/demo.py

generate: setup ## Write generated/ anew, as it is committed.
	@$(BIN)/sotalia generate $(SERVICES) --docs none --out generated

# ---- What CI asks ----

check-generated: setup ## Tell whether generated/ is what the generator writes.
	@$(BIN)/sotalia generate $(SERVICES) --docs none --out generated --check

format: setup ## Format the code.
	@$(BIN)/black --quiet $(PYTHON_CODE)
	@$(BIN)/ruff check --quiet --fix-only $(PYTHON_CODE)

check-format: setup
	@$(BIN)/black --quiet --check $(PYTHON_CODE) || { echo "run make format" >&2; exit 1; }

lint: setup ## Lint the code.
	@$(BIN)/ruff check $(PYTHON_CODE)

types: setup ## Check types: runtime, generator, generated packages and examples.
	@$(BIN)/pyright --pythonpath $(BIN)/python

check: check-format lint types check-generated ## Format, lint, types, freshness of generated/.

test: setup ## Run the whole test suite.
	@$(BIN)/python -m pytest -n auto

golden: setup ## Accept the generator's present output as the tests' expectation.
	@SOTALIA_UPDATE_GOLDEN=1 $(BIN)/python -m pytest tests/golden/test_golden.py

bench: install $(PEERS)/.created ## Measure against boto3 and aiobotocore; ARGS="--write" keeps the table in docs/.
	@$(BIN)/python -m benchmarks --aiobotocore $(PEERS)/bin/python $(ARGS)

clean: ## Remove what was built and cached; the environments stay.
	@rm -rf build dist .cache .pytest_cache .hypothesis .mypy_cache .ruff_cache *.egg-info generator/*.egg-info runtime/*.egg-info runtime/build
	@rm -f $(VENV)/.packages
	@find $(PYTHON_CODE) generated -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## Remove the environments too.
	@rm -rf $(VENV) $(PEERS)
