"""Turns of transcripts and interviews, and embedded posts."""

import pytest

from tests.unit.resolve.test_speakers import claims_of, said


def speakers(text: str, *attributions) -> list[tuple[str | None, str]]:
    """Return the speaker and the words of each claim."""
    claims, names = claims_of(text, *attributions)
    return [
        (
            names.get(claim.source_entity_id) if claim.source_type != "author" else "author",
            " ".join(text[part.start : part.end] for part in claim.attribution.content),
        )
        for claim in claims
    ]


TRANSCRIPT = """The debate was held in Osmere on Monday.
HOST: Mara Voss, is it late?
MARA VOSS: It is late. We lost 40 boats.
And Tobias Renholm told me that it is early.
RENHOLM: That is untrue.
VOSS: It is not.
The debate ended in Osmere at noon."""


def test_each_turn_is_its_speakers():
    """Lines between two turns belong to the turn before; what follows the last turn is the article's."""
    assert speakers(TRANSCRIPT)[:4] == [
        (None, "Mara Voss, is it late?"),
        ("Mara Voss", "It is late. We lost 40 boats. And Tobias Renholm told me that it is early."),
        ("Tobias Renholm", "That is untrue."),
        ("Mara Voss", "It is not."),
    ]
    assert [who for who, _ in speakers(TRANSCRIPT)[4:]] == ["author", "author"]


def test_a_claim_within_a_turn_is_kept_and_nested():
    """'Renholm told me' inside Voss's words are Renholm's, as Voss tells them."""
    inner = said(TRANSCRIPT, "Tobias Renholm", "told", "that it is early")
    across = said(TRANSCRIPT, "RENHOLM", ":", "That is untrue")
    claims, names = claims_of(TRANSCRIPT, inner, across)
    (told,) = [claim for claim in claims if claim.cue_lemma == "tell"]
    assert names[told.source_entity_id] == "Tobias Renholm"
    assert told.parent is not None
    assert names[claims[told.parent].source_entity_id] == "Mara Voss"
    assert sum("That is untrue" in words for _, words in speakers(TRANSCRIPT, inner, across)) == 1


def test_the_answers_of_an_interview_are_those_of_its_only_person():
    """Papers print Q and A, and initials."""
    text = "Mara Voss runs the harbour.\nQ: Is it late?\nA: It is.\nQ: Why?\nA: The boats are gone."
    assert [row for row in speakers(text) if row[0] != "author"] == [
        (None, "Is it late?"),
        ("Mara Voss", "It is."),
        (None, "Why?"),
        ("Mara Voss", "The boats are gone."),
    ]
    text = "Mara Voss met Tobias Renholm.\nMV: It is late.\nTR: It is not.\nMV: The boats are gone."
    assert [who for who, _ in speakers(text) if who != "author"] == ["Mara Voss", "Tobias Renholm", "Mara Voss"]
    text = "Mara Voss met Tobias Renholm.\nQ: Is it late?\nA: It is.\nQ: Why?"
    assert [who for who, _ in speakers(text) if who != "author"] == [None] * 3, "two persons could be A"


@pytest.mark.parametrize(
    "text",
    [
        "LONDON: Mara Voss came to Osmere.\nThe hall was full.",
        "WARNING: The bridge is closed.\nNOTE: The road is open.",
        "Acme Engineering: 3\nWorkers Party: 2\nOsmere Gazette: 1",
        # a list of names and charges
        "Mara Voss: Theft of a boat, held in jail.\nTobias Renholm: Theft, held in jail.\nANA PIRES: Fraud, held.",
    ],
)
def test_other_labels_are_no_turns(text):
    """A dateline, two notices and a table have no speakers."""
    assert all(who == "author" for who, _ in speakers(text))


@pytest.mark.parametrize("link", ["", " pic.twitter.com/x"])
def test_an_embedded_post_is_its_authors(link):
    """A post is neither the paper's nor those of who spoke before."""
    post = f"The boats will stay in Osmere.{link}\n— Mara Voss (@voss) March 10, 2025"
    text = f"“It is late,” said Tobias Renholm.\n{post}"
    spoken = said(text, "Tobias Renholm", "said", "“It is late,”", quote_type="direct")
    assert ("Mara Voss", "The boats will stay in Osmere.") in speakers(text, spoken)
