# Every target works from a fresh clone with Python 3.11 or newer and make; the first one that
# runs sets up .venv, later ones need no network.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
READY := $(VENV)/ready

.PHONY: setup run test test-faults lint eval bench clean
.DEFAULT_GOAL := run

setup: $(READY)

$(READY): pyproject.toml evals/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,locked]' --editable 'evals[locked]'
	@touch $(READY)

run: setup
	@$(BIN)/chatbot index || test -f index/CURRENT
	@$(BIN)/chatbot serve

test: setup
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

# The tests that kill and damage, in full: 60 kills take about ten minutes.
test-faults: setup
	TEST_FAULTS=60 $(BIN)/python -m pytest tests/faults -s

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

eval: setup
	$(BIN)/chatbot eval grounding --gate
	$(BIN)/chatbot index
	$(BIN)/chatbot eval run evals/cases/*.jsonl --gate

bench: setup
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) index/generations index/CURRENT index/build.lock index/server-*
