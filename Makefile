# `make demo` and `make test` are all a new machine needs: they install what is pinned, once, into .venv.
PYTHON ?= python3
PYTHONS ?= python3.11 python3.12 python3.13
BIN := .venv/bin
HEARSAY := $(BIN)/hearsay --warehouse demo/hearsay.duckdb
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/python -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header
PACKAGE := hearsay flows pipelines warehouse expectations explore
PACKAGED := $(shell find -L $(PACKAGE) -type f -not -name '*.pyc' 2>/dev/null) pyproject.toml README.md

.PHONY: demo test quick check lint types coverage docs lock wheels clean

# Users' packages alone.
.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install --no-compile --require-hashes --no-deps -r requirements.lock
	$(PIP) install --no-deps --editable .
	$(BIN)/python -m compileall -q -j 0 -x '/tests/' .venv/lib $(PACKAGE)
	touch $@

# Developers' tools beside them.
.venv/developer: .venv/installed requirements-dev.lock
	$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	touch $@

demo: .venv/installed
	@$(HEARSAY) ingest samples/pages
	@echo
	@$(HEARSAY) query "SELECT domain, source_text, cue_text, content_text, certainty, polarity FROM who_said_what \
		WHERE source_type = 'named' QUALIFY row_number() OVER (PARTITION BY domain ORDER BY claim_id) <= 2 ORDER BY domain"
	@echo
	@echo 'Go on with:'
	@echo '  $(HEARSAY) query "FROM outlet_coverage"'
	@echo '  $(HEARSAY) report        (writes hearsay-report.html: open it in a browser)'
	@echo '  $(HEARSAY) ingest your-page.html https://your.example/page'
	@echo '  $(HEARSAY) --help'

test: .venv/developer
	$(BIN)/python -m pytest

quick: .venv/developer
	$(BIN)/python -m pytest tests/unit -m "not slow" --ignore tests/unit/expectations

check: lint types dist/wheel test

# Branches that tests reach, without those of end_to_end, which take several times as long when they are measured. CI
# does not measure, because that takes as long as its tests.
coverage: .venv/developer
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest tests/integration tests/golden tests/unit
	-$(BIN)/coverage combine --quiet
	-$(BIN)/coverage report

lint: .venv/developer
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/developer
	$(BIN)/mypy

docs: .venv/developer
	$(BIN)/python -m hearsay.flows.docs docs
	$(BIN)/python -m tests.specimens.known
	$(BIN)/python -m bench.docs

lock: .venv/developer
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra dask --extra dev --extra lake --constraint requirements.lock --output-file requirements-dev.lock

# The wheel is built anew, away from what an earlier build left.
dist/wheel: .venv/developer $(PACKAGED)
	rm -rf dist build
	$(BIN)/python -m uv build --wheel --no-build-isolation --python $(BIN)/python --out-dir dist --quiet
	rm -rf build
	touch $@

# The wheel in a clean environment of each Python, by pip and by uv.
wheels: dist/wheel
	HEARSAY_PYTHONS="$(PYTHONS)" $(BIN)/python -m pytest tests/end_to_end/test_wheel.py -n 0

clean:
	rm -rf .venv demo dist build
