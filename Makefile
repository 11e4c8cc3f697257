# Every target works from a bare checkout: only python3 (3.11 or newer) and make are needed.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.stamp
DEV    := $(VENV)/.stamp-dev
# what tests write need not survive: into memory, where two gigabytes of it are free
SPARED  = $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2000000 { print "TMPDIR=/dev/shm" }')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test lint format bench soak hunt lock traditional dev browser clean

help: ## show this list
	@echo "Hongyan (鸿雁). From a bare checkout: make run"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

setup: $(RUN) ## the pinned packages in .venv, and with them the command .venv/bin/hongyan
	@echo "Ready: $(BIN)/hongyan --help"

run: $(RUN) ## the whole product on this machine: bot, a Telegram of its own, the page; no token needed
	@$(BIN)/hongyan demo

test: lint browser ## every check and every test; ARGS="-k story" for some
	@$(SPARED) $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(ARGS)

lint: $(DEV) ## style, format, types, import directions
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Not formatted. Say: make format"; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > $(VENV)/imports.txt || { cat $(VENV)/imports.txt; exit 1; }
	@echo "lint: style, format, types and import directions are fine"

format: $(DEV) ## put every file into the house's style
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

bench: $(DEV) ## benchmarks, as ratios beside a peer or limit in the same run
	@$(BIN)/python -m bench $(ARGS)

soak: $(DEV) ## the long fault tests; ARGS="--only kills" for one part, TOWN="--days 3" for every store alike
	@$(BIN)/python -m bench.soak $(ARGS)
	@$(BIN)/python -m bench.same_town $(TOWN)

hunt: $(DEV) ## random lives and properties with new seeds, TIMES=20 times as many; ARGS="-k lives" for some
	@$(SPARED) HONGYAN_HUNT=$(or $(TIMES),20) $(BIN)/python -m pytest -m hypothesis --numprocesses=auto $(ARGS)

lock: $(DEV) ## pin again what pyproject.toml asks for; UPGRADE=1 takes newer versions
	@$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)

traditional: $(DEV) ## the Traditional Chinese texts again, from the Simplified ones
	@$(BIN)/python tools/traditional.py

dev: $(DEV) ## like setup, with the developers' tools

browser: $(DEV) ## the Chromium and fonts that the page's tests need
	@$(BIN)/python tools/browser.py --install

clean: ## remove what setting up and testing made; never var/, which holds data
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN): pyproject.toml requirements/run.txt
	@$(PYTHON) tools/environment.py requirements/run.txt $@

$(DEV): pyproject.toml requirements/dev.txt
	@$(PYTHON) tools/environment.py requirements/dev.txt $@
	@touch $(RUN)
