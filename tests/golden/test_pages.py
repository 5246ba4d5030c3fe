"""Extraction, reading and resolution of every sample page, with a test for each expectation of the book."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from functools import cache

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.inputs import FileInput, Hints
from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article, Capture, Claim, Rejection, Resolution, Spans
from hearsay.pipelines.resolve import resolve
from tests.english import ENGLISH
from tests.golden.marks import parameter
from tests.golden.phrasebook import PAGES, AbsentClaim, ExpectedClaim, ExpectedPage, load_pages

BOOK = {page.name: page for page in load_pages()}
LOADED = [page for page in BOOK.values() if page.outcome == "loaded"]


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """Claim in the form of the book: texts instead of offsets, a name instead of an id."""

    source_text: str
    cue_text: str
    content_text: str
    quote_type: str
    source_entity: str
    source_type: str
    polarity: str
    certainty: str
    parent: str


@cache
def extracted(name: str) -> Article | Rejection:
    """Return the result of the article stage for a page of the book."""
    page, limits = BOOK[name], Limits()
    source = FileInput(page.page, str(PAGES / page.page), Hints(url=page.url, captured_at=page.captured_at))
    capture = capture_input(source, limits.max_bytes)
    assert isinstance(capture, Capture), capture
    return extract_article(capture, limits, languages())


def article_of(name: str) -> Article:
    """Return the article of a page that should have an article."""
    article = extracted(name)
    assert isinstance(article, Article), article
    return article


@cache
def found_claims(name: str) -> tuple[FoundClaim, ...]:
    """Return all claims that the reader and the resolution find in a page, in reading order."""
    article = article_of(name)
    resolution = resolve(article, read_text(article.text, ENGLISH), ENGLISH)
    return tuple(_written(article, resolution, claim) for claim in resolution.claims)


def _written(article: Article, resolution: Resolution, claim: Claim) -> FoundClaim:
    names = {entity.entity_id: entity.canonical_name for entity in resolution.entities}
    parent = None if claim.parent is None else resolution.claims[claim.parent]
    return FoundClaim(
        source_text=_text(article, claim.attribution.source),
        cue_text=_text(article, claim.attribution.cue),
        content_text=_text(article, claim.attribution.content),
        quote_type=claim.attribution.quote_type,
        source_entity=names[claim.source_entity_id] if claim.source_entity_id else "",
        source_type=claim.source_type,
        polarity=claim.polarity,
        certainty=claim.certainty,
        parent=_text(article, parent.attribution.content) if parent else "",
    )


def _text(article: Article, spans: Spans) -> str:
    return " … ".join(article.text[start:end] for start, end in spans)


def nearest(claims: Iterable[FoundClaim], expected: ExpectedClaim) -> FoundClaim:
    """Return the claim whose content is most similar to the expected claim's, if half of the words are equal."""

    def likeness(candidate: FoundClaim) -> float:
        if expected.content_contains is not None:
            share = float(expected.content_contains in candidate.content_text)
        else:
            wanted, got = set((expected.content_text or "").split()), set(candidate.content_text.split())
            share = len(wanted & got) / len(wanted | got)
        same = (candidate.source_text == expected.source_text) + (candidate.cue_text == expected.cue_text)
        return share + same / 4 if share >= 0.5 else 0.0

    best = max(claims, key=likeness, default=None)
    assert best is not None, "no claim was found at all"
    assert likeness(best) > 0, f"no claim is about {expected.content_text or expected.content_contains!r}"
    return best


def has_spans(candidate: FoundClaim, expected: ExpectedClaim) -> bool:
    """Return True if source, cue and content equal the book's to the character.

    A part that the book does not state may differ.
    """
    return (
        expected.source_text in (None, candidate.source_text)
        and expected.cue_text in (None, candidate.cue_text)
        and expected.content_text in (None, candidate.content_text)
        and (expected.content_contains or "") in candidate.content_text
    )


@pytest.mark.parametrize("page", [parameter(page, "outcome", page, name=page.name) for page in BOOK.values()])
def test_outcome(page: ExpectedPage) -> None:
    """A page without an article must be rejected with the right reason, and no article may be rejected."""
    result = extracted(page.name)
    if page.outcome == "loaded":
        assert isinstance(result, Article), result
    else:
        assert isinstance(result, Rejection), result
        assert result.reason == page.reason


@pytest.mark.parametrize(
    ("page", "part"),
    [
        parameter(page.article, part, page, part, name=f"{page.name}-{part}")
        for page in LOADED
        for part in page.article.stated
    ],
)
def test_article(page: ExpectedPage, part: str) -> None:
    """A test for each field keeps a wrong author from hiding a wrong date."""
    article = article_of(page.name)
    wanted = getattr(page.article, part)
    if part == "in_text":
        assert [phrase for phrase in wanted if phrase not in article.text] == []
    elif part == "not_in_text":
        assert [phrase for phrase in wanted if phrase in article.text] == []
    elif part == "first_line":
        assert wanted in article.text.split("\n")[0]
    elif part == "last_line":
        assert wanted in article.text.split("\n")[-1]
    else:
        assert field_of(article, part) == wanted


def field_of(article: Article, part: str) -> object:
    """Return an article's value under a name of the book."""
    published = article.published
    if part == "published_on":
        return published.at.astimezone(UTC).date() if published.at and published.precision == "day" else published
    parts = {"published_at": published.at, "published_basis": published.basis, "published_text": published.text}
    return parts[part] if part in parts else getattr(article, part)


@pytest.mark.parametrize(
    ("page", "claim", "part"),
    [
        parameter(claim, part, page, claim, part, name=f"{page.name}-{number}-{part}")
        for page in LOADED
        for number, claim in enumerate(page.claims, start=1)
        for part in claim.stated
    ],
)
def test_claim(page: ExpectedPage, claim: ExpectedClaim, part: str) -> None:
    """Spans must be right to the character; a judgement is checked on the most similar claim."""
    claims = found_claims(page.name)
    if part == "spans":
        near = [
            candidate
            for candidate in claims
            if set(candidate.content_text.split()) & set((claim.content_text or "").split())
        ]
        assert any(has_spans(candidate, claim) for candidate in claims), f"{claim.why} Nearest: {near}"
        return
    candidate = nearest(claims, claim)
    if part == "parent":
        assert (claim.parent or "") in candidate.parent, claim.why
        assert candidate.parent, claim.why
    else:
        assert getattr(candidate, part) == getattr(claim, part), claim.why


@pytest.mark.parametrize(
    ("page", "absent"),
    [
        parameter(absent, "absence", page, absent, name=f"{page.name}-no-{number}")
        for page in LOADED
        for number, absent in enumerate(page.no_claims, start=1)
    ],
)
def test_no_claim(page: ExpectedPage, absent: AbsentClaim) -> None:
    """Quotation marks around a name, or a reader's comment, must not become a claim."""
    contents = [candidate.content_text for candidate in found_claims(page.name) if candidate.source_type != "author"]
    assert [content for content in contents if absent.content_contains in content] == [], absent.why


def test_two_captures_of_one_article_differ_only_where_it_was_corrected() -> None:
    """A corrected article is a new version by its text alone; changed boxes around it must not get into the text."""
    first, second = article_of("ferry-inquiry-v1"), article_of("ferry-inquiry-v2")
    changed = [
        (old, new) for old, new in zip(first.text.split("\n"), second.text.split("\n"), strict=False) if old != new
    ]
    assert len(changed) == 2, changed


def test_agency_story_is_the_same_on_both_outlets() -> None:
    """Copies are found by their text, so an outlet's own furniture in it would hide that the story is shared."""
    assert article_of("herring-quota-harbour").text == article_of("herring-quota-courier").text
