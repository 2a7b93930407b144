# Everything runs in the virtual environment .venv, made here; a machine needs Python >= 3.11 and make.

PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
SOURCES := $(shell find certsim -type f -not -name '*.pyc')
JOBS ?= 2
# What `make quick` runs: 90 seconds of one core when it was measured, so under a minute of two.
QUICK := certsim $(addprefix tests/,algebra kernel model reduction search) \
	$(patsubst %,tests/test_%.py,architecture documents errors imports kernel_size package pipeline traps)
MUTANTS ?= 100000
SEED ?= 0
COUNT ?= 100000
BUDGET ?= 7200
SPECS ?= 10000
POINTS ?= 3000
COMMANDS ?= 500
EXAMPLES ?= 10000

.PHONY: certify test quick properties coverage lint format pictures notebook bench mutants mutants-verified mutate
.PHONY: fuzz verified coqchk clean

certify: $(VENV)/installed
	$(BIN)/certsim certify --summary -j $(JOBS) $(sort $(wildcard examples/*.toml))

# All tests, each once: those of the kernel under coverage, then the others.
test: coverage
	$(BIN)/python -m pytest -n $(JOBS) --ignore=tests/kernel

quick: $(VENV)/developing
	$(BIN)/python -m pytest -n $(JOBS) $(QUICK)

# The propositions of docs/theory.md on EXAMPLES random examples each; how many were judged, and thrown away.
properties: $(VENV)/developing
	N=$(EXAMPLES) $(BIN)/python -m pytest -n $(JOBS) tests/properties

# How much of the kernel its own tests reach; the bound is in pyproject.toml.
coverage: $(VENV)/developing
	$(BIN)/python -m pytest -n $(JOBS) tests/kernel --cov

lint: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/developing
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The pictures of docs/gallery.md, each drawn by the script beside it.
pictures: $(VENV)/developing
	cd docs/pictures && for script in *.py; do ../../$(BIN)/python "$$script" || exit 1; done

# The tour, run again, with what it prints.
notebook: $(VENV)/developing
	$(BIN)/python -m tests.notebook examples/tour.ipynb examples/tour.ipynb

bench: $(VENV)/developing
	$(BIN)/python benchmarks/run.py

mutants: $(VENV)/developing
	$(BIN)/python -m tests.mutants --count $(MUTANTS) --seed $(SEED) --workers $(JOBS) --out mutants/figures.json

# The same mutants before both checkers; it needs build/certsim-verified.
mutants-verified: $(VENV)/developing
	$(BIN)/python -m tests.mutants.verified --count $(MUTANTS) --seed $(SEED) --workers $(JOBS) --out mutants/verified.json

# The kernel's program changed at random, for BUDGET seconds; TARGETS are rooms or files of it, all by default;
# OPERATOR is a part of the name of the changes that are wanted, such as leave-out; all by default.
mutate: $(VENV)/developing
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[mutation]'
	$(BIN)/python -m tests.mutants.program $(TARGETS) --count $(COUNT) --seed $(SEED) --budget $(BUDGET) \
		--operator '$(OPERATOR)' --out mutants/program.json

# Random specs, points and command lines, in this process; it stops at the first answer that is not promised.
fuzz: $(VENV)/developing
	$(BIN)/python -m tests.fuzz --specs $(SPECS) --points $(POINTS) --commands $(COMMANDS) --seed $(SEED)

# The second checker: its theory, the axioms that this rests on, and the program build/certsim-verified.
verified:
	$(MAKE) --no-print-directory -C verified

# The theory checked again by the small kernel of Coq; that takes a while.
coqchk:
	$(MAKE) --no-print-directory -C verified coqchk

clean:
	$(MAKE) --no-print-directory -C verified clean
	rm -rf $(VENV) certificates mutants benchmarks/results.json .coverage .mypy_cache .pytest_cache .ruff_cache
	rm -rf .hypothesis
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
