# Watchfloor. `make` alone lists what there is to do.
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-long check bench docs messages screenshots
RUN := .venv/bin
# how many tests run at a time (they wait now and then, so one more than two cores), and what else pytest is told:
# make test JOBS=4 PYTEST_ARGS="tests/rules -x"
JOBS ?= 3
PYTEST_ARGS ?=
# compiled once and kept beside its source: some two seconds for every process that is started, a demo's and the tests'
unexport PYTHONDONTWRITEBYTECODE
# what `watchfloor demo` is told: make demo ARGS="--no-serve --json"
ARGS ?=

help: ## Show these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## Put everything into .venv and build the front end; says first what it downloads
	@scripts/setup

demo: ## Set up, then show a fusion center at work on made-up reports (ARGS="--no-serve")
	@scripts/setup
	@$(RUN)/watchfloor demo $(ARGS)

test: ## The gate: set up, check (with the house's own tests), then every other test that is not a long one
	@scripts/setup --browser
	@$(MAKE) --no-print-directory check
	@$(RUN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder --ignore tests/house -m "not long" $(PYTEST_ARGS)

test-long: ## Everything of `test` and the long ones: external server, a million rows, fuzzing, peers
	@scripts/setup --browser
	@$(MAKE) --no-print-directory check
	@WATCHFLOOR_CHAOS_SECONDS=60 $(RUN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder --ignore tests/house --hypothesis-profile long $(PYTEST_ARGS)

check: ## Format, lint, types, the floors of the house and its own tests; touches nothing
	@scripts/setup
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/pytest tests/house

bench: ## Measure every figure, beside peers where there are any
	@scripts/setup
	@$(RUN)/watchfloor bench all

screenshots: ## Picture every page of the exercise into build/screens, and two of them for the README
	@scripts/setup --browser
	@$(RUN)/pytest tests/browser/pictures.py

docs: ## Write the pages that are made from the code (docs/law.md)
	@scripts/setup
	@$(RUN)/python scripts/law.py

messages: ## Write every word of the pages into build/watchfloor.pot, for translators
	@scripts/setup
	@$(RUN)/python scripts/messages.py
