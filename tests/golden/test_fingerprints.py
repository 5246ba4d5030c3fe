"""The numbers of pipelines/versions.py rise when the output for the golden pages changes, and only then."""

import pytest

from hearsay.pipelines.versions import EXTRACTOR, READER, RULES
from tests.golden import fingerprints
from tests.golden.fingerprints import NUMBERS, Change, changes, latest, today, unraised, unshown, written

KNOWN = {
    "extractor": {1: {"a.html": "in out"}},
    "reader": {1: {"a.html": "in out"}},
    "rules": {1: {"a.html": "in out"}},
}


def test_no_golden_page_changed_without_a_number():
    """Without a new number, pages in a warehouse would keep the old output and nothing would explain it."""
    current, stored = today(), written()
    stages = sorted({change.stage.upper() for change in unraised(current, stored)})
    assert not stages, f"raise {stages} in pipelines/versions.py, then: python -m tests.golden.fingerprints"
    assert not changes(current, stored), "run: python -m tests.golden.fingerprints"
    assert current == {stage: latest(stored[stage]) for stage in NUMBERS}, "run: python -m tests.golden.fingerprints"


def test_each_number_has_a_page_that_shows_why():
    """A number raised without a change makes every page in a warehouse be read again for nothing."""
    stored = written()
    assert {stage: max(numbers) for stage, numbers in stored.items()} == {
        "extractor": EXTRACTOR,
        "reader": READER,
        "rules": RULES,
    }
    assert unshown(stored) == []


def test_another_output_of_the_same_input_asks_for_a_number(monkeypatch):
    """The first test would pass on an empty list, so this test checks its rule on made-up pages."""
    current = {stage: {"a.html": "in other"} for stage in KNOWN}
    monkeypatch.setattr(fingerprints, "NUMBERS", {"extractor": 1, "reader": 1, "rules": 1})
    assert unraised(current, KNOWN) == [Change(stage, "a.html", True) for stage in KNOWN]
    monkeypatch.setattr(fingerprints, "NUMBERS", {"extractor": 2, "reader": 2, "rules": 2})
    assert unraised(current, KNOWN) == []


def test_another_input_asks_for_none():
    """A reader with another input has not changed itself."""
    current = {stage: {"a.html": "other other"} for stage in KNOWN}
    assert unraised(current, KNOWN) == []
    assert len(changes(current, KNOWN)) == len(KNOWN)


@pytest.mark.parametrize(
    ("pages", "is_shown"),
    [({"a.html": "in other"}, True), ({"b.html": "in out"}, True), ({"a.html": "in out"}, False), ({}, False)],
    ids=["changed", "new", "same", "none"],
)
def test_a_number_is_shown_by_a_changed_or_a_new_page(pages, is_shown):
    """A new or a changed page justifies a number."""
    stored = {**KNOWN, "rules": {**KNOWN["rules"], 2: pages}}
    assert unshown(stored) == ([] if is_shown else ["rules 2"])
