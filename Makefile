# The commands of this project. Each does its own setup first; the second time that is nothing.
.PHONY: run test check bench bench-understanding setup setup-dev format lock

HELPLINE := .venv/bin/helpline
PY := .venv/bin/python
CODE := helpline.py errors.py composition bot connectors handoff operation bench tests

run: setup
	@HELPLINE_DEMO=$${HELPLINE_DEMO-1} exec $(HELPLINE) run

setup:
	@tools/setup run

setup-dev:
	@tools/setup dev

check: setup-dev
	.venv/bin/ruff format --check $(CODE)
	.venv/bin/ruff check $(CODE)
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PY) -m tools.licences
	$(PY) -m tools.translations
	$(PY) -m tools.catalogues
	$(HELPLINE) check

# Two files at a time, in order: most tests wait more than they work, and the long ones stand apart.
test: setup-dev
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: setup-dev
	$(PY) -m bench

bench-understanding: setup-dev
	$(PY) -m bench.peer

format: setup-dev
	.venv/bin/ruff format $(CODE)
	.venv/bin/ruff check --fix $(CODE)

# Makes the pinned lists anew from the .in files; no registry's address is written into them.
lock: setup-dev
	tools/lock
