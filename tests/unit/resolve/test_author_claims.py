"""Statements in the article's own voice, and sentences that are not statements."""

from pathlib import Path

import pytest

from hearsay.pipelines.language import Language
from hearsay.pipelines.reader import read_text
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


def read(text: str) -> list[str]:
    """Return the author's claims of a text as the reader and the rules find them together."""
    claims = resolve(Article("capture", text, language="en"), read_text(text, ENGLISH), ENGLISH).claims
    return [text[slice(*claim.attribution.content[0])] for claim in claims if claim.source_type == "author"]


@pytest.mark.parametrize(
    "sentence",
    [
        # no name and no digit: numbers in words, quantities, general subjects, verbs of no list
        "The harbour office earns more than the mill.",
        "Many fishermen of Osmere own two boats.",
        "Some of the old sheds have had no roof for 12 years.",
        "Thirty people work at the mill.",
        "Police used a ram to force open the gate.",
        "He was later released.",
        # a cue that reports nobody's words
        "The second case was confirmed on Friday in Osmere.",
        "In 2024, 12 boats were found in the old harbour of Osmere.",
        "The scheme is aimed at poor families in Osmere.",
        "The plan led to heated debates over the harbour in Osmere in 2024.",
        "The council rolled back its parking rules in March.",
    ],
)
def test_a_plain_fact_is_read(sentence: str) -> None:
    """A fact of a few plain words is as checkable as a fact with a name and a year."""
    assert read(sentence) == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        # the newsroom about its reporters, its page and its pictures
        "Jo Penn is a senior reporter at the Osmere Gazette.",
        "Jo Penn covers the harbour for the Gazette.",
        "Follow her on Twitter at @jopenn.",
        "Correction: The bridge was closed in May, not in June.",
        "This article was updated on Monday to add the name of the bridge.",
        "Kim Hale contributed to this report.",
        "The bridge of Osmere is seen on Monday, May 4.",
        "Here are the five bridges that closed in 2024.",
        # nobody answered, somebody is cited, somebody announces
        "Mara Voss did not respond to a request for comment.",
        "Fares, per the Osmere Gazette, rose in May.",
        "Voss announced a new bridge for Osmere on Monday.",
        "Officials said 28 people of Osmere were sent home.",
        # cut off
        "Investors will look at reports of the banks in Osmere as they wait for ...",
        # instructions
        "Stick with the old ferry until the bridge opens in May.",
        "To save fuel, slowly lower the anchor at the harbour.",
        # opinions
        "It was a lovely evening for everyone.",
        "This is an easy task for most people.",
    ],
)
def test_these_are_nobodys(text: str) -> None:
    """An editor would not sign any of them as a statement of the article."""
    assert read(text) == []


def test_a_statement_is_counted_once() -> None:
    """A deck repeats the first sentence of the article, and a list has a mark before each entry."""
    sentence = "The council of Osmere closed the old bridge in 2024."
    assert read(f"{sentence}\n\n- {sentence}\n\nIt was built in 1911.") == [sentence, "It was built in 1911."]


def test_the_writers_asides_are_no_claims() -> None:
    """'I chose' attributes nothing to anybody, and nobody checks it; inside a quotation 'I' is somebody."""
    text = "From the list I chose a lamp."
    aside = Attribution((Span(14, 15),), (Span(16, 21),), (Span(22, 28),), "indirect", 0.5)
    assert resolve(Article("capture", text), Reading((), (aside,), "made"), ENGLISH).claims == ()
    quoted = Attribution((Span(1, 2),), (Span(3, 10),), (Span(11, 30),), "direct", 0.5)
    text = "“I believe the bridge is safe.”"
    assert len(resolve(Article("capture", text), Reading((), (quoted,), "made"), ENGLISH).claims) == 1


def test_confidence_follows_the_sentence() -> None:
    """A row at .9 is right nine times in ten, so a vague sentence must stand lower than a number."""
    text = "The bridge has 12 arches and was closed in 2024. Most of the sheds are in a rather poor state."
    claims = resolve(Article("capture", text, language="en"), read_text(text, ENGLISH), ENGLISH).claims
    clear, vague = (claim.attribution.confidence for claim in claims)
    assert clear > 0.9 > vague


@pytest.mark.parametrize(
    "sentence",
    [
        "The museum of Osmere showed “Dig Your Own Grave and Save” to 300 people in 2024.",
        "A man known as “Shorty” was arrested in Osmere.",
        "The report, titled “Rising Seas”, was published on Monday.",
        "The man, who has slept behind the mill for two years, pointed to a poster for “Mothers of the Harbour”.",
    ],
)
def test_a_title_is_nobodys_words(sentence: str) -> None:
    """A title in quotation marks looks like speech of the museum that shows the film."""
    claims = resolve(Article("capture", sentence, language="en"), read_text(sentence, ENGLISH), ENGLISH).claims
    assert [(claim.source_type, claim.attribution.cue) for claim in claims] == [("author", ())]


def test_an_act_leaves_its_sentence_to_the_article() -> None:
    """'Strand sponsored a bill' tells what she did, and the vote on it is not her statement."""
    text = "As a state representative, Strand sponsored a bill in 2013, which failed by 21 to 29 votes."
    act = Attribution((Span(27, 33),), (Span(34, 43),), (Span(44, 50),), "indirect", 0.5)
    claims = resolve(Article("capture", text, language="en"), Reading((), (act,), "made"), ENGLISH).claims
    assert [claim.source_type == "author" for claim in claims] == [False, True]
