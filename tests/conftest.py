"""What holds for all tests."""

import os


def pytest_configure():
    """Let a call of Prefect in a test's own process fail at once, instead of starting a server, unseen, for a minute.

    Tests of Prefect are in end_to_end, where commands get an environment of their own.
    """
    os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"
