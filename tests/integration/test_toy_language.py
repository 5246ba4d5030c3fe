"""A page in an invented language, read end to end: its folder of lists is all that the stages need."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.dates import date_claims
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.inputs import BytesInput, Hints
from hearsay.pipelines.language import Language, LanguageError, load_languages
from hearsay.pipelines.reader import load_reader, read_article
from hearsay.pipelines.records import Article, Attribution, Capture, Claim, Mention, Reading, Resolution, Span
from hearsay.pipelines.resolve import resolve

TOY = Path(__file__).parents[1] / "languages" / "vo"
CAPTURED_AT = datetime(2026, 3, 31, 12, tzinfo=UTC)
PAGE = """<html lang="vo"><head><title>Ta ponto olda</title></head><body><article><h1>Ta ponto olda</h1>
<p class="byline">Da Mira Tol</p><p>Publiku <time>2026-03-28</time></p>
<p>Sina Ana Bork kelu “Ta ponto nul tenu.” Sen Dor Vask neku ke ta ponto falu su unadi.</p>
<p>La kelu ke ta ponto forsi falu. “Ta muro de ponto falu,” kelu Dor Vask. Ta ponto falu in Norgo in 2024.</p>
</article></body></html>"""

_NAME = re.compile(r"(?:Ana Bork|Dor Vask)|(?P<place>Norgo)")
_SAID = re.compile(
    r"(?P<source>(?:Sina |Sen )?[A-Z]\w+ [A-Z]\w+|La) (?P<cue>kelu|neku) (?P<content>“[^”]+”|ke [^.]+)"
)


@dataclass(frozen=True)
class ToyReader:
    """Reader that knows the names of the page and the form `NAME kelu "…"`."""

    version: str = "toy-1"

    def read(self, text: str) -> Reading:
        mentions = [
            Mention(*match.span(), "location" if match["place"] else "person", 0.9) for match in _NAME.finditer(text)
        ]
        attributions = [
            Attribution(
                source=(Span(*match.span("source")),),
                cue=(Span(*match.span("cue")),),
                content=(Span(*match.span("content")),),
                quote_type="direct" if match["content"].startswith("“") else "indirect",
                confidence=0.9,
            )
            for match in _SAID.finditer(text)
        ]
        return Reading(tuple(mentions), tuple(attributions), self.version)


@dataclass(frozen=True)
class Told:
    """The page after all stages."""

    article: Article
    resolution: Resolution

    def claim(self, content: str) -> Claim:
        """Return the claim whose content begins with these words."""
        (claim,) = (
            claim
            for claim in self.resolution.claims
            if self.article.text.startswith(content, claim.attribution.content[0].start)
        )
        return claim

    def source(self, claim: Claim) -> str | None:
        names = {entity.entity_id: entity.canonical_name for entity in self.resolution.entities}
        return names[claim.source_entity_id] if claim.source_entity_id else None


@pytest.fixture(scope="module")
def told() -> Told:
    languages = load_languages(TOY)
    capture = capture_input(BytesInput("page", PAGE.encode(), Hints(captured_at=CAPTURED_AT)), 10_000)
    assert isinstance(capture, Capture)
    article = extract_article(capture, Limits(), languages)
    assert isinstance(article, Article), article
    reading = read_article(article, languages, reader_of=lambda _: ToyReader())
    language = languages.of(article.language)
    assert language is not None
    resolution = resolve(article, reading, language)
    dated = date_claims(article, resolution.claims, CAPTURED_AT, language)
    return Told(article, replace(resolution, claims=dated))


def test_the_page_is_extracted_in_its_language(told: Told) -> None:
    assert told.article.language == "vo"
    assert told.article.title == "Ta ponto olda"
    assert told.article.authors == ("Mira Tol",)
    assert str(told.article.published.at)[:10] == "2026-03-28"


def test_a_weekday_is_the_last_before_the_publication(told: Told) -> None:
    """28 March 2026 was a Saturday, and 'unadi' is Monday."""
    about = told.claim("ke ta ponto falu").about
    assert (about.from_on, about.to_on) == (date(2026, 3, 23), date(2026, 3, 23))


def test_a_title_is_no_part_of_a_name_and_tells_the_pronoun(told: Told) -> None:
    """'Sina' goes by 'la', and 'sen' by 'lu': so 'la' is Ana Bork, although Dor Vask spoke last."""
    claim = told.claim("ke ta ponto forsi")
    assert told.source(claim) == "Ana Bork"
    assert claim.source_type == "named"


def test_negation_cue_and_hedge_decide_the_certainty(told: Told) -> None:
    verdicts = {
        content: (told.claim(content).certainty, told.claim(content).polarity)
        for content in ("“Ta ponto nul", "ke ta ponto falu", "ke ta ponto forsi", "“Ta muro")
    }
    assert verdicts == {
        "“Ta ponto nul": ("CT", "-"),
        "ke ta ponto falu": ("CT", "-"),
        "ke ta ponto forsi": ("PS", "+"),
        "“Ta muro": ("CT", "+"),
    }
    assert told.claim("ke ta ponto falu").cue_lemma == "neki"


def test_rules_find_a_speaker_beside_a_quotation(told: Told) -> None:
    """The reader did not find `"…" kelu NAME`; the language's pattern did."""
    claim = told.claim("“Ta muro")
    assert told.source(claim) == "Dor Vask"
    assert claim.cue_lemma == "keli"


def test_the_article_states_facts_itself(told: Told) -> None:
    claim = told.claim("Ta ponto falu in Norgo")
    assert claim.source_type == "author"


def test_a_country_has_its_name_in_the_language(told: Told) -> None:
    (country,) = (entity for entity in told.resolution.entities if entity.entity_type == "location")
    assert country.canonical_name == "Norgo"
    assert country.identifiers["iso3166-1"] == "NO"


def test_a_reader_that_hearsay_does_not_have_is_named() -> None:
    """Without its own reader a language would be read by nobody, and the message must give the name."""
    with pytest.raises(LanguageError, match="'toy' is not one of english"):
        load_reader(Language(TOY))
