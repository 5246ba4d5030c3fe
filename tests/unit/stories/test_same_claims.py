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


def named(content, name, source, version="v1", story="s1", polarity="+"):
    """Return a claim of a person in an article of a story."""
    return KnownClaim(f"{version}-{content}", content, source, polarity, None, name, "person", version, story)


LONG = (
    "“We bought the quay in March,” … “The harbour of Osmere will stay shut until the end of May, and nobody in this "
    "council wanted that. I did not vote for the sale.”"
)


@pytest.mark.parametrize(
    "content",
    [
        "“The harbour of Osmere will stay shut until the end of May,”",
        "that “the harbour of Osmere will stay closed until the end of May”",
        "“I did not vote for the sale.”",
        "“We bought the quay in March”",
    ],
    ids=["a sentence", "a changed word", "the end", "the beginning"],
)
def test_an_excerpt_of_a_quotation_is_the_same_claim(content):
    """Outlets cut one statement at different places; the longer quotation resembles none of its excerpts."""
    assert claim_likeness(named(LONG, "Mara Voss", "voss"), named(content, "Mara Voss", "voss", "v2"), LANGUAGES) > 0


@pytest.mark.parametrize(
    "other",
    [
        named("“The harbour of Tarnhead will stay shut until the end of May,”", "Mara Voss", "voss", "v2"),
        named("“The harbour of Osmere will not stay shut until the end of May,”", "Mara Voss", "voss", "v2"),
        named("“The harbour of Osmere will stay shut until the end of June,”", "Mara Voss", "voss", "v2"),
        named("“The harbour of Osmere will stay shut until the end of May,”", "Ole Brandt", "brandt", "v2"),
        named("“The harbour of Osmere will stay shut until the end of May,”", "Mara Voss", "voss", "v2", "s2"),
        named("“The harbour of Osmere will stay shut until the end of May,”", "Mara Voss", "voss", "v1"),
        named("the end of this council", "Mara Voss", "voss", "v2"),
        named("“Nobody wanted that”", "Mara Voss", "voss", "v2"),
        named("the harbour of Osmere and the sale of the quay", "Mara Voss", "voss", "v2"),
    ],
    ids=[
        *("another place", "negated", "another month", "another person", "another story", "inside the same article"),
        *("a phrase", "a commonplace", "words here and there"),
    ],
)
def test_shared_words_are_no_excerpt(other):
    """A changed name or negation makes another claim, and a few words of a long statement are none."""
    assert claim_likeness(named(LONG, "Mara Voss", "voss"), other, LANGUAGES) == 0


@pytest.mark.parametrize(
    ("name", "other", "is_same"),
    [
        ("Ellen R. Marsh", "Ellen Marsh", True),
        ("Marsh", "Ellen Marsh", True),
        ("Bill Hartnoll", "William Hartnoll", True),
        ("J. Hartnoll", "Jane Quentin Hartnoll", True),
        ("Ellen R. Marsh", "Ellen T. Marsh", False),
        ("Owen Marsh", "Ellen Marsh", False),
        ("Ellen", "Ellen Marsh", False),
    ],
)
def test_a_source_under_two_forms_of_a_name(name, other, is_same):
    """Each outlet has its own form of a name. Only within a story does a form identify a person."""
    left = named(f"“{SAID}”", name, "first")
    for story, expected in (("s1", is_same), ("s2", False)):
        right = named(f"“{SAID}”", other, "second", "v2", story)
        assert (claim_likeness(left, right, LANGUAGES) > 0) is expected


def test_an_unknown_source_of_another_story_makes_another_claim():
    """'The man will be brought before a judge': two arrests, and two men."""
    left = KnownClaim("a", SAID, None, "+", None, None, None, "v1", "s1")
    same = KnownClaim("b", SAID, None, "+", None, None, None, "v2", "s1")
    assert claim_likeness(left, same, LANGUAGES) == 1
    assert claim_likeness(left, KnownClaim("b", SAID, None, "+", None, None, None, "v2", "s2"), LANGUAGES) == 0


def test_a_denied_claim_has_no_excerpt_that_affirms_it():
    """'She denied that the harbour …' is not 'she said that the harbour …'; a denial in the words is in both."""
    content = "that the harbour of Osmere will stay shut until the end of May"
    denied, affirmed = (
        named(content, "Mara Voss", "voss", polarity="-"),
        named(f"{content} or June", "", "voss", "v2"),
    )
    assert claim_likeness(denied, affirmed, LANGUAGES) == 0


def test_the_likest_decides_and_then_the_smaller_id():
    """With two similar groups, the choice must not depend on the order in which they were found."""
    near = [
        claim(f"{SAID} or so", name="b", group="g1"),
        claim(SAID, name="c", group="g3"),
        claim(SAID, name="d", group="g2"),
    ]
    assert find_group(claim(SAID), near, LANGUAGES) == find_group(claim(SAID), near[::-1], LANGUAGES) == "g2"
    assert find_group(claim("something else was said about it all"), near, LANGUAGES) is None
