# Two commands do everything on a bare machine: `make chat` and `make test`. Each installs what it needs into .venv.
PYTHON ?= python3
PY := .venv/bin/python
NAME ?=

.PHONY: chat test serve slack discord soak bench lint format lock clean

chat: .venv/.runtime
	@$(PY) -m bots.terminal $(NAME)

slack: .venv/.runtime
	@$(PY) run_slack.py

serve: .venv/.runtime
	@$(PY) -m admin_api

discord: .venv/.runtime
	@$(PY) run_discord.py

test: lint
	$(PY) -m pytest -n 2

lint: .venv/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

format: .venv/.dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

soak: .venv/.dev
	KILLS=200 $(PY) -m pytest tests/kill

bench: .venv/.dev
	$(PY) -m benchmarks

lock: .venv/.dev
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-header \
		pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-header \
		--group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Agent Builder needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { echo "Could not create .venv. On Debian or Ubuntu run: apt-get install python3-venv" >&2; exit 1; }

.venv/.runtime: .venv/bin/python requirements.lock
	@echo "Installing Agent Builder into .venv (first time only) ..." >&2
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock >&2
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	@echo "Installing what the tests need into .venv (first time only) ..." >&2
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock >&2
	@touch $@
