"""Phrase book: the right results for the sample pages and for some short texts, and its strict loader.

The book holds the answers of a careful person, not of the current code. `missed_by` marks a known miss of the code,
so that the author of a better reader sees which marks to remove. The loader refuses unknown keys, because a misspelt
expectation would otherwise never be checked.
"""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

BOOK = Path(__file__).parent
PAGES = BOOK.parents[1] / "samples" / "pages"

Stage = Literal["extraction", "reader", "resolution"]
"""Stages that can miss an expectation: the article stage, the reader, the resolution of sources, and judgements."""

ARTICLE_PARTS = (
    "title",
    "subtitle",
    "authors",
    "published_at",
    "published_on",
    "published_basis",
    "published_text",
    "modified_at",
    "canonical_url",
    "domain",
    "site_name",
    "language",
    "first_line",
    "last_line",
    "in_text",
    "not_in_text",
)
CLAIM_PARTS = ("spans", "quote_type", "source_entity", "source_type", "polarity", "certainty", "parent")
PHRASE_PARTS = ("attributions", "not_in_content", "mentions")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Entry of the book.

    `missed_by` maps a stated part to the stage that misses it; a bare stage name covers all parts.
    """

    missed_by: Stage | dict[str, Stage] = {}

    @property
    def stated(self) -> tuple[str, ...]:
        """Return the parts that this entry states, each to be checked by itself."""
        return ()

    def __post_init__(self) -> None:
        """Refuse a mark on a part that is not stated, because nothing would check it.

        Raises:
            ValueError: `missed_by` names a part that is not stated.
        """
        if isinstance(self.missed_by, dict):
            unknown = [part for part in self.missed_by if part not in self.stated]
            if unknown:
                raise ValueError(f"missed_by names {unknown[0]!r}, but only {', '.join(self.stated)} are stated")

    def missing_stage(self, part: str) -> Stage | None:
        """Return the stage that is known to miss a part, or None if the part must be right."""
        return self.missed_by.get(part) if isinstance(self.missed_by, dict) else self.missed_by

    def _set_among(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(part for part in parts if getattr(self, part) is not None)


class ExpectedArticle(Entry, frozen=True, kw_only=True):
    """Expected result of the article stage. `published_on` is the day in UTC if the time is not stated."""

    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] | None = None
    published_at: datetime | None = None
    published_on: date | None = None
    published_basis: str | None = None
    published_text: str | None = None
    modified_at: datetime | None = None
    canonical_url: str | None = None
    domain: str | None = None
    site_name: str | None = None
    language: str | None = None
    first_line: str | None = None
    last_line: str | None = None
    in_text: tuple[str, ...] | None = None
    not_in_text: tuple[str, ...] | None = None

    @property
    def stated(self) -> tuple[str, ...]:
        """Return the parts that the file states."""
        return self._set_among(ARTICLE_PARTS)


class ExpectedClaim(Entry, frozen=True, kw_only=True):
    """Expected claim of a page; parts of a discontinuous span are joined by ' … '.

    `source_entity` is a canonical name, and "" allows no entity; `parent` is a part of the parent's content.
    """

    why: str
    source_text: str | None = None
    cue_text: str | None = None
    content_text: str | None = None
    content_contains: str | None = None
    quote_type: str | None = None
    source_entity: str | None = None
    source_type: str | None = None
    polarity: str | None = None
    certainty: str | None = None
    parent: str | None = None

    def __post_init__(self) -> None:
        """Refuse a claim whose content is not given in exactly one way.

        Raises:
            ValueError: The content is given twice or not at all.
        """
        if (self.content_text is None) == (self.content_contains is None):
            raise ValueError("give content_text or content_contains, and not both")
        super().__post_init__()

    @property
    def stated(self) -> tuple[str, ...]:
        """Return the spans, and the judgements that the file states."""
        return ("spans", *self._set_among(CLAIM_PARTS[1:]))


class AbsentClaim(Entry, frozen=True, kw_only=True):
    """Words that look like a claim but are not: no claim's content may be about them alone."""

    why: str
    content_contains: str

    @property
    def stated(self) -> tuple[str, ...]:
        """Return the only part of the entry."""
        return ("absence",)


class ExpectedPage(Entry, frozen=True, kw_only=True):
    """Sample page: its capture, its outcome, and its contents. `name` is the file's name."""

    page: str
    why: str
    outcome: Literal["loaded", "rejected"]
    name: str = ""
    reason: str | None = None
    url: str | None = None
    captured_at: datetime | None = None
    article: ExpectedArticle = ExpectedArticle()
    claims: tuple[ExpectedClaim, ...] = ()
    no_claims: tuple[AbsentClaim, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a rejected page without a reason.

        Raises:
            ValueError: The page is rejected without a reason.
        """
        if (self.outcome == "rejected") != (self.reason is not None):
            raise ValueError("a rejected page has a reason, a loaded one has none")
        super().__post_init__()

    @property
    def stated(self) -> tuple[str, ...]:
        """Return the outcome; the article and the claims state the rest."""
        return ("outcome",)


class ExpectedAttribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Source, cue and content as the texts of their parts, in reading order."""

    source: tuple[str, ...]
    cue: tuple[str, ...]
    content: tuple[str, ...]
    quote_type: str


class ExpectedMention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name and its entity type."""

    text: str
    type: str


class Phrase(Entry, frozen=True, kw_only=True):
    """Short text with all of its attributions, and some of its mentions."""

    name: str
    why: str
    text: str
    attributions: tuple[ExpectedAttribution, ...] | None = None
    not_in_content: tuple[str, ...] | None = None
    mentions: tuple[ExpectedMention, ...] | None = None

    @property
    def stated(self) -> tuple[str, ...]:
        """Return the kinds of expectation that the file states."""
        return self._set_among(PHRASE_PARTS)


class _Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    phrases: tuple[Phrase, ...]


BookPage = TypeVar("BookPage", bound=msgspec.Struct)


def read_entry(path: Path, kind: type[BookPage], **extra: str) -> BookPage:
    """Return one file of the book.

    Raises:
        ValueError: The book does not allow a key; the message has the file's name and the key.
    """
    try:
        return msgspec.convert({**tomllib.loads(path.read_text(encoding="utf-8")), **extra}, kind)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def load_pages() -> tuple[ExpectedPage, ...]:
    """Return all pages of the book, by name.

    Raises:
        ValueError: As for `read_entry`, or a page is missing.
    """
    pages = tuple(
        read_entry(path, ExpectedPage, name=path.stem) for path in sorted((BOOK / "expected").glob("*.toml"))
    )
    for page in pages:
        if not (PAGES / page.page).is_file():
            raise ValueError(f"{page.name}.toml: there is no sample page {page.page}")
    return pages


def load_phrases() -> tuple[Phrase, ...]:
    """Return all phrases in the order of the file.

    Raises:
        ValueError: As for `read_entry`, or two phrases have the same name.
    """
    phrases = read_entry(BOOK / "phrases.toml", _Phrases).phrases
    names = [phrase.name for phrase in phrases]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"phrases.toml: the name {twice[0]!r} is used twice")
    return phrases
