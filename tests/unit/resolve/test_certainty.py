import pytest

from pipelines.resolve.certainty import judge_certainty


@pytest.mark.parametrize(
    ("lemma", "cue", "content", "judged"),
    [
        # a plain assertion
        ("say", "said", "that the bridge is safe", ("CT", "+")),
        # the cue denies
        ("deny", "denied", "that he knew", ("CT", "-")),
        # the clause denies
        ("say", "said", "the bridge is not safe", ("CT", "-")),
        # both: denied that nothing happened
        ("deny", "denied", "that nothing had happened", ("CT", "+")),
        # the cue is a belief, or a suspicion of its contrary
        ("believe", "believe", "the bank will wait", ("PR", "+")),
        ("doubt", "doubts", "that the bank will wait", ("PR", "-")),
        # a hedge in the clause
        ("say", "said", "it may rain", ("PS", "+")),
        ("say", "said", "it will probably rain", ("PR", "+")),
        # a hedge in a later clause says nothing about the main one
        ("say", "said", "it is safe because it could have failed before", ("CT", "+")),
        # unlikely is less than certain and denies
        ("believe", "believe", "acceptance is unlikely", ("PR", "-")),
        # questions, conditions, wishes
        ("ask", "asked", "whether the bridge is safe", ("U", "u")),
        ("say", "said", "“Is it safe?”", ("U", "u")),
        ("hope", "hopes", "that it will hold", ("U", "u")),
        # not saying is not denying, not believing is
        ("say", "did not say", "that it was safe", ("U", "u")),
        ("believe", "does not believe", "that it was safe", ("PR", "-")),
        # no cue at all
        (None, "", "“It is safe.”", ("CT", "+")),
    ],
)
def test_phrase_book(lemma: str | None, cue: str, content: str, judged: tuple[str, str]) -> None:
    """One case for each way in which FactBank's annotators tell certainty and polarity."""
    assert judge_certainty(lemma, cue, content) == judged
