"""The numbers of pipelines/versions.py: raised when the golden pages come out differently, and only then."""

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
    """Known pages would keep what the old code made of them, and nobody would know why two pages differ."""
    found, known = today(), written()
    stages = sorted({change.stage.upper() for change in unraised(found, known)})
    assert not stages, f"raise {stages} in pipelines/versions.py, then: python -m tests.golden.fingerprints"
    assert not changes(found, known), "run: python -m tests.golden.fingerprints"
    assert found == {stage: latest(known[stage]) for stage in NUMBERS}, "run: python -m tests.golden.fingerprints"


def test_each_number_has_a_page_that_shows_why():
    """A number that rose for nothing has every known page read again for nothing."""
    known = written()
    assert {stage: max(numbers) for stage, numbers in known.items()} == {
        "extractor": EXTRACTOR,
        "reader": READER,
        "rules": RULES,
    }
    assert unshown(known) == []


def test_another_output_of_the_same_input_asks_for_a_number(monkeypatch):
    """What the first test holds, on pages made up."""
    found = {stage: {"a.html": "in other"} for stage in KNOWN}
    assert unraised(found, KNOWN) == [Change(stage, "a.html", True) for stage in KNOWN]
    monkeypatch.setattr(fingerprints, "NUMBERS", {"extractor": 2, "reader": 2, "rules": 2})
    assert unraised(found, KNOWN) == []


def test_another_input_asks_for_none():
    """A reader that is given another text is not another reader."""
    found = {stage: {"a.html": "other other"} for stage in KNOWN}
    assert unraised(found, KNOWN) == []
    assert len(changes(found, KNOWN)) == len(KNOWN)


@pytest.mark.parametrize(
    ("pages", "is_shown"),
    [({"a.html": "in other"}, True), ({"b.html": "in out"}, True), ({"a.html": "in out"}, False), ({}, False)],
    ids=["changed", "new", "same", "none"],
)
def test_a_number_is_shown_by_a_changed_or_a_new_page(pages, is_shown):
    """A page of its own, or one that came out otherwise."""
    known = {**KNOWN, "rules": {**KNOWN["rules"], 2: pages}}
    assert unshown(known) == ([] if is_shown else ["rules 2"])
