# belgi: `make demo` shows it, `make test` checks it. Each sets itself up first.
VENV ?= .venv
BIN := $(VENV)/bin
PYTEST_WORKERS ?= 2
export OMP_THREAD_LIMIT := 1

.PHONY: help setup demo test lint check train bench bench-recognition bench-stamping \
	bench-register bench-codes bench-huge soak fuzz guided faults audit lock clean

help:
	@echo "make demo      make the sample dossier, run the whole job on it, say where to look"
	@echo "make test      run the tests"
	@echo "make check     format, lint, types, tests: what a commit must pass"
	@echo "make bench     speed against the peers          -> docs/performance.md"
	@echo "make bench-recognition | bench-stamping | bench-register | bench-codes | bench-huge"
	@echo "make soak | fuzz | guided | faults | audit | train | lock | clean"

setup:
	@sh scripts/setup.sh

demo: setup
	@$(BIN)/belgi demo demo

test: setup
	@$(BIN)/python -m pytest -q -n $(PYTEST_WORKERS) --dist loadfile

lint: setup
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

check: lint test

train: setup
	@$(BIN)/python -m models.recogniser.train

bench: setup
	@$(BIN)/python -m benchmarks

bench-recognition: setup
	@$(BIN)/python -m benchmarks.recognition

bench-stamping: setup
	@$(BIN)/python -m benchmarks.stamping

bench-register: setup
	@$(BIN)/python -m benchmarks.register

bench-codes: setup
	@$(BIN)/python -m benchmarks.codes

bench-huge: setup
	@$(BIN)/python -m benchmarks.huge

soak: setup
	@$(BIN)/python -m benchmarks.soak

fuzz: setup
	@$(BIN)/python -m benchmarks.fuzz

guided: setup
	@$(BIN)/python -m pip install -q atheris && $(BIN)/python -W ignore -m benchmarks.guided

faults: setup
	@$(BIN)/python -m benchmarks.faults

audit: setup
	@sh scripts/audit.sh

lock: setup
	@$(BIN)/python -m pip install -q uv && PATH=$(CURDIR)/$(BIN):$$PATH sh scripts/lock.sh

clean:
	@rm -rf demo .pytest_cache .ruff_cache .mypy_cache build *.egg-info
