"""Test parameters from expectations of the phrase book: their ids, and a mark for a known miss."""

import pytest

from tests.golden.phrasebook import Entry


def parameter(entry: Entry, part: str, *values: object, name: str) -> object:
    """Return a pytest parameter; an expectation with `missed_by` must fail, and is an error when it passes."""
    stage = entry.missing_stage(part)
    if stage is None:
        return pytest.param(*values, id=name)
    reason = f"missed by {stage}; when this passes, remove missed_by from the book"
    return pytest.param(*values, id=name, marks=pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason))
