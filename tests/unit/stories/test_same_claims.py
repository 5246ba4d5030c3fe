"""Repeated claims: nearly the same words, sources that are not known to differ, and never the opposite claim."""

import pytest

from hearsay.pipelines.language import load_languages
from hearsay.pipelines.stories.claims import claim_likeness, find_group
from hearsay.pipelines.stories.known import KnownClaim

LANGUAGES = load_languages()


def claim(content, source="voss", polarity="+", name="a", group=None):
    return KnownClaim(name, content, source, polarity, group)


SAID = "the harbour of Osmere will stay shut until the end of May"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (claim(SAID), claim(f"“{SAID.capitalize()}.”")),
        (claim(SAID), claim(f"that {SAID}, and perhaps longer")),
        (claim(SAID), claim(SAID, source=None)),
        (claim(SAID), claim(SAID, source="mara")),
    ],
    ids=["as it stands", "cut short", "nobody named", "named otherwise"],
)
def test_the_same_claim(one, other):
    """Outlets change quotation marks, add a clause, omit the speaker or name the speaker by role."""
    assert claim_likeness(one, other, LANGUAGES) > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (claim(SAID), claim(SAID.replace("will", "will not"))),
        (claim(f"{SAID} 2026"), claim(f"{SAID} 2027")),
        (claim(SAID), claim(SAID, polarity="-")),
        (claim("we will win the cup"), claim("we will win the cup", source="holt")),
        (claim(SAID), claim(f"{SAID} at least", source="holt")),
        (claim("no comment"), claim("no comment")),
        (claim("we won't pay for the harbour"), claim("we pay for the harbour")),
    ],
    ids=["negated", "another number", "denied", "what everybody says", "of another", "too short", "n't"],
)
def test_another_claim(one, other):
    """Short changes can make another claim, and common phrases do not identify a claim."""
    assert claim_likeness(one, other, LANGUAGES) == 0


def test_the_likest_decides_and_then_the_smaller_id():
    """With two similar groups, the choice must not depend on the order in which they were found."""
    near = [
        claim(f"{SAID} or so", name="b", group="g1"),
        claim(SAID, name="c", group="g3"),
        claim(SAID, name="d", group="g2"),
    ]
    assert find_group(claim(SAID), near, LANGUAGES) == find_group(claim(SAID), near[::-1], LANGUAGES) == "g2"
    assert find_group(claim("something else was said about it all"), near, LANGUAGES) is None
