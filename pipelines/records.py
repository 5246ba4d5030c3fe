"""The records that travel the spine: Input → Capture → Article → Reading → Resolution.

Every stage takes one of these and gives the next; none of them knows a database, a clock or Prefect.
All offsets are Python string indices into `Article.text`, end exclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """`text[start:end]`."""

    start: int
    end: int


Spans = tuple[Span, ...]
"""One stretch of text in reading order; more than one part when it is discontinuous."""


class OutcomeKind(StrEnum):
    """What became of an input. Each input of a run ends in exactly one."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an input ended as, the named reason, and a sentence with the value where there is more to say."""

    kind: OutcomeKind
    reason: str
    detail: str | None = None


class Place(NamedTuple):
    """Where the archive holds a capture: the file's name within the archive's folder, and the record's first byte."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True)
class Archived:
    """What a record of the archive tells: a capture, or, where `capture` is None, that it was seen once more."""

    capture_id: str
    seen_at: datetime
    capture: "Capture | None" = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """When the article appeared, as the page says it. Never invented: unknown is (None, 'none', 'none', None)."""

    at: datetime | None = None
    basis: str = "none"
    precision: str = "none"
    text: str | None = None
    """The expression found on the page, or in the feed that lists it, as it stood there."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed or a sitemap says of a page that it lists: a hint, for where the page itself is silent."""

    title: str | None = None
    published: Published = Published()
    changed_at: datetime | None = None
    """When it says that the page was last changed, such as a sitemap's lastmod: never taken for the publication."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to take in, as the source named it.

    Exactly one of `path`, `url_to_fetch`, `body`, `ended` and `archived.capture` says where the bytes come from, or
    why there are none.
    """

    given: str
    path: str | None = None
    url_to_fetch: str | None = None
    body: bytes | None = field(default=None, repr=False)
    url: str | None = None
    """The page's address where the source knows it (JSON lines, archives); it is not fetched."""
    captured_at: datetime | None = None
    http_status: int | None = None
    """The status that the page was answered with where the source knows it (archives)."""
    media_type: str | None = None
    ended: Outcome | None = None
    """What it ended as where it was found (a line that is no JSON, an image in an archive): nothing of it is read."""
    archived: Archived | None = None
    """The record of hearsay's own archive that it comes from."""
    may_be_archived: bool = True
    """Whether its bytes may be kept; where its source says no, the archive keeps their hash alone."""
    listing: Listing | None = None
    """What the feed or sitemap that lists it says of it."""
    fetched: "Capture | None" = field(default=None, repr=False)
    """What `url_to_fetch` gave where it had to be fetched to be looked at: it is not asked for again."""

    @property
    def dated(self) -> tuple[datetime, datetime] | None:
        """From when until when it may be from, as far as is told before it is read; None where nothing tells.

        That is the day or moment of its publication as listed, or else of its last change, or else of its capture.
        """
        listing = self.listing or Listing()
        at = listing.published.at or listing.changed_at or (None if self.url_to_fetch else self.captured_at)
        if at is None:
            return None
        is_day = at != self.captured_at and (at.hour, at.minute, at.second) == (0, 0, 0)
        return at, at + timedelta(days=1) if is_day else at


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to be asked by whether a page has changed (RFC 9110, 8.8), and the address it holds for."""

    final_url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """A server's word that the page at an address is what it was when it gave its validators; no bytes came."""

    url: str


@dataclass(frozen=True, slots=True)
class Capture:
    """Bytes as they came, decompressed, with where and when from. `fetched_at` is None where nobody knows."""

    capture_id: str
    sha256: str
    body: bytes = field(repr=False)
    given: str
    url: str | None
    final_url: str | None
    fetched_at: datetime | None
    http_status: int | None
    media_type: str | None
    charset: str | None = None
    """The codec of the charset that the transport declared, if it declared one that the web knows."""
    validators: Validators | None = None
    """For a page that was fetched: what to ask its server by next time."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why an input is not an article of ours: a named reason and a sentence with the value."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that ended the work on one input: its class as reason, its message as detail."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Text of the page that is not in the article, and why. `part` is where it stood: head, body or tail."""

    part: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a reader saw it. `text` is final: every later offset points into it."""

    capture_id: str
    text: str = field(repr=False)
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published: Published = Published()
    modified_at: datetime | None = None
    url: str | None = None
    canonical_url: str | None = None
    domain: str | None = None
    site_name: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    extractor_version: str = ""
    is_paywalled: bool | None = None
    """Whether reading it costs money, as the page says; None where it does not say."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names an entity. `entity_type` is one of warehouse.schema.ENTITY_TYPES."""

    start: int
    end: int
    entity_type: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """Someone is said to have said something: PARC's source, cue and content. An empty role is ()."""

    source: Spans
    cue: Spans
    content: Spans
    quote_type: str
    confidence: float


class WordSignal(NamedTuple):
    """What the reader makes of one word, `text[start:end]`, for the stages that judge a stretch of words."""

    start: int
    end: int
    factuality: float
    """From about -3, presented as surely not so, to 3, surely so, if the word is a predicate."""
    predicate: float
    """Above 0 where the word is rather a predicate than not."""
    worth_of_state: float
    worth_of_word: float
    """What the word in its sentence, and the word alone, add to how much the sentence is worth checking."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found in one text, in reading order. `signals` are for resolution, and end with it."""

    mentions: tuple[Mention, ...]
    attributions: tuple[Attribution, ...]
    reader_version: str
    signals: tuple[WordSignal, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing in the world that mentions of one article name. `identifiers` maps a scheme to a value."""

    entity_id: str
    canonical_name: str
    entity_type: str
    aliases: tuple[str, ...]
    identifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntityLink:
    """What an entity is to another thing that it is not: the French to France, Moscow or the Kremlin to Russia.

    `kind` is one of warehouse.schema.LINK_KINDS. The other thing need not be named by any article.
    """

    entity_id: str
    kind: str
    to_entity_id: str
    to_name: str
    to_scheme: str
    to_value: str


@dataclass(frozen=True, slots=True)
class Known:
    """A thing of the user's knowledge table. `identifiers` are (scheme, value) pairs, at least one."""

    name: str
    entity_type: str
    aliases: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]
    country: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as a claim has it: first and last day (None: open, or not known), how exact, reckoned from what, where.

    Never invented: without a value, precision and basis are 'none'; `span` is there whenever there are words for it.
    """

    from_on: date | None = None
    to_on: date | None = None
    precision: str = "none"
    basis: str = "none"
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """An attribution turned into an answer: who, in which role, how sure, inside which other claim.

    `source_mentions` and `about_mentions` are indices into `Reading.mentions`, `parent` an index into the
    same article's claims.
    """

    attribution: Attribution
    source_entity_id: str | None
    source_type: str
    cue_lemma: str | None
    polarity: str
    certainty: str
    parent: int | None
    source_mentions: tuple[int, ...]
    about_mentions: tuple[int, ...]
    about: Dated = Dated()
    """The date that it is about."""
    said: Dated = Dated()
    """The date on which it was said, where the article tells."""
    check_worthiness: float | None = None
    """0 to 1, None where the reader gave no signals."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A reading with its names resolved. `mention_entities[i]` is the entity of `Reading.mentions[i]`, or None."""

    entities: tuple[Entity, ...]
    mention_entities: tuple[str | None, ...]
    claims: tuple[Claim, ...]
    links: tuple[EntityLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One input on its way down the spine; every stage fills in one more part, or the outcome that ends its way.

    `seen_at` is when its bytes are known to have existed: the capture's time, or else the run's.
    """

    number: int
    input: Input
    seen_at: datetime
    capture: Capture | None = None
    content_kind: str = "empty"
    article: Article | None = None
    article_id: str | None = None
    version_id: str | None = None
    reading: Reading | None = None
    resolution: Resolution | None = None
    outcome: Outcome | None = None
    seconds: float = 0.0
    known_capture_id: str | None = None
    """The earlier capture that the page still is, where its server said so and no bytes came."""
    place: Place | None = None
    """Where the archive holds its bytes; None where it does not."""

    @property
    def capture_id(self) -> str | None:
        """The capture that the page is: the one just made, or the earlier one."""
        return self.capture.capture_id if self.capture else self.known_capture_id
