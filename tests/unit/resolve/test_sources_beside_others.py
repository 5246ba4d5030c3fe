"""Claims beside other speakers: documents, quotations in quotations, gestures, guides, words without a cue."""

import pytest

from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article, Claim
from hearsay.pipelines.resolve import resolve
from hearsay.pipelines.resolve.claims.confidence import WITHOUT_CUE, confidence_of
from tests.english import ENGLISH


def read(text: str) -> list[tuple[str, str | None, str, Claim]]:
    """Return words of content, name of the source, source type and claim, of all claims with a source."""
    resolution = resolve(Article("capture", text, language="en"), read_text(text, ENGLISH), ENGLISH)
    names = {entity.entity_id: entity.canonical_name for entity in resolution.entities}
    return [
        (
            " … ".join(text[start:end] for start, end in claim.attribution.content),
            names.get(claim.source_entity_id or ""),
            claim.source_type,
            claim,
        )
        for claim in resolution.claims
        if claim.source_type != "author"
    ]


def source_of(text: str, words: str) -> tuple[str | None, str]:
    """Return name and type of the source of the only claim with these words."""
    (found,) = [(name, kind) for content, name, kind, _ in read(text) if words in content]
    return found


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            "The council published a report on Monday. The report says the pier is old. It said that WORDS.",
            "document",
        ),
        ("The Civil Safety Agency has sent a brochure to all homes. It says WORDS.", "document"),
        ("A study looked at 400 ports. It found that WORDS.", "document"),
        # a body that wrote a statement speaks for itself
        (
            "Acme Engineering said on Monday it was late. It also put out a statement. It said that WORDS.",
            "organization",
        ),
    ],
)
def test_it_behind_a_document_is_the_document(text: str, source: str) -> None:
    """Who issued a brochure is not said to have said so."""
    text = text.replace("WORDS", "the pillars of the pier were cracked")
    name, kind = source_of(text, "pillars")
    assert kind == source
    assert name is None or source == "organization"


def test_it_is_the_country_of_the_sentence_before() -> None:
    """A body that has not spoken yet may be the subject."""
    text = "Norway did not appear at the hearings in March. It argued that no rule of the court bound its ships."
    assert source_of(text, "no rule") == ("Norway", "organization")


def test_they_are_those_named_since() -> None:
    """A body that spoke some sentences ago is not 'they' behind two persons."""
    text = (
        "Acme Engineering said the steel was late. The school is old. Parents Ana Lund and Boris Petrov wrote to the "
        "school. They said the bus was never on time."
    )
    assert source_of(text, "the bus") == (None, "group")


def test_a_stated_singular_they() -> None:
    """An article that states the pronoun means the person by it."""
    text = (
        "Kim Rask, who uses they and them, is a drummer. Rask said the hall was cold. They said the heating failed."
    )
    assert source_of(text, "heating") == ("Kim Rask", "named")


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "“Mara Voss told me that the money would come in June,” Ana Lund said.",
            "the money would come",
            "Mara Voss",
        ),
        ("“Mara Voss told us the money would come in June,” said Boris Petrov.", "the money would come", "Mara Voss"),
        ("“I asked twice. My doctor said I should rest in bed,” Boris Petrov said.", "I should rest in bed", None),
    ],
)
def test_somebody_elses_words_in_a_quotation(text: str, words: str, name: str | None) -> None:
    """The inner words are the other's, the quotation stays the speaker's."""
    claims = [(content, source, claim) for content, source, _, claim in read(text) if words in content]
    (outer, inner) = sorted(claims, key=lambda item: -len(item[0]))
    assert outer[2].parent is None
    assert inner[2].parent is not None
    assert inner[1] == name
    assert outer[1] not in (name, None)


@pytest.mark.parametrize(
    "text",
    ["“Mara Voss told me the truth,” Ana Lund said.", "“My father told me not to go there,” Ana Lund said."],
)
def test_no_clause_is_no_inner_claim(text: str) -> None:
    """'Told me the truth' reports no words."""
    assert len(read(text)) == 1


@pytest.mark.parametrize(
    ("between", "name"),
    [
        ("Renholm shook his head.", "Tobias Renholm"),
        ("Renholm only nodded.", "Tobias Renholm"),
        # what the article tells of another person is no turn of that person
        ("Renholm founded the mill in 1990.", "Mara Voss"),
        ("Voss shook her head.", "Mara Voss"),
    ],
)
def test_a_gesture_takes_the_floor(between: str, name: str) -> None:
    """A quotation behind a sentence between two speakers."""
    text = (
        "Tobias Renholm met Mara Voss on the pier. “We will look at it,” Voss said. "
        f"{between} “They have looked at it for ten years.”"
    )
    assert source_of(text, "ten years")[0] == name


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("Your mechanic suggests that you change the oil twice a year.", False),
        ("Ask your guests first. If you cook for them, a guest says that the soup is cold. You can heat your soup. "
         "Your pot and your stove matter. You need you.", False),
        ("A guest said that the soup was cold on Monday evening.", True),
        ("Ana Lund says that the soup is cold.", True),
    ],
)  # fmt: skip
def test_nobody_in_particular_says_nothing(text: str, is_said: bool) -> None:
    """A guide tells what people may say."""
    saying = [claim for content, _, _, claim in read(text) if "oil" in content or "soup" in content]
    assert saying
    assert any(claim.is_said for claim in saying) == is_said


def test_words_without_a_cue_are_less_sure() -> None:
    """The speaker of a quotation that goes on is a guess of rules."""
    assert confidence_of(0.99, is_said=True, is_direct=True) > WITHOUT_CUE
    assert confidence_of(0.99, is_said=True, is_direct=True, has_cue=False) == WITHOUT_CUE
    assert confidence_of(0.3, is_said=False, is_direct=False, has_cue=False) < WITHOUT_CUE
