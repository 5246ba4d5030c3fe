"""The phrase book: what is right for the sample pages and for some short texts, and its strict loader.

The book says what a careful person would write down, not what the present code gives. What the code is known to miss
carries `missed_by`, so that a better reader is told which marks it may remove. Keys that the book does not know are
refused, as a misspelt expectation would otherwise never be checked.
"""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

BOOK = Path(__file__).parent
PAGES = BOOK.parents[1] / "samples" / "pages"

Stage = Literal["extraction", "reader", "resolution"]
"""Who can miss something: the article stage, the reader, the resolution of sources and judgements."""

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
    """Anything in the book. `missed_by` maps a stated part to the stage that misses it; a bare name means all."""

    missed_by: Stage | dict[str, Stage] = {}

    @property
    def stated(self) -> tuple[str, ...]:
        """The parts that this entry says something about, each to be checked by itself."""
        return ()

    def __post_init__(self) -> None:
        """Raises ValueError for a mark on a part that is not stated: it would never be looked at."""
        if isinstance(self.missed_by, dict):
            unknown = [part for part in self.missed_by if part not in self.stated]
            if unknown:
                raise ValueError(f"missed_by names {unknown[0]!r}, but only {', '.join(self.stated)} are stated")

    def missing_stage(self, part: str) -> Stage | None:
        """The stage that is known to miss that part, or None when it has to be right."""
        return self.missed_by.get(part) if isinstance(self.missed_by, dict) else self.missed_by

    def _set_among(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(part for part in parts if getattr(self, part) is not None)


class ExpectedArticle(Entry, frozen=True, kw_only=True):
    """What the article stage should give. `published_on` is the day in UTC where no more is known."""

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
        """The parts that are given in the file."""
        return self._set_among(ARTICLE_PARTS)


class ExpectedClaim(Entry, frozen=True, kw_only=True):
    """One claim of a page; parts of a discontinuous span are joined by ' … '.

    `source_entity` is a canonical name, "" says that nobody may be named; `parent` is some of the parent's content.
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
        """Raises ValueError unless the content is given in exactly one way."""
        if (self.content_text is None) == (self.content_contains is None):
            raise ValueError("give content_text or content_contains, and not both")
        super().__post_init__()

    @property
    def stated(self) -> tuple[str, ...]:
        """The spans, and the judgements that are given in the file."""
        return ("spans", *self._set_among(CLAIM_PARTS[1:]))


class AbsentClaim(Entry, frozen=True, kw_only=True):
    """Words that look like something said and are not: no claim's content may be about them alone."""

    why: str
    content_contains: str

    @property
    def stated(self) -> tuple[str, ...]:
        """It says one thing."""
        return ("absence",)


class ExpectedPage(Entry, frozen=True, kw_only=True):
    """One sample page: how it is captured, what becomes of it, and what it holds. `name` is the file's."""

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
        """Raises ValueError when a page is rejected without a reason."""
        if (self.outcome == "rejected") != (self.reason is not None):
            raise ValueError("a rejected page has a reason, a loaded one has none")
        super().__post_init__()

    @property
    def stated(self) -> tuple[str, ...]:
        """The outcome; the rest is stated by the article and the claims."""
        return ("outcome",)


class ExpectedAttribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Source, cue and content as the texts of their parts, in reading order."""

    source: tuple[str, ...]
    cue: tuple[str, ...]
    content: tuple[str, ...]
    quote_type: str


class ExpectedMention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name and the type of what it names."""

    text: str
    type: str


class Phrase(Entry, frozen=True, kw_only=True):
    """A short text with all of its attributions, and some of its mentions."""

    name: str
    why: str
    text: str
    attributions: tuple[ExpectedAttribution, ...] | None = None
    not_in_content: tuple[str, ...] | None = None
    mentions: tuple[ExpectedMention, ...] | None = None

    @property
    def stated(self) -> tuple[str, ...]:
        """The kinds of expectation that are given in the file."""
        return self._set_among(PHRASE_PARTS)


class _Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    phrases: tuple[Phrase, ...]


BookPage = TypeVar("BookPage", bound=msgspec.Struct)


def read_entry(path: Path, kind: type[BookPage], **extra: str) -> BookPage:
    """One file of the book. Raises ValueError with the file's name and the key for what the book does not know."""
    try:
        return msgspec.convert({**tomllib.loads(path.read_text(encoding="utf-8")), **extra}, kind)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def load_pages() -> tuple[ExpectedPage, ...]:
    """All pages of the book, by name. Raises ValueError as `read_entry` does, and for a page that is not there."""
    pages = tuple(
        read_entry(path, ExpectedPage, name=path.stem) for path in sorted((BOOK / "expected").glob("*.toml"))
    )
    for page in pages:
        if not (PAGES / page.page).is_file():
            raise ValueError(f"{page.name}.toml: there is no sample page {page.page}")
    return pages


def load_phrases() -> tuple[Phrase, ...]:
    """All phrases in the order of the file. Raises ValueError as `read_entry` does, and for a name used twice."""
    phrases = read_entry(BOOK / "phrases.toml", _Phrases).phrases
    names = [phrase.name for phrase in phrases]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"phrases.toml: the name {twice[0]!r} is used twice")
    return phrases
