"""How an expectation of the phrase book becomes a test parameter: its id, and its mark where it is missed."""

import pytest

from tests.golden.phrasebook import Entry


def parameter(entry: Entry, part: str, *values: object, name: str) -> object:
    """A pytest parameter; an expectation that carries `missed_by` must fail, and is an error when it passes."""
    stage = entry.missing_stage(part)
    if stage is None:
        return pytest.param(*values, id=name)
    reason = f"missed by {stage}; when this passes, remove missed_by from the book"
    return pytest.param(*values, id=name, marks=pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason))
