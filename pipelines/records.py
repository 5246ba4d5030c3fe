"""The records that the stages pass on: Capture, Article, Reading, Resolution. The inputs are in pipelines/inputs.py.

Each stage takes one record and returns the next. No record depends on a database, a clock or Prefect. All offsets are
Python string indices into `Article.text`, end exclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """`text[start:end]`."""

    start: int
    end: int


Spans = tuple[Span, ...]
"""A span of text in reading order. A discontinuous span has several parts."""


class OutcomeKind(StrEnum):
    """The end of an input. Each input of a run has exactly one outcome."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of an input: kind, named reason, and optionally a sentence with the value."""

    kind: OutcomeKind
    reason: str
    detail: str | None = None


class Place(NamedTuple):
    """The location of a capture in the archive: the name of the WARC file, and the offset of the record in bytes."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True)
class Published:
    """The publication date of an article, according to the page.

    No date is invented: unknown is (None, 'none', 'none', None).
    """

    at: datetime | None = None
    basis: str = "none"
    precision: str = "none"
    text: str | None = None
    """The date as written on the page or in the feed that lists the page."""


@dataclass(frozen=True, slots=True)
class Validators:
    """The validators of a response, for a conditional request (RFC 9110, 8.8), and the address of the response."""

    final_url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """A server's 304 response: the page at this address has not changed since the server sent the validators."""

    url: str


@dataclass(frozen=True, slots=True)
class Capture:
    """The decompressed bytes of a page, with hash, address and time. `fetched_at` is None if the time is unknown."""

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
    """The codec of the charset that the transport declared; None for a missing charset or one unknown to the web."""
    validators: Validators | None = None
    """Validators for the next conditional request, if the page was fetched."""


class Sighting(NamedTuple):
    """A later sighting of a capture in the archive, which stores the bytes once."""

    capture_id: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Archived:
    """A capture from the archive, the time of the sighting, and the place of the record."""

    capture: Capture
    seen_at: datetime
    place: Place


@dataclass(frozen=True, slots=True)
class Rejection:
    """The rejection of an input that is not an article: a named reason, and a sentence with the value."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Failure:
    """The error that ended the work on an input: the class is the reason, the message is the detail."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Text of the page outside the article, and the reason for the removal.

    `part` is the place: head, body or tail.
    """

    part: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article as a reader sees it. `text` is final: all later offsets refer to this text."""

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
    """True if the article costs money according to the page; None if the page says nothing."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names an entity. `entity_type` is one of warehouse.schema.ENTITY_TYPES."""

    start: int
    end: int
    entity_type: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """Reported speech with source, cue and content, as in the PARC corpus. An empty role is ()."""

    source: Spans
    cue: Spans
    content: Spans
    quote_type: str
    confidence: float


class WordSignal(NamedTuple):
    """Scores of the word `text[start:end]`, for the stages that judge spans of words."""

    start: int
    end: int
    factuality: float
    """From about -3 (presented as certainly not so) to 3 (certainly so). Meaningful if the word is a predicate."""
    predicate: float
    """Above 0 if the word is more likely a predicate than not."""
    worth_of_state: float
    worth_of_word: float
    """Contributions of the word in its sentence, and of the word alone, to the check-worthiness of the sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The reader's output for a text, in reading order. `signals` are for the resolution and are not stored."""

    mentions: tuple[Mention, ...]
    attributions: tuple[Attribution, ...]
    reader_version: str
    signals: tuple[WordSignal, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Entity:
    """A person or thing that mentions of an article name. `identifiers` maps a scheme to a value."""

    entity_id: str
    canonical_name: str
    entity_type: str
    aliases: tuple[str, ...]
    identifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntityLink:
    """A relation between two different entities: the French to France, Moscow or the Kremlin to Russia.

    `relation` is an entry of warehouse.schema.RELATIONS. The target need not be named by any article.
    """

    entity_id: str
    relation: str
    to_entity_id: str
    to_name: str
    to_scheme: str
    to_value: str


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of the user's knowledge table. `identifiers` are (scheme, value) pairs, at least one."""

    name: str
    entity_type: str
    aliases: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]
    country: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of a claim: first and last day, precision, basis and span.

    A day is None if the period is open or unknown. No date is invented: without a day, precision and basis are
    'none'. `span` is set whenever words of the text express the date.
    """

    from_on: date | None = None
    to_on: date | None = None
    precision: str = "none"
    basis: str = "none"
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class SourceRole:
    """Role of a source in the words of the article, and the body or place that the role names.

    `affiliation_entity_id` is None if the affiliation is unresolved.
    """

    role: Span | None = None
    affiliation: Span | None = None
    affiliation_entity_id: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A resolved attribution: source entity, cue, kind, certainty, dates and parent claim.

    `source_mentions` and `about_mentions` are indices into `Reading.mentions`. `parent` is an index into the claims
    of the same article.
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
    """The date that the claim is about."""
    said: Dated = Dated()
    """The date of the statement, if the article gives a date."""
    check_worthiness: float | None = None
    """A score from 0 to 1; None if the reader gave no signals."""
    confidence: float = 1.0
    """The estimated probability that the claim is usable."""
    kind: str = "states"
    """An entry of warehouse.schema.CLAIM_KINDS."""
    is_said: bool = True
    """True if a source said or wrote the content; False for an attitude, an act, or the article's own statement."""
    has_source: bool = True
    """True if the article gives a source."""
    source_pronoun: str | None = None
    """The pronoun that the article uses for the source, a person."""
    source_role: SourceRole = SourceRole()
    context: Span | None = None
    """The sentences around source, cue and content."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A reading with resolved names.

    `mention_entities[i]` is the entity of `Reading.mentions[i]`, or None if the mention is unresolved.
    """

    entities: tuple[Entity, ...]
    mention_entities: tuple[str | None, ...]
    claims: tuple[Claim, ...]
    links: tuple[EntityLink, ...] = ()
