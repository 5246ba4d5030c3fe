"""Statements in the article's own voice, and sentences that are not statements."""

from pathlib import Path

import pytest

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Article, Attribution, Mention, Reading, Span
from hearsay.pipelines.resolve import resolve
from tests.english import ENGLISH


def stated(text: str, *attributions: Attribution, language: Language = ENGLISH) -> list[str]:
    """Return the sentences of a text that become claims of its author. 'Osmere' and 'Mara Voss' are listed names."""
    mentions = tuple(
        Mention(text.index(name), text.index(name) + len(name), kind, 0.9)
        for name, kind in (("Osmere", "location"), ("Mara Voss", "person"))
        if name in text
    )
    reading = Reading(tuple(sorted(mentions, key=lambda mention: mention.start)), attributions, "made")
    claims = resolve(Article("capture", text, authors=("Jo Penn",)), reading, language).claims
    return [
        text[slice(*claim.attribution.content[0])]
        for claim in claims
        if claim.source_type == "author" and not claim.attribution.source
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        # a name, a number, a past event with a definite subject
        "The bridge at Osmere was closed in the autumn.",
        "Rents rose by 6 percent last year.",
        "The council voted to close the old harbour.",
        # a statement about the future is a statement too
        "The work will cost two million pounds and end in 2027.",
        # a plural in the present; a name at the beginning and end does not make a heading
        "In Osmere, public schools still serve fish.",
        "Most people in Osmere are Christian.",
        # capitals are a name, not a pronoun
        "The US has 12 bases near Osmere.",
        "The mine at Osmere was closed in 2019.",
    ],
)
def test_a_fact_is_a_claim(sentence: str) -> None:
    """A page's ledger of claims is only complete with the page's own statements."""
    assert stated(sentence) == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        # questions, exclamations, fragments, headings
        "Was the bridge at Osmere safe in 2024?",
        "What a day for Osmere and its people!",
        "A bridge at Osmere, and nothing else.",
        "Harbour of Osmere To Close After Long Winter\n",
        "Mara Voss Wins Second Term After Very Narrow Count.",
        # greetings, instructions, first and second persons
        "Good morning from Osmere, where it rained.",
        "Sign up for the Osmere newsletter that was launched today.",
        "We asked Mara Voss three times about it.",
        "You can read what Mara Voss wrote in 2024.",
        # a feeling without a checkable fact
        "It was a lovely evening for everyone.",
        # too short for a statement
        "Osmere was cold.",
    ],
)
def test_these_are_no_claims(text: str) -> None:
    """Each would be a row that nobody can check."""
    assert stated(text) == []


def test_a_sentence_with_an_attribution_is_not_the_authors() -> None:
    """A sentence that touches a source, a cue or a content belongs to that attribution."""
    text = "Osmere was warned in 2024, Mara Voss said. Osmere was warned again in 2025."
    attribution = Attribution((Span(28, 37),), (Span(38, 42),), (Span(0, 25),), "indirect", 0.9)
    assert stated(text, attribution) == ["Osmere was warned again in 2025."]


def test_other_languages_are_left_alone(tmp_path: Path) -> None:
    """The rules know only the verbs of the given language; a German 'will' and 'am' are other words."""
    (tmp_path / "language.toml").write_text('name = "Language without lists"\n', encoding="utf-8")
    text = "Mara Voss will am 3. Mai den Hafen von Osmere schließen."
    assert stated(text, language=Language(tmp_path)) == []


def test_an_author_claim_is_about_what_it_names() -> None:
    """A page's own statement must be found from the person it is about; its source is not a person of the text."""
    text = "Mara Voss left Osmere in 2024."
    mentions = (Mention(0, 9, "person", 0.9), Mention(15, 21, "location", 0.9))
    (claim,) = resolve(Article("capture", text, language="en"), Reading(mentions, (), "made"), ENGLISH).claims
    assert claim.about_mentions == (0, 1)
    assert claim.source_mentions == ()
    assert claim.source_entity_id is None
    assert claim.cue_lemma is None
    assert claim.attribution.quote_type == "indirect"
    assert (claim.certainty, claim.polarity) == ("CT", "+")
