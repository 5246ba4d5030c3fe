"""Check-worthiness ranks checkable claims above claims that nobody can check."""

import pytest

from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Span
from hearsay.pipelines.resolve.claims.signals import Signals
from hearsay.pipelines.resolve.claims.worth import check_worthiness
from tests.english import ENGLISH

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
    worthiness = check_worthiness(read_text(text, ENGLISH).signals, ENGLISH)
    assert worthiness is not None
    return worthiness


@pytest.mark.parametrize("record", RECORDS)
def test_records_rank_above_talk(record: str) -> None:
    assert 0 <= max(map(worth, TALK)) < worth(record) <= 1


def test_nothing_read_is_nothing_scored() -> None:
    """NULL is not 0: a reader without signals has not judged the claim."""
    assert check_worthiness((), ENGLISH) is None


def test_a_claim_is_scored_by_its_own_words() -> None:
    """The words of the parts of a discontinuous content count; the words between them do not."""
    text = "“We created 40,000 jobs,” she said, smiling, “in two years.”"
    signals = Signals(read_text(text, ENGLISH).signals)
    spans = (Span(0, 25), Span(44, len(text)))
    inside = signals.within(spans)
    assert [text[signal.start : signal.end] for signal in inside][1:3] == ["We", "created"]
    assert not any("said" in text[signal.start : signal.end] for signal in inside)
    joined = text[0:25] + " … " + text[44:]
    shifted = signals.joined(spans, 3)
    assert [joined[signal.start : signal.end] for signal in shifted] == [
        text[signal.start : signal.end] for signal in inside
    ]


def test_scoring_twice_gives_the_same() -> None:
    """Rows are compared across runs."""
    assert [worth(signal) for signal in RECORDS] == [worth(signal) for signal in RECORDS]


@pytest.mark.parametrize("fragment", ["the tax on bread", "trade treaties", "40,000 jobs"])
def test_what_states_nothing_ranks_below_the_sentence_around_it(fragment: str) -> None:
    """The encoder states of a fragment reflect its sentence too; this is how 'treaties' once scored .999."""
    text = f"In 2017 she voted against {fragment}, which cost 3 trillion crowns and 5 percent of all jobs."
    signals = Signals(read_text(text, ENGLISH).signals)
    start = text.index(fragment)
    inside = signals.joined((Span(start, start + len(fragment)),), 3)
    worthiness = check_worthiness(inside, ENGLISH, fragment)
    assert worthiness is not None
    assert worthiness < 0.4 < worth(text)


def test_a_part_with_a_verb_keeps_its_score() -> None:
    """In 'X said that rents rose by 6 percent' the part is a statement, although not a whole sentence."""
    signals = read_text(RECORDS[1], ENGLISH).signals
    assert check_worthiness(signals, ENGLISH, RECORDS[1]) == check_worthiness(signals, ENGLISH)
