"""Phrase book of certainty and polarity, with a case for each construction that FactBank's annotators use."""

import tomllib
from pathlib import Path

import pytest

from hearsay.pipelines.reader import read_text
from hearsay.pipelines.resolve.claims.certainty import judge_certainty, of_score
from hearsay.pipelines.resolve.claims.clauses import head_of, main_clause, words_of
from hearsay.pipelines.resolve.claims.cues import cue_lemma
from tests.english import ENGLISH

BOOK = tomllib.loads((Path(__file__).parent / "certainty_phrases.toml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(content, *(rest if len(rest) == 2 else ("said", *rest)), id=f"{kind}: {content}"[:90])
    for kind, book in BOOK.items()
    for content, *rest in book["cases"]
]


def test_the_book_is_long_enough() -> None:
    """A loader that finds no case would make the phrase book pass with nothing checked."""
    assert len(CASES) >= 60
    assert {str(case.values[2])[:2] for case in CASES} == {"CT", "PR", "PS", "U "}


@pytest.mark.parametrize(("content", "cue", "judged"), CASES)
def test_phrase_book(content: str, cue: str, judged: str) -> None:
    """The pipeline judges a content with the reader's signals for its sentence, so the book does too."""
    before = f"The board {cue} "
    signals = [
        signal._replace(start=signal.start - len(before), end=signal.end - len(before))
        for signal in read_text(f"{before}{content}.", ENGLISH).signals
        if len(before) <= signal.start < len(before) + len(content)
    ]
    verdict = judge_certainty(cue_lemma(cue, ENGLISH), cue, content, ENGLISH, signals)
    assert " ".join(verdict) == judged


@pytest.mark.parametrize(
    ("content", "head"),
    [
        ("the council approved the budget", "approved"),
        ("the crew failed to stop the leak", "stop"),
        ("After losing the vote, she resigned", "resigned"),
        ("ministers knew that the dam had failed", "failed"),
        ("the council had no doubt about it", "had"),
        ("the mayor, who did not vote, welcomed the plan", "welcomed"),
    ],
)
def test_the_predicate_that_stands_for_a_claim(content: str, head: str) -> None:
    """A wrong predicate gives another event's certainty: it is the main clause's own, or the one it embeds."""
    clause, _ = main_clause(words_of(content, ENGLISH, read_text(content, ENGLISH).signals), ENGLISH)
    at = head_of(clause, ENGLISH)
    assert at is not None
    assert clause[at].form == head


def test_no_signals_and_no_words_leave_a_plain_assertion() -> None:
    """Text without signals, or no text at all, needs a verdict too."""
    assert judge_certainty(None, "", "", ENGLISH) == ("CT", "+")
    assert judge_certainty("say", "said", "…", ENGLISH) == ("CT", "+")
    assert judge_certainty("say", "said", "the bridge is safe", ENGLISH) == ("CT", "+")


def test_a_low_score_leaves_the_content_open() -> None:
    """A higher score must never be less certain."""
    verdicts = [of_score(score / 10) for score in range(-30, 31)]
    assert verdicts[-1] == ("CT", "+")
    assert list(dict.fromkeys(verdicts)) == [("U", "u"), ("CT", "+")]
