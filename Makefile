.PHONY: setup test check format record
PYTHON ?= python3

setup:            ## a virtual environment with everything that the tests need
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --upgrade pip
	.venv/bin/python -m pip install --quiet --editable . --group dev

test: setup       ## the whole test suite, without a network
	.venv/bin/python -m pytest

check: test       ## what CI runs: tests, lint, format, types
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

format:           ## rewrite the code in the project's format
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
