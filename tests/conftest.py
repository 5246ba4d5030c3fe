"""What holds for all tests."""

import functools
import gc
import os
import sys

import duckdb
import pytest


def pytest_configure():
    """Let a call of Prefect in a test's own process fail at once, instead of starting a server, unseen, for a minute.

    Tests of Prefect are in end_to_end, where commands get an environment of their own.
    """
    os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"
    duckdb.connect = _with_one_thread(duckdb.connect)


def _with_one_thread(connect):
    """Return duckdb.connect with one thread where the caller names no number.

    A second thread costs a third of the processor time of a publication of a page, and has nothing to do. Commands
    that tests start as processes keep DuckDB's default.
    """

    @functools.wraps(connect)
    def connect_with_one_thread(*arguments, **options):
        options["config"] = {"threads": 1, **(options.get("config") or {})}
        return connect(*arguments, **options)

    return connect_with_one_thread


_NEW_MODULES = 100
_frozen_modules = 0


def pytest_runtest_logfinish():
    """Leave loaded libraries out of garbage collection.

    A collection takes 0.2 s when Great Expectations and Prefect are loaded, and a run asks for one with each chunk.
    """
    global _frozen_modules  # noqa: PLW0603 - a hook has no other place for it
    if len(sys.modules) >= _frozen_modules + _NEW_MODULES:
        gc.collect()
        gc.freeze()
        _frozen_modules = len(sys.modules)


LEFT_OUT = {
    "heavy": ("HEARSAY_HEAVY", "takes a minute of two cores"),
    "long": ("HEARSAY_LONG", "takes minutes of waiting for timeouts"),
}
"""Marks of tests that a plain run leaves out: what brings them in, and why they are out."""


def pytest_collection_modifyitems(items):
    """Leave out what takes long, and say how to run it."""
    for mark, (variable, reason) in LEFT_OUT.items():
        if not os.environ.get(variable):
            for item in items:
                if item.get_closest_marker(mark):
                    item.add_marker(pytest.mark.skip(reason=f"{reason}; {variable}=1 runs it"))


@pytest.fixture(autouse=True)
def _imports_from_the_checkout(monkeypatch):
    """Let a test's own processes import `tests` and `training`: a worker pool in an earlier test forbids it."""
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL of this process of tests, for lakes."""
    from tests.postgres import running_server

    with running_server() as server:
        yield server
