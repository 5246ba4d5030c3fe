"""What a fact-checker would take up ranks above what nobody can check."""

import pytest

from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Span
from hearsay.pipelines.resolve.claims.signals import Signals
from hearsay.pipelines.resolve.claims.worth import check_worthiness

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


@pytest.mark.parametrize("fragment", ["the tax on bread", "trade treaties", "40,000 jobs"])
def test_what_states_nothing_ranks_below_the_sentence_around_it(fragment: str) -> None:
    """The states of its words tell of the sentence too, which is what 'treaties' had .999 from."""
    text = f"In 2017 she voted against {fragment}, which cost 3 trillion crowns and 5 percent of all jobs."
    signals = Signals(read_text(text).signals)
    start = text.index(fragment)
    inside = signals.joined((Span(start, start + len(fragment)),), 3)
    found = check_worthiness(inside, fragment)
    assert found is not None
    assert found < 0.4 < worth(text)


def test_a_part_with_a_verb_keeps_its_score() -> None:
    """'X said that rents rose by 6 percent' is a statement, though no sentence of its own."""
    signals = read_text(RECORDS[1]).signals
    assert check_worthiness(signals, RECORDS[1]) == check_worthiness(signals)
