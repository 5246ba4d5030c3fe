"""A phrase book: one case for each way in which FactBank's annotators tell certainty and polarity."""

import tomllib
from pathlib import Path

import pytest

from hearsay.pipelines.reader import read_text
from hearsay.pipelines.resolve.claims.certainty import judge_certainty, of_score
from hearsay.pipelines.resolve.claims.clauses import head_of, main_clause, words_of
from hearsay.pipelines.resolve.claims.cues import cue_lemma

BOOK = tomllib.loads((Path(__file__).parent / "certainty_phrases.toml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(content, *(rest if len(rest) == 2 else ("said", *rest)), id=f"{kind}: {content}"[:90])
    for kind, book in BOOK.items()
    for content, *rest in book["cases"]
]


def test_the_book_is_long_enough() -> None:
    """A loader that finds no case passes always."""
    assert len(CASES) >= 60
    assert {str(case.values[2])[:2] for case in CASES} == {"CT", "PR", "PS", "U "}


@pytest.mark.parametrize(("content", "cue", "judged"), CASES)
def test_phrase_book(content: str, cue: str, judged: str) -> None:
    """As the pipeline judges it, with the signals that the reader gives the content in its sentence."""
    before = f"The board {cue} "
    signals = [
        signal._replace(start=signal.start - len(before), end=signal.end - len(before))
        for signal in read_text(f"{before}{content}.").signals
        if len(before) <= signal.start < len(before) + len(content)
    ]
    found = judge_certainty(cue_lemma(cue), cue, content, signals)
    assert " ".join(found) == judged


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
    """It is the main clause's own, or what that one embeds: a wrong one gives the certainty of something else."""
    clause, _ = main_clause(words_of(content, read_text(content).signals))
    at = head_of(clause)
    assert at is not None
    assert clause[at].form == head


def test_no_signals_and_no_words_leave_a_plain_assertion() -> None:
    """Text of another reader, or none at all, has an answer too."""
    assert judge_certainty(None, "", "") == ("CT", "+")
    assert judge_certainty("say", "said", "…") == ("CT", "+")
    assert judge_certainty("say", "said", "the bridge is safe") == ("CT", "+")


def test_scores_fall_through_all_certainties() -> None:
    """A better score is never less certain."""
    found = [of_score(score / 10) for score in range(-30, 31)]
    assert found[-1] == ("CT", "+")
    assert list(dict.fromkeys(found)) == [("U", "u"), ("PS", "+"), ("PR", "+"), ("CT", "+")]
