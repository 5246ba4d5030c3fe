# `make demo` and `make test` are all a new machine needs: they install what is pinned, once, into .venv.
PYTHON ?= python3
BIN := .venv/bin
HEARSAY := $(BIN)/hearsay --warehouse demo/hearsay.duckdb

.PHONY: demo test check lint types docs lock clean

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q hearsay
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

test: .venv/installed
	$(BIN)/python -m pytest

check: lint types test

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/installed
	$(BIN)/mypy

docs: .venv/installed
	$(BIN)/python -m hearsay.flows.docs docs

lock: .venv/installed
	$(BIN)/python -m uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --output-file requirements.lock

clean:
	rm -rf .venv demo
