# Two commands do everything on a bare machine: `make chat` and `make test`. Each installs what it needs into .venv.
PYTHON ?= python3
PY := .venv/bin/python
NAME ?=
RUNS ?= 10
WORKERS ?= 2
unexport PYTHONDONTWRITEBYTECODE  # else every process of the tests compiles what it imports

COMPILE := .venv/bin/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-header

# $(call install,WHAT,OPTIONS): the lock file of a target into .venv, by uv; by pip where uv cannot, for example behind a
# mirror that only pip is set up for
define install
@echo "Installing $(1) into .venv (first time only) ..." >&2
@.venv/bin/uv pip install -q $(2) --require-hashes --python $(PY) -r $< >&2 \
	|| $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $< >&2
@touch $@
endef

.PHONY: chat test tests serve slack discord soak fuzz judge shuffle bench eval eval-llm eval-llm-record lint format lock lock-upgrade clean

chat: .venv/.chat
	@$(PY) -m bots.terminal $(NAME)

slack: .venv/.runtime
	@$(PY) run_slack.py

serve: .venv/.runtime
	@$(PY) -m admin_api

discord: .venv/.runtime
	@$(PY) run_discord.py

# side by side: some tests wait for processes, and the type check fills the gaps
test: .venv/.dev .venv/.vapi
	@$(MAKE) --no-print-directory -j2 lint tests

tests: .venv/.dev .venv/.vapi
	$(PY) -m pytest -n $(WORKERS) --dist worksteal

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

fuzz: .venv/.dev
	FUZZ=10000 $(PY) -m pytest -s tests/admin_api/test_description.py
	MORE=10 $(PY) -m pytest -n 2 -m hypothesis
	MORE=10 $(PY) -m pytest tests/secrets/test_speed.py tests/guided/test_speed.py tests/prompt/test_lint.py \
		tests/pushing/test_push_retell.py tests/test_signals.py

judge: .venv/.dev .venv/.vapi
	SPECS=500 MUTANTS=500 $(PY) -m pytest tests/targets/test_judge.py

# the fast part in random order: without what only takes long, and depends on no order
shuffle: .venv/.dev .venv/.vapi
	for run in $$(seq $(RUNS)); do $(PY) -m pytest -n 2 -p randomly -m "not soak and not hypothesis" \
		--ignore tests/test_signals.py --ignore tests/kill --ignore tests/targets/test_judge.py \
		--ignore tests/secrets/test_speed.py --ignore tests/guided/test_speed.py || exit 1; done

bench: .venv/.dev .venv-bench/.ready
	$(PY) -m benchmarks

eval: .venv/.dev
	$(PY) -m evals.guided

# personas with the guided interviewer and the recorded model; with LIVE=1 the configured models are asked
eval-llm: .venv/.dev
	$(PY) -m evals.llm $(if $(LIVE),--live)

# asks the configured model, and keeps its answers
eval-llm-record: .venv/.dev
	$(PY) -m evals.llm --record

lock: .venv/.dev
	$(COMPILE) --all-extras --group dev pyproject.toml -o requirements-dev.lock
	$(COMPILE) --all-extras -c requirements-dev.lock pyproject.toml -o requirements.lock
	$(COMPILE) -c requirements-dev.lock pyproject.toml -o requirements-chat.lock
	echo uv | $(COMPILE) -c requirements-dev.lock - -o requirements-uv.lock
	$(COMPILE) benchmarks/langgraph.in -o benchmarks/langgraph.lock
	$(COMPILE) tests/targets/judge/vapi.in -o tests/targets/judge/vapi.lock

lock-upgrade: .venv/.dev
	$(COMPILE) --upgrade --all-extras --group dev pyproject.toml -o requirements-dev.lock
	$(MAKE) lock

clean:
	rm -rf .venv .venv-bench

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Agent Builder needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { echo "Could not create .venv. On Debian or Ubuntu run: apt-get install python3-venv" >&2; exit 1; }

.venv/.uv: .venv/bin/python requirements-uv.lock
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock >&2
	@touch $@

.venv/.chat: requirements-chat.lock | .venv/.uv
	$(call install,Agent Builder)

.venv/.runtime: requirements.lock | .venv/.uv
	$(call install,Agent Builder with its bots and its API)

.venv/.dev: requirements-dev.lock | .venv/.uv
	$(call install,Agent Builder and what its tests need,--compile-bytecode)

.venv/.vapi: tests/targets/judge/vapi.lock | .venv/.uv
	@echo "Installing the Vapi SDK into .venv/vapi, to judge the exports for it (first time only) ..." >&2
	@$(PY) -m venv --clear .venv/vapi
	@.venv/bin/uv pip install -q --compile-bytecode --require-hashes --python .venv/vapi/bin/python -r $< >&2 \
		|| .venv/vapi/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $< >&2
	@touch $@

.venv-bench/.ready: benchmarks/langgraph.lock .venv/bin/python
	@echo "Installing LangGraph into .venv-bench, to measure beside it (first time only) ..." >&2
	@$(PY) -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $< >&2
	@touch $@
