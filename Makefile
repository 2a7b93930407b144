# Everything runs in the virtual environment .venv, made here; a machine needs Python >= 3.11 and make.

PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
SOURCES := $(shell find certsim -type f -not -name '*.pyc')
JOBS ?= 2

.PHONY: certify test lint format bench clean

certify: $(VENV)/installed
	$(BIN)/certsim certify -j $(JOBS) $(sort $(wildcard examples/*.toml))

test: $(VENV)/developing
	$(BIN)/python -m pytest -n $(JOBS)

lint: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/developing
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/developing
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) certificates benchmarks/results.json .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "certsim needs Python 3.11 or newer, and none is on the PATH" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo "hint: on Debian and Ubuntu, venv is a package of its own: apt-get install python3-venv" >&2; exit 1; }

# The two ways to install replace one another, so each removes the other's stamp.
$(VENV)/installed: pyproject.toml README.md LICENSE $(SOURCES) | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check .
	@rm -f $(VENV)/developing && touch $@

$(VENV)/developing: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@rm -f $(VENV)/installed && touch $@
