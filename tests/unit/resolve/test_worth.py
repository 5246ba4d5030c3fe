"""What a fact-checker would take up ranks above what nobody can check."""

import pytest

from pipelines.reader import read_text
from pipelines.records import Span
from pipelines.resolve.signals import Signals
from pipelines.resolve.worth import check_worthiness

RECORDS = (
    "Unemployment fell from 7.1 percent to 5.4 percent last year.",
    "He voted against the tax cut in 2017.",
    "We created 40,000 jobs in manufacturing.",
    "The deficit has doubled to 3 trillion crowns since 2019.",
    "She raised taxes on working families twice.",
)
TALK = (
    "Good evening and thank you for having me.",
    "I love this town and its people.",
    "What do you think about that?",
    "We must do better for our children.",
    "It was a beautiful day.",
)


def worth(text: str) -> float:
    found = check_worthiness(read_text(text).signals)
    assert found is not None
    return found


@pytest.mark.parametrize("record", RECORDS)
def test_records_rank_above_talk(record: str) -> None:
    assert 0 <= max(map(worth, TALK)) < worth(record) <= 1


def test_nothing_read_is_nothing_scored() -> None:
    """NULL is not 0: a reader without signals has not said that it is worth nothing."""
    assert check_worthiness(()) is None


def test_a_claim_is_scored_by_its_own_words() -> None:
    """The words of the parts of a discontinuous content count, those between them do not."""
    text = "“We created 40,000 jobs,” she said, smiling, “in two years.”"
    signals = Signals(read_text(text).signals)
    spans = (Span(0, 25), Span(44, len(text)))
    inside = signals.within(spans)
    assert [text[one.start : one.end] for one in inside][1:3] == ["We", "created"]
    assert not any("said" in text[one.start : one.end] for one in inside)
    joined = text[0:25] + " … " + text[44:]
    shifted = signals.joined(spans, 3)
    assert [joined[one.start : one.end] for one in shifted] == [text[one.start : one.end] for one in inside]


def test_scoring_twice_gives_the_same() -> None:
    """Rows are compared across runs."""
    assert [worth(one) for one in RECORDS] == [worth(one) for one in RECORDS]
