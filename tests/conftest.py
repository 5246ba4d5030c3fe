"""What holds for all tests."""

import os

import pytest


def pytest_configure():
    """Let a call of Prefect in a test's own process fail at once, instead of starting a server, unseen, for a minute.

    Tests of Prefect are in end_to_end, where commands get an environment of their own.
    """
    os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"


def pytest_collection_modifyitems(items):
    """Leave out what takes minutes of waiting for timeouts, and say how to run it."""
    if not os.environ.get("HEARSAY_LONG"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="takes minutes; HEARSAY_LONG=1 runs it"))
