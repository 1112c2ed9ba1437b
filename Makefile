# Everything that make creates lives in .beket/ and build/; nothing is written to the home directory.
PYTHON ?= python3
VENV := .beket/venv/bin
RUN := $(VENV)/python -m
PACKAGES := $(wildcard contract hardware agent provisioning control_plane simulation) tests deploy
export PYTHONPYCACHEPREFIX := $(CURDIR)/.beket/pycache
export PYTHONUNBUFFERED := 1

.PHONY: help setup demo test check format bench score soak pictures deb lock clean

help: ## what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

setup: ## all that development, tests and the demo need
	@$(PYTHON) -m deploy.setup test

demo: ## the whole thing on this machine until Ctrl-C
	@$(PYTHON) -m deploy.setup demo
	@exec $(VENV)/beket-simulate demo $(ARGS)

# Two at a time, then alone what a busy machine would make wrong. 5: nothing was chosen there; in both it is a mistake.
test: setup ## the whole suite with real parts; ARGS="-k camera"
	@$(RUN) pytest -n 2 --dist loadfile -m "not alone" $(ARGS); together=$$?; \
	$(RUN) pytest -m alone $(ARGS); alone=$$?; \
	case $$together-$$alone in 0-0|0-5|5-0) ;; *) exit 1 ;; esac

check: setup ## lint, format, types, import arrows
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(RUN) mypy $(PACKAGES)
	$(VENV)/lint-imports --no-logo --cache-dir .beket/cache/import-linter

format: setup ## format and apply the safe fixes
	$(VENV)/ruff check --fix-only --quiet .
	$(VENV)/ruff format .

bench: setup ## figures into build/bench.json; ONLY=name for one
	@$(RUN) tests.bench $(ONLY)

score: setup ## how well the checks find faults: tables, build/score.json; ARGS="--side tuning"
	@$(RUN) tests.score $(ARGS)

soak: setup ## what takes minutes: the tests marked soak
	@$(RUN) pytest -m soak $(ARGS)

pictures: setup ## every page in three languages, light and dark, into build/pictures/
	@$(RUN) tests.pictures

deb: setup ## the terminal's Debian package into dist/
	@$(RUN) deploy.deb

lock: setup ## resolve the dependencies anew
	@$(VENV)/python -m deploy.setup.lock

clean: ## remove all that make created
	rm -rf .beket build dist control_plane/web/static/vendor
