"""Claims inside claims, as the chain of sources before the page."""

import pytest

from hearsay.pipelines.records import Article, Attribution, Mention, Reading
from hearsay.pipelines.resolve import resolve
from tests.english import ENGLISH
from tests.made_pages import span_of

Told = tuple[str, str, str]


def attribution(text: str, source: str, cue: str, content: str) -> Attribution:
    """Return an attribution by its texts."""
    return Attribution(span_of(text, source), span_of(text, cue), span_of(text, content), "indirect", 0.8)


@pytest.mark.parametrize(
    ("text", "read", "inner"),
    [
        # a clause inside the clause
        (
            "Reuters reported that two officials said the plant had closed.",
            [("Reuters", "reported", "that two officials said the plant had closed")],
            ("two officials", "said", "the plant had closed", "anonymous"),
        ),
        (
            "The radio said that the health minister had told doctors that taxes would rise.",
            [("The radio", "said", "that the health minister had told doctors that taxes would rise")],
            ("the health minister", "had told", "that taxes would rise", "role"),
        ),
        # quoted … as saying
        (
            "The agency quoted a spokesman as saying that talks had failed.",
            [("The agency", "quoted", "a spokesman as saying that talks had failed")],
            ("a spokesman", "as saying", "talks had failed", "role"),
        ),
        (
            "The agency quoted a spokesman, as saying: “Talks had failed.”",
            [("The agency", "quoted", "a spokesman, as saying: “Talks had failed.”")],
            ("a spokesman", "as saying", "“Talks had failed.”", "role"),
        ),
        # citing, missed by the reader
        (
            "Taxes will rise, the radio said, citing the minister.",
            [("the radio", "said", "Taxes will rise")],
            ("the minister", "citing", "Taxes will rise", "role"),
        ),
        # citing, read as a cue of its own
        (
            "The plant will close, the radio reported, citing sources close to the board.",
            [
                ("the radio", "reported", "The plant will close"),
                ("the radio", "citing", "sources close to the board"),
            ],
            ("sources close to the board", "citing", "The plant will close", "anonymous"),
        ),
    ],
)
def test_inner_claim(text: str, read: list[Told], inner: tuple[str, str, str, str]) -> None:
    """The inner claim has its own source, and the outer claim as its parent."""
    attributions = tuple(attribution(text, *texts_of) for texts_of in read)
    claims = resolve(Article("capture", text), Reading((), attributions, "made"), ENGLISH).claims
    (inner_claim,) = [claim for claim in claims if claim.parent is not None]
    spans = inner_claim.attribution
    texts = [text[part[0].start : part[0].end] for part in (spans.source, spans.cue, spans.content)]
    assert (*texts, inner_claim.source_type) == inner
    assert inner_claim.parent == 0


def test_an_inner_claim_of_somebody_named() -> None:
    """A name that can act is a source, with any noun beside it."""
    text = "Reuters reported that Mara Voss said the plant had closed."
    outer = attribution(text, "Reuters", "reported", "that Mara Voss said the plant had closed")
    voss = text.index("Mara Voss")
    mentions = (Mention(0, 7, "organization", 0.9), Mention(voss, voss + len("Mara Voss"), "person", 0.9))
    resolution = resolve(Article("capture", text), Reading(mentions, (outer,), "made"), ENGLISH)
    (inner,) = [claim for claim in resolution.claims if claim.parent is not None]
    names = {entity.entity_id: entity.canonical_name for entity in resolution.entities}
    assert names[inner.source_entity_id or ""] == "Mara Voss"


def test_an_inner_claim_of_a_later_clause() -> None:
    """A name with a verb of saying begins a claim also behind 'but'."""
    text = "The radio said that the pier was safe, but Mara Voss denied that the pier had been tested."
    outer = attribution(text, "The radio", "said", text[text.index("that") : -1])
    voss = text.index("Mara Voss")
    mentions = (Mention(voss, voss + len("Mara Voss"), "person", 0.9),)
    claims = resolve(Article("capture", text), Reading(mentions, (outer,), "made"), ENGLISH).claims
    (inner,) = [claim for claim in claims if claim.parent is not None]
    content = inner.attribution.content[0]
    assert text[content.start : content.end] == "that the pier had been tested"
    assert inner.kind == "denies"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        # a reason is not a source
        ("It is late, the mayor said, citing low growth.", ("the mayor", "said", "It is late")),
        # a name in another sentence only, and no name at all
        (
            "The agency quoted him as saying that talks had failed.",
            ("The agency", "quoted", "him as saying that talks had failed"),
        ),
        (
            "The agency quoted heavy rain as saying that talks had failed.",
            ("The agency", "quoted", "heavy rain as saying that talks had failed"),
        ),
        # the same speaker again, by a pronoun
        (
            "The mayor said that she believed that it was late.",
            ("The mayor", "said", "that she believed that it was late"),
        ),
        # a question, a condition, a noun that looks like a verb of speech
        (
            "He said that if the mayor believes that it is late she goes.",
            ("He", "said", "that if the mayor believes that it is late she goes"),
        ),
        ("He said wins in states that vote early.", ("He", "said", "wins in states that vote early")),
        ("He said the mayor shows “great charm” to all.", ("He", "said", "the mayor shows “great charm” to all")),
        # a plan cannot 'claim' anything
        ("The mayor said the plan would work.", ("The mayor", "said", "the plan would work")),
        ("The mayor said what he said was wrong.", ("The mayor", "said", "what he said was wrong")),
    ],
)
def test_no_inner_claim(text: str, read: Told) -> None:
    """A chain that does not exist would turn a first-hand statement into hearsay."""
    claims = resolve(Article("capture", text), Reading((), (attribution(text, *read),), "made"), ENGLISH).claims
    assert [claim.parent for claim in claims] == [None]
