"""Programs that some tests need beside Python."""

import os

import pytest


def needs(is_there: object, tool: str, how: str) -> None:
    """Skip the test where a tool is missing; fail it where CI is set, which must run everything."""
    if is_there:
        return
    message = f"{tool} is not installed: {how}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
