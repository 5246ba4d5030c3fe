"""Role, affiliation and pronoun of a source, passive cues, and plain sayings that the reader missed."""

import pytest

from hearsay.pipelines.records import Claim
from tests.unit.resolve.test_speakers import claims_of, said


def words(text: str, claim: Claim) -> tuple[str | None, str | None]:
    """Return role and affiliation in the words of the text."""
    spans = (claim.source_role.role, claim.source_role.affiliation)
    role, affiliation = (text[span.start : span.end] if span else None for span in spans)
    return role, affiliation


@pytest.mark.parametrize(
    ("text", "source", "role", "affiliation"),
    [
        ("Finance Minister Mara Voss said it is late.", "Finance Minister Mara Voss", "Finance Minister", None),
        (
            "A spokesman for Acme Engineering said it is late.",
            "A spokesman for Acme Engineering",
            "A spokesman for Acme Engineering",
            "Acme Engineering",
        ),
        (
            "Officials of the Ministry of Health said it is late.",
            "Officials of the Ministry of Health",
            "Officials of the Ministry of Health",
            "Ministry of Health",
        ),
        ("A neighbour said it is late.", "A neighbour", "A neighbour", None),
        (
            "Mara Voss, the chief executive of Acme Engineering, said it is late.",
            "Mara Voss, the chief executive of Acme Engineering,",
            "the chief executive of Acme Engineering",
            "Acme Engineering",
        ),
        ("Mara Voss of Acme Engineering said it is late.", "Mara Voss of Acme Engineering", None, "Acme Engineering"),
        ("She said it is late.", "She", None, None),
    ],
)
def test_the_article_gives_the_role(text: str, source: str, role: str | None, affiliation: str | None) -> None:
    """Nothing is invented: without words there is no role."""
    claims, _ = claims_of(text, said(text, source, "said", "it is late"))
    assert words(text, claims[0]) == (role, affiliation)


def test_an_affiliation_is_an_entity() -> None:
    """'Officials of X' are asked for by the entity of X."""
    text = "Officials of the Ministry of Health said it is late."
    claims, names = claims_of(text, said(text, "Officials of the Ministry of Health", "said", "it is late"))
    assert names.get(claims[0].source_role.affiliation_entity_id) == "Ministry of Health"


def test_a_role_stated_elsewhere_is_the_persons() -> None:
    """'Voss' is the mayor also where the article does not repeat it."""
    text = "Mara Voss, the mayor of Osmere, opened the pier. Voss said it is late."
    claims, _ = claims_of(text, said(text, "Voss", "said", "it is late", after="Voss said"))
    assert words(text, claims[0]) == ("the mayor of Osmere", "Osmere")


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("Kim Rask opened the pier. She said it is late.", "she"),
        ("Kim Rask opened the pier. He said it is late.", "he"),
        ("Mara Voss opened the pier. Voss said it is late.", None),
    ],
)
def test_only_the_text_gives_a_pronoun(text: str, pronoun: str | None) -> None:
    """A first name is no evidence of a pronoun."""
    source = text.split(". ")[1].split(" said", maxsplit=1)[0]
    claims, _ = claims_of(text, said(text, source, "said", "it is late", after=f"{source} said"))
    assert claims[0].source_pronoun == pronoun


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Mara Voss was accused of fraud.", "was accused of"),
        ("Mara Voss has been widely criticised for fraud.", "has been widely criticised for"),
        ("Mara Voss is thought to have committed fraud.", "is thought"),
        ("Mara Voss was told that it was fraud.", "was told"),
    ],
)
def test_a_passive_subject_does_not_speak(text: str, cue: str) -> None:
    """The accused did not say the accusation."""
    claims, _ = claims_of(text, said(text, "Mara Voss", cue, "fraud"))
    assert (claims[0].source_entity_id, claims[0].source_type, claims[0].is_said) == (None, "none", False)


def test_an_agent_of_a_passive_speaks() -> None:
    """'Criticised by the Workers Party' has a source."""
    text = "The plan was criticised by the Workers Party."
    claims, names = claims_of(text, said(text, "the Workers Party", "was criticised by", "The plan"))
    assert names.get(claims[0].source_entity_id) == "Workers Party"


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("The road is closed, Mara Voss said.", "Mara Voss", "The road is closed"),
        ("The road was closed for hours, the police said on Monday.", "the police", "The road was closed for hours"),
        ("Mara Voss said that the road is closed.", "Mara Voss", "that the road is closed"),
    ],
)
def test_a_plain_saying_needs_no_reader(text: str, source: str, content: str) -> None:
    """A clause with source and verb is an attribution also where the reader found none."""
    claims, _ = claims_of(text)
    (claim,) = claims
    shown = [text[part[0].start : part[0].end] for part in (claim.attribution.source, claim.attribution.content)]
    assert shown == [source, content]


@pytest.mark.parametrize(
    "text", ["Bread can be high in added sugar and salt.", "The road is closed.", "The sign said stop."]
)
def test_other_sentences_are_no_sayings(text: str) -> None:
    """'Added sugar' adds nothing, and a sign is nobody."""
    claims, _ = claims_of(text)
    assert all(claim.source_type == "author" for claim in claims)
