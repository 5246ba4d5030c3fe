"""What holds for all tests."""

import os

import pytest


def pytest_configure():
    """Let a call of Prefect in a test's own process fail at once, instead of starting a server, unseen, for a minute.

    Tests of Prefect are in end_to_end, where commands get an environment of their own.
    """
    os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"


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
