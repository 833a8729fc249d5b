# Everything on a fresh machine: Python 3.11 or newer with pip and venv, and make.
PYTHON ?= python3
BIN := .venv/bin
export NO_MKDOCS_2_WARNING := 1

.PHONY: derive test serve site lint bench clean

derive: .venv/ready
	$(BIN)/python -m lstm_sym derive

test: .venv/ready
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

serve: .venv/ready
	$(BIN)/mkdocs serve --dirty

site: .venv/ready
	$(BIN)/mkdocs build --strict

lint: .venv/ready
	$(BIN)/python -m pip install --quiet --editable '.[lint]'
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/ready
	for file in benchmarks/*.py; do $(BIN)/python $$file || exit 1; done

clean:
	rm -rf .venv .cache build site

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@
