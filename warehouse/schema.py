"""The schema: every table of the warehouse with its columns, dtypes, keys and descriptions.

The DDL (warehouse.ddl), the Polars dtypes, the structural checks of the audit, the comments in the database and
docs/tables.md are made from this module. warehouse.views describes the views.

Column names end in `_id`, `_at` (instant, UTC), `_on` (date), `_text` or `_type`. Booleans begin with `is_` or
`has_`. A name has the same meaning in every table. This module imports only Polars, for the dtypes, so that every
layer can import the schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from polars.datatypes import DataTypeClass

SCHEMA_VERSION = 13
"""Number of the last migration. A warehouse with a higher number was written by a newer hearsay."""
FIRST_SCHEMA_VERSION = 11
"""Oldest schema version that migrations update. An older warehouse is rebuilt from its archive."""

OUTCOMES = ("loaded", "unchanged", "duplicate", "rejected", "failed")
RUN_STATES = ("running", "finished", "stopped", "failed", "interrupted")
TRIGGERS = ("command", "schedule", "rebuild")
SEVERITIES = ("fatal", "row", "warn")
ENTITY_TYPES = (
    "person",
    "organization",
    "location",
    "facility",
    "norp",
    "event",
    "product",
    "money",
    "date",
    "misc",
)
SOURCE_TYPES = ("named", "role", "group", "anonymous", "document", "organization", "author", "none")
CLAIM_KINDS = (
    "no_comment",
    "denies",
    "threatens",
    "accuses",
    "asks",
    "promises",
    "supports",
    "opposes",
    "expects",
    "believes",
    "intends",
    "acts",
    "document",
    "states",
)
"""Kinds of claims; pipelines/resolve/claims/kinds.py decides between them."""
PERSON_PRONOUNS = ("he", "she", "they")
QUOTE_TYPES = ("direct", "indirect", "mixed")
CERTAINTIES = ("CT", "PR", "PS", "U")
POLARITIES = ("+", "-", "u")
PUBLISHED_BASES = ("json-ld", "meta", "time-tag", "byline", "url", "feed", "relative", "none")
DATE_BASES = ("explicit", "published", "captured", "none")
DATE_PRECISIONS = (
    "second",
    "minute",
    "hour",
    "part",
    "day",
    "weekend",
    "week",
    "fortnight",
    "month",
    "quarter",
    "half",
    "season",
    "year",
    "decade",
    "century",
    "span",
    "none",
)
PRECISIONS = ("second", "minute", "hour", "day", "month", "year", "none")
REMOVED_PARTS = ("head", "body", "tail")
RELATIONS = ("demonym_of", "capital_of", "located_in", "stands_for")
MENTION_ROLES = ("source", "about")
CONTENT_KINDS = ("html", "text", "pdf", "zip", "image", "json", "xml", "binary", "empty")
CLOSED_REASONS = ("new version", "new reader", "read again", "not found again")

INSTANT = pl.Datetime("us", "UTC")
SPAN = pl.Struct({"start": pl.Int32, "end": pl.Int32})
REMOVED = pl.Struct({"part": pl.String, "reason": pl.String, "text": pl.String})
IDENTIFIER = pl.Struct({"scheme": pl.String, "value": pl.String})
WEIGHT = pl.Struct({"term": pl.String, "weight": pl.Float64})


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `allowed` lists the permitted values. `low` and `high` limit a number, both inclusive."""

    name: str
    dtype: pl.DataType | DataTypeClass
    description: str
    nullable: bool = False
    allowed: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` is its primary key. `references` pairs a column with the table whose key it refers to.

    DuckDB keeps an index of the key only if `is_key_enforced` is True: for tables that stay small. Hashes fall
    everywhere in an index, and every checkpoint writes the whole index again, so that the cost of a chunk would grow
    with the warehouse. warehouse.writing inserts each row once instead, and hearsay doctor finds repeated keys.

    `number` is the name of a further BIGINT column that facts refer to (warehouse.facts). Frames do not have it: rows
    get their numbers when they are inserted. `is_view` marks a table whose rows are stored by warehouse.facts; the
    database shows it as a view.
    """

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[tuple[str, str], ...] = ()
    is_key_enforced: bool = False
    number: str | None = None
    is_view: bool = False

    @property
    def polars_schema(self) -> pl.Schema:
        """Polars dtype of each column, in the order of the table."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    @property
    def stored_columns(self) -> tuple[Column, ...]:
        """The columns in the database: those of the frames, and the number."""
        if self.number is None:
            return self.columns
        number = Column(self.number, pl.Int64, "Number of the row, rising with loading; facts refer to it.", low=1)
        return (*self.columns, number)

    def column(self, name: str) -> Column:
        """Return the column with this name.

        Raises:
            KeyError: The table has no such column. The message holds both names.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


def _id(name: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, pl.String, description, nullable=nullable)


def _count(name: str, description: str) -> Column:
    return Column(name, pl.Int64, description, low=0)


def _time_columns(prefix: str, meaning: str) -> tuple[Column, ...]:
    """Return the columns of a time of a claim: first and last day, precision, basis, and the expression.

    Args:
        prefix: Start of the column names: "about" or "said".
        meaning: Description of the time, such as "that the claim is about".
    """
    return (
        Column(
            f"{prefix}_from_on", pl.Date, f"First day of the time {meaning}; NULL: open or unknown.", nullable=True
        ),
        Column(f"{prefix}_to_on", pl.Date, f"Last day of the time {meaning}; NULL: open or unknown.", nullable=True),
        Column(
            f"{prefix}_precision",
            pl.String,
            "Unit of the time expression; part: part of a day.",
            allowed=DATE_PRECISIONS,
        ),
        Column(
            f"{prefix}_basis",
            pl.String,
            "Reference date that resolved the expression; explicit: none needed; none: unresolved.",
            allowed=DATE_BASES,
        ),
        Column(f"{prefix}_text", pl.String, "Time expression in the article; NULL: none.", nullable=True),
        Column(
            f"{prefix}_start_char",
            pl.Int32,
            "First character of the time expression in articles.text.",
            nullable=True,
            low=0,
        ),
        Column(
            f"{prefix}_end_char",
            pl.Int32,
            "One past the last character of the time expression.",
            nullable=True,
            low=1,
        ),
    )


def _span_columns(name: str, meaning: str) -> tuple[Column, ...]:
    """Return the columns of a phrase of the article: its text and its offsets."""
    return (
        Column(f"{name}_text", pl.String, f"{meaning}; NULL: the article gives none.", nullable=True),
        Column(
            f"{name}_start_char", pl.Int32, f"First character of {name}_text in articles.text.", nullable=True, low=0
        ),
        Column(f"{name}_end_char", pl.Int32, f"One past the last character of {name}_text.", nullable=True, low=1),
    )


RUN_ID = _id("run_id", "Run that first wrote this row.")
READER_VERSION = Column(
    "reader_version",
    pl.String,
    "Version of the reader and of the resolution rules (pipelines/versions.py).",
)
ARTICLE_ID = _id("article_id", "Article, across all its versions.")
VERSION_ID = _id("version_id", "Article version that the row belongs to; offsets refer to its text.")

RUNS = Table(
    "runs",
    "Each row is a flow run.",
    ("run_id",),
    (
        _id("run_id", "Id of the run. All other ids are derived from content."),
        Column("trigger", pl.String, "Cause of the run.", allowed=TRIGGERS),
        Column("started_at", INSTANT, "Start of the run."),
        Column("finished_at", INSTANT, "End of the run; NULL while it runs, or if it was killed.", nullable=True),
        Column(
            "state",
            pl.String,
            "State of the run; stopped: by the audit; interrupted: by a person or a kill.",
            allowed=RUN_STATES,
        ),
        Column("code_version", pl.String, "Version of hearsay."),
        Column("extractor_version", pl.String, "Version of the article extraction."),
        READER_VERSION,
        Column("schema_version", pl.Int32, "Version of the schema.", low=1),
        Column("settings", pl.String, "Sources and settings of the run, as JSON."),
        _count("inputs_loaded", "Inputs with the outcome loaded."),
        _count("inputs_unchanged", "Inputs with the outcome unchanged."),
        _count("inputs_duplicate", "Inputs with the outcome duplicate."),
        _count("inputs_rejected", "Inputs with the outcome rejected."),
        _count("inputs_failed", "Inputs with the outcome failed."),
        _count("rows_extracted", "Rows made from the pages, before the audit."),
        _count("rows_loaded", "Rows that passed the audit and were published."),
        _count("rows_quarantined", "Rows that the audit quarantined; extracted = loaded + quarantined."),
        _id(
            "backfill_id",
            "Id of the backfill: equal for runs with the same sources and time ranges; NULL: no time range.",
            nullable=True,
        ),
        Column("reason", pl.String, "Cause of an end other than finished; NULL: finished or running.", nullable=True),
        Column("detail", pl.String, "Explanation of the reason, with the value.", nullable=True),
    ),
    is_key_enforced=True,
)

INPUTS = Table(
    "inputs",
    "Each row is an input of one run: the ledger. Every input has exactly one outcome.",
    ("run_id", "input_number"),
    (
        _id("run_id", "Run that worked on the input."),
        Column("input_number", pl.Int64, "Position of the input in the run, from 1.", low=1),
        Column("given", pl.String, "The input as the user or the source wrote it: a path, a URL, a line of a file."),
        Column("outcome", pl.String, "Outcome of the input.", allowed=OUTCOMES),
        Column("reason", pl.String, "Named cause of the outcome."),
        Column("detail", pl.String, "Explanation of the reason, with the value.", nullable=True),
        _id("capture_id", "Capture of the input; NULL: no bytes.", nullable=True),
        _id("version_id", "Article version from the input, new or already stored.", nullable=True),
        Column("seconds", pl.Float64, "Seconds of work on the input, without waiting.", low=0),
    ),
    references=(("run_id", "runs"), ("capture_id", "captures"), ("version_id", "articles")),
    number="ledger_number",
)

CAPTURES = Table(
    "captures",
    "Each row is the bytes of one page. The same bytes from the same address are one row.",
    ("capture_id",),
    (
        _id("capture_id", "Id derived from the address and the bytes."),
        Column("sha256", pl.String, "SHA-256 of the decompressed bytes."),
        Column("url", pl.String, "Requested address.", nullable=True),
        Column("final_url", pl.String, "Address of the response, after redirects.", nullable=True),
        Column("fetched_at", INSTANT, "Time of the fetch; NULL: unknown.", nullable=True),
        Column(
            "first_seen_at", INSTANT, "First time that the bytes were seen: fetched_at, or else the start of the run."
        ),
        Column("last_seen_at", INSTANT, "Last time that the bytes were seen, by the same rule."),
        Column("http_status", pl.Int32, "HTTP status of the response.", nullable=True),
        Column("media_type", pl.String, "Declared media type.", nullable=True),
        Column("content_kind", pl.String, "Kind of content, detected from the bytes.", allowed=CONTENT_KINDS),
        Column("byte_count", pl.Int64, "Number of bytes, decompressed.", low=0),
        Column("outcome", pl.String, "Outcome of the work on these bytes.", allowed=OUTCOMES),
        Column("reason", pl.String, "Named cause of the outcome."),
        _id("version_id", "Article version extracted from the bytes.", nullable=True),
        Column("extractor_version", pl.String, "Version of the extraction that led to the outcome."),
        READER_VERSION,
        RUN_ID,
        Column(
            "archive_file",
            pl.String,
            "Archive file with the record of these bytes; NULL: not archived.",
            nullable=True,
        ),
        Column("archive_offset", pl.Int64, "First byte of the record in archive_file.", nullable=True, low=0),
    ),
    references=(("version_id", "articles"), ("run_id", "runs")),
    number="capture_number",
    is_view=True,
)

ARTICLES = Table(
    "articles",
    "Each row is a version of one article.",
    ("version_id",),
    (
        _id("version_id", "Id derived from the article, its title and its text."),
        _id("article_id", "Id derived from the canonical address, or from the text if there is no address."),
        Column("url", pl.String, "Address of the page.", nullable=True),
        Column("canonical_url", pl.String, "Canonical address of the article.", nullable=True),
        Column("domain", pl.String, "Registrable domain of the address: the outlet.", nullable=True),
        Column("site_name", pl.String, "Name of the outlet on the page.", nullable=True),
        Column("title", pl.String, "Headline that a reader of the page sees.", nullable=True),
        Column("subtitle", pl.String, "Line below the headline.", nullable=True),
        Column("authors", pl.List(pl.String), "Authors of the article, in order."),
        Column("published_at", INSTANT, "Time of publication, exact to published_precision.", nullable=True),
        Column(
            "published_basis",
            pl.String,
            "Place where the time of publication was read; none: unknown.",
            allowed=PUBLISHED_BASES,
        ),
        Column("published_precision", pl.String, "Precision of the time of publication.", allowed=PRECISIONS),
        Column("published_text", pl.String, "Time of publication as written on the page.", nullable=True),
        Column("modified_at", INSTANT, "Time of the last change, as stated on the page.", nullable=True),
        Column("language", pl.String, "ISO 639-1 code of the text's language.", nullable=True),
        Column("section", pl.String, "Section of the outlet.", nullable=True),
        Column("tags", pl.List(pl.String), "Keywords on the page."),
        Column("text", pl.String, "Body of the article. All offsets of this version refer to this text."),
        Column("text_sha256", pl.String, "SHA-256 of the text in UTF-8."),
        Column("word_count", pl.Int32, "Number of words in the text.", low=0),
        Column("removed", pl.List(REMOVED), "Text of the page outside the body: part of the page, reason, text."),
        Column("version", pl.Int32, "Number of the version, from 1, in the order of first_seen_at.", low=1),
        Column("is_current", pl.Boolean, "True for the version that was seen last."),
        _id("capture_id", "Earliest capture of this version."),
        Column("first_seen_at", INSTANT, "First time that this version was seen."),
        Column("last_seen_at", INSTANT, "Last time that this version was seen."),
        Column("loaded_at", INSTANT, "Time when this row was written."),
        Column("extractor_version", pl.String, "Version of the extraction that made this row."),
        READER_VERSION,
        RUN_ID,
        Column(
            "is_paywalled", pl.Boolean, "True if the article costs money; NULL: the page does not say.", nullable=True
        ),
        _id(
            "copy_of",
            "version_id of the original, the earliest near-duplicate of this article; NULL: not a copy.",
            nullable=True,
        ),
        Column(
            "copy_similarity",
            pl.Float64,
            "Resemblance to the original: five-word sequences in both texts, as a share of those in either; "
            "NULL: not a copy.",
            nullable=True,
            low=0,
            high=1,
        ),
        _id("story_id", "Story of the article: stories.story_id; NULL: not gathered yet.", nullable=True),
    ),
    references=(("capture_id", "captures"), ("run_id", "runs")),
    number="version_number",
    is_view=True,
)

MENTIONS = Table(
    "mentions",
    "Each row is a span of an article that names an entity.",
    ("mention_id", "reader_version"),
    (
        _id("mention_id", "Id derived from the version and the span; several readings may have the same mention."),
        VERSION_ID,
        ARTICLE_ID,
        Column("start_char", pl.Int32, "First character of the mention in articles.text.", low=0),
        Column("end_char", pl.Int32, "One past the last character of the mention.", low=1),
        Column("mention_text", pl.String, "Text of the mention: articles.text[start_char:end_char]."),
        Column("entity_type", pl.String, "Type of the named entity.", allowed=ENTITY_TYPES),
        _id("entity_id", "Entity that the mention names; NULL: unresolved.", nullable=True),
        Column("confidence", pl.Float64, "Confidence of the reader in the span and its type.", low=0, high=1),
        READER_VERSION,
        RUN_ID,
    ),
    references=(("version_id", "articles"), ("entity_id", "entities"), ("run_id", "runs")),
    is_view=True,
)

ENTITIES = Table(
    "entities",
    "Each row is an entity: a person or a thing.",
    ("entity_id",),
    (
        _id(
            "entity_id",
            "Id derived from an identifier, or from type and name, plus the article if the name is ambiguous.",
        ),
        Column("canonical_name", pl.String, "Fullest name of the entity."),
        Column("entity_type", pl.String, "Type of the entity.", allowed=ENTITY_TYPES),
        Column(
            "aliases",
            pl.List(pl.String),
            "Names of the entity in articles and in the knowledge table, sorted.",
        ),
        Column(
            "identifiers",
            pl.List(IDENTIFIER),
            "Identifiers of the entity in registers: ISO 3166, GeoNames, Wikidata.",
        ),
        Column("first_seen_at", INSTANT, "first_seen_at of the earliest article that names the entity."),
        Column("last_seen_at", INSTANT, "first_seen_at of the latest article that names the entity."),
        RUN_ID,
    ),
    references=(("run_id", "runs"),),
    number="entity_number",
    is_view=True,
)

ENTITY_LINKS = Table(
    "entity_links",
    "Each row is a relation between two different entities: the French to France, the Kremlin to Russia.",
    ("entity_id", "relation", "to_entity_id"),
    (
        _id("entity_id", "Entity that has the relation."),
        Column("relation", pl.String, "Relation to the other entity.", allowed=RELATIONS),
        _id("to_entity_id", "The other entity; in entities only if an article names it."),
        Column("to_name", pl.String, "Name of the other entity."),
        Column("to_scheme", pl.String, "Register that identifies the other entity."),
        Column("to_value", pl.String, "Identifier of the other entity in that register."),
        RUN_ID,
    ),
    references=(("entity_id", "entities"), ("run_id", "runs")),
)

ENTITY_JOINS = Table(
    "entity_joins",
    "One row states that two entities are the same. The view entity_now follows the join; no other row changes.",
    ("join_id",),
    (
        _id("join_id", "Id derived from the two entities and the time."),
        _id("from_entity_id", "Entity that views replace."),
        _id("to_entity_id", "Entity that views show instead."),
        Column("reason", pl.String, "Reason for the join."),
        Column("joined_at", INSTANT, "Time of the join."),
        Column("undone_at", INSTANT, "Time when the join was undone; NULL: in force.", nullable=True),
        Column("undone_reason", pl.String, "Reason for undoing the join.", nullable=True),
    ),
    references=(("from_entity_id", "entities"), ("to_entity_id", "entities")),
    number="join_number",
)

KNOWLEDGE = Table(
    "knowledge",
    "Each row is an entity from the user's own table. Names in articles resolve to the entity.",
    ("entity_id",),
    (
        _id("entity_id", "Id derived from an identifier; the entity that the names resolve to."),
        Column("name", pl.String, "Name of the entity: its canonical_name."),
        Column("entity_type", pl.String, "Type of the entity.", allowed=ENTITY_TYPES),
        Column("aliases", pl.List(pl.String), "Other names of the entity, sorted."),
        Column("identifiers", pl.List(IDENTIFIER), "Identifiers of the entity in registers; at least one."),
        Column(
            "country",
            pl.String,
            "ISO 3166-1 code of the entity's country; distinguishes entities with the same name.",
            nullable=True,
        ),
        Column("description", pl.String, "Note about the entity, for people.", nullable=True),
        Column("file", pl.String, "File that last contained the entity."),
        Column("loaded_at", INSTANT, "Time when that file was loaded."),
    ),
    is_key_enforced=True,
)

CLAIMS = Table(
    "claims",
    "Each row is a claim in one article version: a statement of a source, or of the article itself.",
    ("claim_id", "reader_version"),
    (
        _id(
            "claim_id",
            "Id for citations, derived from the version and the spans; several readings may have the same claim.",
        ),
        VERSION_ID,
        ARTICLE_ID,
        Column(
            "source_text",
            pl.String,
            "Source in the words of the article; parts joined by ' … '; NULL: the article names none.",
            nullable=True,
        ),
        Column("source_spans", pl.List(SPAN), "Spans of source_text in articles.text; empty if there is no source."),
        Column(
            "cue_text",
            pl.String,
            "Reporting words; NULL for a quotation without them and for the article's own statements.",
            nullable=True,
        ),
        Column("cue_spans", pl.List(SPAN), "Spans of cue_text in articles.text; empty if there is no cue."),
        Column("content_text", pl.String, "Reported or stated words; parts joined by ' … '."),
        Column("content_spans", pl.List(SPAN), "Spans of content_text in articles.text."),
        _id(
            "source_entity_id",
            "Entity of the source; NULL: unresolved, several, or the article itself (articles.authors).",
            nullable=True,
        ),
        Column(
            "source_type",
            pl.String,
            "Type of the source; author: the article itself; none: the article gives no source.",
            allowed=SOURCE_TYPES,
        ),
        Column("cue_lemma", pl.String, "Dictionary form of the cue's verb or noun.", nullable=True),
        Column("quote_type", pl.String, "Form of the content; mixed: partly quoted.", allowed=QUOTE_TYPES),
        Column(
            "polarity",
            pl.String,
            "Position of the source: + affirms, - denies, u leaves open. A denial and a negated statement are both - "
            "(FactBank).",
            allowed=POLARITIES,
        ),
        Column(
            "certainty",
            pl.String,
            "Certainty of the source: CT certain, PR probable, PS possible, U open (docs/certainty.md).",
            allowed=CERTAINTIES,
        ),
        Column(
            "check_worthiness",
            pl.Float64,
            "Probability that a fact-checker would select the content; on news only a rank (docs/certainty.md); "
            "NULL: not scored.",
            nullable=True,
            low=0,
            high=1,
        ),
        Column(
            "confidence",
            pl.Float64,
            "Estimated probability that the row is right: an attribution with its content and source, or a statement "
            "of the article; not the source's certainty.",
            low=0,
            high=1,
        ),
        _id(
            "parent_claim_id",
            "Outer claim: its content contains this claim, or its source cites the source of this claim "
            "(X, citing Y).",
            nullable=True,
        ),
        Column("closed_at", INSTANT, "Time when the claim stopped being current; NULL: current.", nullable=True),
        Column(
            "closed_reason",
            pl.String,
            "Reason why the claim stopped being current.",
            nullable=True,
            allowed=CLOSED_REASONS,
        ),
        READER_VERSION,
        RUN_ID,
        *_time_columns("about", "that the claim is about"),
        *_time_columns("said", "when the content was said"),
        _id(
            "claim_group_id",
            "Claim group of the claim: claim_groups.claim_group_id; NULL: not gathered yet.",
            nullable=True,
        ),
        Column(
            "kind",
            pl.String,
            "What the source does: states, denies, asks … (docs/what-is-a-claim.md); NULL: read before hearsay 0.5.",
            nullable=True,
            allowed=CLAIM_KINDS,
        ),
        Column(
            "is_said",
            pl.Boolean,
            "True if a source said or wrote the content. False for an attitude, an act, a claim without a source, "
            "and the article's own statements; NULL: read before hearsay 0.5.",
            nullable=True,
        ),
        Column(
            "has_source",
            pl.Boolean,
            "True if the article gives a source, in its own words or in the quotation before; NULL: read before "
            "hearsay 0.5.",
            nullable=True,
        ),
        Column(
            "source_pronoun",
            pl.String,
            "Pronoun that the article uses for the source, a person; NULL: it uses none.",
            nullable=True,
            allowed=PERSON_PRONOUNS,
        ),
        Column(
            "context_start_char",
            pl.Int32,
            "First character of the sentences around the claim in articles.text; NULL: read before hearsay 0.5.",
            nullable=True,
            low=0,
        ),
        Column(
            "context_end_char",
            pl.Int32,
            "One past the last character of these sentences.",
            nullable=True,
            low=1,
        ),
        *_span_columns("source_role", "Role of the source in the words of the article, such as 'finance minister'"),
        *_span_columns(
            "affiliation",
            "Body or place that the article gives as the source's, such as 'Acme' in 'spokesman for Acme'",
        ),
        _id("affiliation_entity_id", "Entity of affiliation_text; NULL: unresolved.", nullable=True),
    ),
    references=(
        ("version_id", "articles"),
        ("source_entity_id", "entities"),
        ("affiliation_entity_id", "entities"),
        ("parent_claim_id", "claims"),
        ("run_id", "runs"),
    ),
    is_view=True,
)

CLAIM_MENTIONS = Table(
    "claim_mentions",
    "Each row is the role of one mention in one claim.",
    ("claim_id", "mention_id", "role", "reader_version"),
    (
        _id("claim_id", "Claim."),
        _id("mention_id", "Mention."),
        Column(
            "role",
            pl.String,
            "Role of the mention: it names the source, or a subject of the claim.",
            allowed=MENTION_ROLES,
        ),
        READER_VERSION,
    ),
    references=(("claim_id", "claims"), ("mention_id", "mentions")),
    is_view=True,
)

STORIES = Table(
    "stories",
    "Each row is a story: an event in the news with the articles about it.",
    ("story_id",),
    (
        _id(
            "story_id",
            "Id derived from the first article of the story; an earlier article found later does not change the id.",
        ),
        _id("first_version_id", "Article version that appeared first."),
        Column("title", pl.String, "Headline of first_version_id.", nullable=True),
        Column("first_published_at", INSTANT, "Time when the first article appeared, or was first seen."),
        Column("last_published_at", INSTANT, "Time when the last article appeared, or was first seen."),
        _count("outlet_count", "Outlets with an article about the story."),
        _count("article_count", "Articles about the story, copies included."),
        _count("original_count", "Articles about the story that are not copies."),
        _id(
            "merged_into",
            "Story that took over the articles of this story; NULL: not merged.",
            nullable=True,
        ),
        Column("merged_at", INSTANT, "Time of the merge.", nullable=True),
        RUN_ID,
    ),
    references=(("first_version_id", "articles"), ("merged_into", "stories"), ("run_id", "runs")),
    number="story_number",
    is_view=True,
)

CLAIM_GROUPS = Table(
    "claim_groups",
    "Each row is a claim group: the same claim in one or more articles.",
    ("claim_group_id",),
    (
        _id(
            "claim_group_id",
            "Id derived from the first claim of the group; an earlier claim found later does not change the id.",
        ),
        _id("first_claim_id", "Claim that appeared first."),
        Column("content_text", pl.String, "Content of first_claim_id."),
        _id("source_entity_id", "Entity of the source of first_claim_id.", nullable=True),
        Column("first_published_at", INSTANT, "Time when the first article appeared, or was first seen."),
        Column("last_published_at", INSTANT, "Time when the last article appeared, or was first seen."),
        _count("appearance_count", "Articles with the claim, in any version, copies included."),
        _count("outlet_count", "Outlets with the claim."),
        _count(
            "independent_outlet_count",
            "Outlets that reported the claim themselves; a copy counts for the outlet of its original.",
        ),
        RUN_ID,
    ),
    references=(("first_claim_id", "claims"), ("source_entity_id", "entities"), ("run_id", "runs")),
    is_view=True,
)

ARTICLE_BANDS = Table(
    "article_bands",
    "Each row is a band of the MinHash signature of an article's text, for look-ups: near-duplicates share bands.",
    ("version_id", "band_hash"),
    (
        Column(
            "band_hash", pl.Int64, "Hash of the band, its position in the signature and the version of the method."
        ),
        VERSION_ID,
    ),
    references=(("version_id", "articles"),),
    is_view=True,
)

STORY_KEYS = Table(
    "story_keys",
    "Each row is a rare word or name of an article with its week, for look-ups: articles of a story share keys.",
    ("version_id", "key_hash"),
    (
        Column("key_hash", pl.Int64, "Hash of the word or name, the week and the version of the method."),
        VERSION_ID,
    ),
    references=(("version_id", "articles"),),
    is_view=True,
)

CLAIM_BANDS = Table(
    "claim_bands",
    "Each row is a band of the MinHash signature of a claim's content, for look-ups: similar contents share bands.",
    ("claim_id", "band_hash"),
    (
        Column(
            "band_hash", pl.Int64, "Hash of the band, its position in the signature and the version of the method."
        ),
        _id("claim_id", "Claim."),
    ),
    references=(("claim_id", "claims"),),
    is_view=True,
)

ARTICLE_PROFILES = Table(
    "article_profiles",
    "Each row is the profile of an article version: its rare words and the entities that it names, with weights.",
    ("version_id",),
    (
        VERSION_ID,
        Column(
            "terms",
            pl.List(WEIGHT),
            "Rare words of headline and text, heaviest first; the weights form a vector of length 1.",
        ),
        Column("title_terms", pl.List(WEIGHT), "Words of the headline, with weights."),
        Column("names", pl.List(WEIGHT), "Entities named in the article: entity_id as term, and weight."),
    ),
    references=(("version_id", "articles"),),
    is_view=True,
)

QUARANTINE = Table(
    "quarantine",
    "Each row is a rejected row and one rule that it broke.",
    ("quarantine_id",),
    (
        _id("quarantine_id", "Id derived from the run, the table, the row and the rule."),
        _id("run_id", "Run whose audit rejected the row."),
        Column("table_name", pl.String, "Table that the row was meant for."),
        Column("row_id", pl.String, "Key of the row in that table."),
        Column(
            "rule", pl.String, "Rule that the row broke; depends_on_quarantined: the row refers to a rejected row."
        ),
        Column("severity", pl.String, "Severity of the rule.", allowed=SEVERITIES),
        Column("row_json", pl.String, "The whole row as JSON."),
        Column("quarantined_at", INSTANT, "Time of the rejection."),
        Column("released_at", INSTANT, "Time of the release; NULL: not released.", nullable=True),
    ),
    references=(("run_id", "runs"),),
)

CHECKS = Table(
    "checks",
    "Each row is the result of one rule in one run, summed over its chunks.",
    ("run_id", "suite", "rule"),
    (
        _id("run_id", "Run of the audit."),
        Column("suite", pl.String, "Suite that the rule belongs to: a table, or run_history."),
        Column("rule", pl.String, "Name of the rule."),
        Column("severity", pl.String, "Severity of a failure.", allowed=SEVERITIES),
        Column("why", pl.String, "Reason for the rule."),
        Column("is_success", pl.Boolean, "True if no chunk of the run failed the rule."),
        Column("observed", pl.String, "Observation: a figure, or examples of unexpected values.", nullable=True),
        _count("checked_count", "Number of checked rows."),
        _count("unexpected_count", "Number of rows that broke the rule."),
        Column("unexpected_percent", pl.Float64, "Percentage of rows that broke the rule.", low=0, high=100),
    ),
    references=(("run_id", "runs"),),
    is_view=True,
)

VALIDATORS = Table(
    "validators",
    "Each row is the ETag and Last-Modified of one page, for conditional requests (RFC 9110, 8.8).",
    ("url",),
    (
        Column("url", pl.String, "Requested address."),
        Column("final_url", pl.String, "Address of the response, to which etag and last_modified_text belong."),
        Column("etag", pl.String, "ETag of the response.", nullable=True),
        Column("last_modified_text", pl.String, "Last-Modified of the response, as sent.", nullable=True),
        _id("capture_id", "Capture of the response."),
        _id("run_id", "Run that last fetched the whole page."),
    ),
    references=(("capture_id", "captures"), ("run_id", "runs")),
    number="validator_number",
    is_view=True,
)

SCHEMA_MIGRATIONS = Table(
    "schema_migrations",
    "Each row is a migration that was applied to this warehouse.",
    ("schema_version",),
    (
        Column("schema_version", pl.Int32, "Number of the migration.", low=1),
        Column("name", pl.String, "Name of the migration's file, without the number."),
        Column("applied_at", INSTANT, "Time of the migration."),
    ),
    is_key_enforced=True,
)

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        RUNS,
        INPUTS,
        CAPTURES,
        ARTICLES,
        MENTIONS,
        ENTITIES,
        ENTITY_LINKS,
        ENTITY_JOINS,
        KNOWLEDGE,
        CLAIMS,
        CLAIM_MENTIONS,
        STORIES,
        CLAIM_GROUPS,
        ARTICLE_BANDS,
        STORY_KEYS,
        CLAIM_BANDS,
        ARTICLE_PROFILES,
        QUARANTINE,
        CHECKS,
        VALIDATORS,
        SCHEMA_MIGRATIONS,
    )
}

PAGE_TABLES = ("captures", "articles", "entities", "entity_links", "mentions", "claims", "claim_mentions")
"""Tables that pages fill, in the order of their references. The audit covers these tables."""

GATHERED_TABLES = ("stories", "claim_groups", "article_bands", "story_keys", "claim_bands", "article_profiles")
"""Tables that gathering fills after publication: copies, stories, claim groups. They are audited as a whole."""


def empty_frame(table: Table) -> pl.DataFrame:
    """Return a frame with the columns of the table and no rows."""
    return pl.DataFrame(schema=table.polars_schema)


def row_ids(frame: pl.DataFrame, table: Table) -> pl.Series:
    """Return the key of each row within its reading as one string, the columns joined by '/'."""
    key = [pl.col(name).cast(pl.String) for name in table.key if name != READER_VERSION.name]
    return frame.select(pl.concat_str(key, separator="/")).to_series()


def table_row_ids(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return table_name and row_id of every row.

    Args:
        frames: Rows by table name.
    """
    parts = [
        pl.DataFrame({"row_id": row_ids(frame, TABLES[name])}).select(pl.lit(name).alias("table_name"), "row_id")
        for name, frame in frames.items()
    ]
    return pl.concat(parts)
