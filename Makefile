# Two verbs for users, a few for those who work on it. Every verb sets up what it needs.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: app test lint long mutate check docs bench lock clean

app: $(VENV)/.app
	$(BIN)/regolex app

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist loadfile

long: $(VENV)/.dev
	$(BIN)/python -m pytest tests/long -n auto --override-ini "addopts=-q --strict-markers"

lint: $(VENV)/.dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

mutate: $(VENV)/.dev
	$(BIN)/python -m regolex.checks.mutation

check: $(VENV)/.app
	$(BIN)/regolex check

docs: $(VENV)/.dev
	$(BIN)/python -m docs.generate

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/screening.py
	$(BIN)/python benchmarks/streaming.py
	$(BIN)/python benchmarks/cores.py

# Each stamp stands for one set of installed packages; a changed lock file or pyproject.toml makes it stale.
$(VENV)/.app: requirements/app.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/app.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.app

$(VENV)/.bench: $(VENV)/.dev requirements/bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	touch $@

# Pins with hashes and without index addresses, for every platform and Python from 3.11 on.
lock: $(VENV)/.dev
	$(BIN)/uv pip compile pyproject.toml --extra app --extra report requirements/build.in \
	    --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements/app.txt
	$(BIN)/uv pip compile pyproject.toml --all-extras requirements/build.in \
	    --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements/dev.txt
	$(BIN)/uv pip compile requirements/bench.in --constraint requirements/dev.txt \
	    --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements/bench.txt

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
