"""The truth about columns: every table of the warehouse, its columns, dtypes, keys and descriptions.

The DDL (warehouse.ddl), the Polars dtypes, the structural checks of the audit and docs/tables.md are made from here.
Suffixes: `_id`, `_at` (instant, UTC), `_on` (date), `_text`, `_type`; booleans `is_`/`has_`. One name means one
thing in every table. This module imports Polars for its dtypes and nothing else, so that every layer can share it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from polars.datatypes import DataTypeClass

SCHEMA_VERSION = 10
"""The number of the last migration. A warehouse with a higher one was written by a newer hearsay."""
FIRST_SCHEMA_VERSION = 10
"""The oldest that is brought up to date. Warehouses before it are filled anew from their archives."""

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
SOURCE_TYPES = ("named", "role", "group", "anonymous", "document", "organization", "author")
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
LINK_KINDS = ("demonym_of", "capital_of", "located_in", "stands_for")
MENTION_ROLES = ("source", "about")
CONTENT_KINDS = ("html", "text", "pdf", "zip", "image", "json", "xml", "binary", "empty")
CLOSED_REASONS = ("new version", "new reader", "not found again")

INSTANT = pl.Datetime("us", "UTC")
SPAN = pl.Struct({"start": pl.Int32, "end": pl.Int32})
REMOVED = pl.Struct({"part": pl.String, "reason": pl.String, "text": pl.String})
IDENTIFIER = pl.Struct({"scheme": pl.String, "value": pl.String})
WEIGHT = pl.Struct({"term": pl.String, "weight": pl.Float64})


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `allowed` closes the set of values, `low` and `high` bound a number (both inclusive)."""

    name: str
    dtype: pl.DataType | DataTypeClass
    description: str
    nullable: bool = False
    allowed: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` is its primary key, `references` says which column points to which table's key.

    Without `is_key_enforced` DuckDB has no index of the key: for a table of many rows that is read in one pass,
    writing an index that hashes are strewn over costs far more than it saves. Whoever writes such a table sees to it
    that rows come once. They are written in the order of the key, so that ids that repeat stand together and are
    packed and read as one.
    """

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[tuple[str, str], ...] = ()
    is_key_enforced: bool = True

    @property
    def polars_schema(self) -> pl.Schema:
        """Column name → Polars dtype, in the order of the table."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError with the table's name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


def _id(name: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, pl.String, description, nullable=nullable)


def _count(name: str, description: str) -> Column:
    return Column(name, pl.Int64, description, low=0)


def _dated(clock: str, what: str) -> tuple[Column, ...]:
    """The columns of one of a claim's two clocks: value, precision, basis, and the words with their place."""
    basis = "What it is reckoned from; explicit: from the words alone; none: not known."
    return (
        Column(f"{clock}_from_on", pl.Date, f"First day of the time {what}; NULL: open or not known.", nullable=True),
        Column(f"{clock}_to_on", pl.Date, f"Last day of the time {what}; NULL: open or not known.", nullable=True),
        Column(
            f"{clock}_precision", pl.String, "The unit that it was given in; part: of a day.", allowed=DATE_PRECISIONS
        ),
        Column(f"{clock}_basis", pl.String, basis, allowed=DATE_BASES),
        Column(f"{clock}_text", pl.String, "The expression, as the article has it.", nullable=True),
        Column(f"{clock}_start_char", pl.Int32, "Its first character in articles.text.", nullable=True, low=0),
        Column(f"{clock}_end_char", pl.Int32, "One past its last character.", nullable=True, low=1),
    )


RUN_ID = _id("run_id", "The run that first wrote this row.")
READER_VERSION = Column(
    "reader_version",
    pl.String,
    "Version of the reader and of the rules that resolved what it read (pipelines/versions.py).",
)
ARTICLE_ID = _id("article_id", "The article, over all its versions.")
VERSION_ID = _id("version_id", "The version of the article whose text the offsets point into.")

RUNS = Table(
    "runs",
    "One row is one flow run.",
    ("run_id",),
    (
        _id("run_id", "The run; the one id that does not come from content."),
        Column("trigger", pl.String, "Who started it.", allowed=TRIGGERS),
        Column("started_at", INSTANT, "When it started."),
        Column("finished_at", INSTANT, "When it ended; NULL while it runs, or if it was killed.", nullable=True),
        Column(
            "state",
            pl.String,
            "How it stands; stopped: the audit kept a chunk back; interrupted: somebody stopped or killed it.",
            allowed=RUN_STATES,
        ),
        Column("code_version", pl.String, "Version of hearsay."),
        Column("extractor_version", pl.String, "Version of the article extraction."),
        READER_VERSION,
        Column("schema_version", pl.Int32, "Version of this schema.", low=1),
        Column("settings", pl.String, "What it was asked to do, as JSON."),
        _count("inputs_loaded", "Inputs that ended as loaded."),
        _count("inputs_unchanged", "Inputs that ended as unchanged."),
        _count("inputs_duplicate", "Inputs that ended as duplicate."),
        _count("inputs_rejected", "Inputs that ended as rejected."),
        _count("inputs_failed", "Inputs that ended as failed."),
        _count("rows_extracted", "Rows made from the pages, before the audit."),
        _count("rows_loaded", "Rows that passed the audit and were published."),
        _count("rows_quarantined", "Rows that the audit kept back; extracted = loaded + quarantined."),
        _id(
            "backfill_id",
            "The same for runs of one backfill: sources and range of time.",
            nullable=True,
        ),
        Column("reason", pl.String, "Why it did not finish; NULL for one that did, or runs.", nullable=True),
        Column("detail", pl.String, "What there is to say of that, with the value.", nullable=True),
    ),
)

INPUTS = Table(
    "inputs",
    "One row is one input of one run: the ledger. Each input ends in exactly one outcome.",
    ("run_id", "input_number"),
    (
        _id("run_id", "The run."),
        Column("input_number", pl.Int64, "Position of the input in the run, from 1.", low=1),
        Column("given", pl.String, "The input as it was given: a path, a URL, a line of a file."),
        Column("outcome", pl.String, "What became of it.", allowed=OUTCOMES),
        Column("reason", pl.String, "The named reason of that outcome."),
        Column("detail", pl.String, "A sentence with the value, where there is more to say.", nullable=True),
        _id("capture_id", "Its bytes; NULL where none could be had.", nullable=True),
        _id("version_id", "The article version that it gave or that was there already.", nullable=True),
        Column("seconds", pl.Float64, "Seconds of work on it, waiting aside.", low=0),
    ),
    references=(("run_id", "runs"), ("capture_id", "captures"), ("version_id", "articles")),
)

CAPTURES = Table(
    "captures",
    "One row is a page's bytes, once seen: the same bytes from the same address are one row.",
    ("capture_id",),
    (
        _id("capture_id", "From the address and the bytes."),
        Column("sha256", pl.String, "SHA-256 of the bytes, decompressed."),
        Column("url", pl.String, "Address asked for.", nullable=True),
        Column("final_url", pl.String, "Address that answered, after redirects.", nullable=True),
        Column("fetched_at", INSTANT, "When the bytes were fetched, if anyone knows.", nullable=True),
        Column("first_seen_at", INSTANT, "fetched_at, or else the start of the run that first saw them."),
        Column("last_seen_at", INSTANT, "The same for the last time they were seen."),
        Column("http_status", pl.Int32, "Status of the HTTP response.", nullable=True),
        Column("media_type", pl.String, "Media type as declared.", nullable=True),
        Column("content_kind", pl.String, "What the bytes are, by looking at them.", allowed=CONTENT_KINDS),
        Column("byte_count", pl.Int64, "How many bytes, decompressed.", low=0),
        Column("outcome", pl.String, "What the work on them came to.", allowed=OUTCOMES),
        Column("reason", pl.String, "The named reason of that outcome."),
        _id("version_id", "The article version they gave.", nullable=True),
        Column("extractor_version", pl.String, "Version of the extraction that judged them."),
        READER_VERSION,
        RUN_ID,
        Column("archive_file", pl.String, "The archive's file that holds them; NULL: not archived.", nullable=True),
        Column("archive_offset", pl.Int64, "First byte of their record in that file.", nullable=True, low=0),
    ),
    references=(("version_id", "articles"), ("run_id", "runs")),
)

ARTICLES = Table(
    "articles",
    "One row is one version of one article.",
    ("version_id",),
    (
        _id("version_id", "From the article, its title and its text."),
        _id("article_id", "From the canonical address, or from the text where there is no address."),
        Column("url", pl.String, "Address the page was taken from.", nullable=True),
        Column("canonical_url", pl.String, "Address that stands for the article.", nullable=True),
        Column("domain", pl.String, "Registrable domain of the address: the outlet.", nullable=True),
        Column("site_name", pl.String, "Name of the outlet as the page gives it.", nullable=True),
        Column("title", pl.String, "Headline a reader saw.", nullable=True),
        Column("subtitle", pl.String, "Line under the headline.", nullable=True),
        Column("authors", pl.List(pl.String), "People who wrote it, in order."),
        Column("published_at", INSTANT, "When it appeared, as far as published_precision says.", nullable=True),
        Column("published_basis", pl.String, "Where that date was read; none: not known.", allowed=PUBLISHED_BASES),
        Column("published_precision", pl.String, "How exact that date is.", allowed=PRECISIONS),
        Column("published_text", pl.String, "The date as it stood on the page.", nullable=True),
        Column("modified_at", INSTANT, "When the page says it was last changed.", nullable=True),
        Column("language", pl.String, "ISO 639-1 code of the text's language.", nullable=True),
        Column("section", pl.String, "Section of the outlet.", nullable=True),
        Column("tags", pl.List(pl.String), "Keywords that the page gives."),
        Column("text", pl.String, "The body; every offset of this version points into it."),
        Column("text_sha256", pl.String, "SHA-256 of the text in UTF-8."),
        Column("word_count", pl.Int32, "Words of the text.", low=0),
        Column("removed", pl.List(REMOVED), "Text of the page that is not in the body: where, why, what."),
        Column("version", pl.Int32, "Number of the version, from 1, by first_seen_at.", low=1),
        Column("is_current", pl.Boolean, "Whether this is the version last seen."),
        _id("capture_id", "The bytes that it was first read from."),
        Column("first_seen_at", INSTANT, "When this version was first seen."),
        Column("last_seen_at", INSTANT, "When this version was last seen."),
        Column("loaded_at", INSTANT, "When this row was written."),
        Column("extractor_version", pl.String, "Version of the extraction that made it."),
        READER_VERSION,
        RUN_ID,
        Column("is_paywalled", pl.Boolean, "Whether it costs money; NULL: the page does not say.", nullable=True),
        _id(
            "copy_of",
            "version_id of the original that this is a near-duplicate of: of such articles the one that appeared "
            "first; NULL: of none that is known.",
            nullable=True,
        ),
        Column(
            "copy_similarity",
            pl.Float64,
            "Share of the runs of five words in either text that are in both; NULL: no copy.",
            nullable=True,
            low=0,
            high=1,
        ),
        _id("story_id", "The event it is on: stories.story_id; NULL: not gathered yet.", nullable=True),
    ),
    references=(("capture_id", "captures"), ("run_id", "runs")),
)

MENTIONS = Table(
    "mentions",
    "One row is a span that names an entity.",
    ("mention_id", "reader_version"),
    (
        _id("mention_id", "Id of these characters of this version as a name; several readings may have it."),
        VERSION_ID,
        ARTICLE_ID,
        Column("start_char", pl.Int32, "First character in articles.text.", low=0),
        Column("end_char", pl.Int32, "One past the last character.", low=1),
        Column("mention_text", pl.String, "articles.text[start_char:end_char]."),
        Column("entity_type", pl.String, "What kind of thing it names.", allowed=ENTITY_TYPES),
        _id("entity_id", "The thing it names.", nullable=True),
        Column("confidence", pl.Float64, "How sure the reader is of the span and its type.", low=0, high=1),
        READER_VERSION,
        RUN_ID,
    ),
    references=(("version_id", "articles"), ("entity_id", "entities"), ("run_id", "runs")),
)

ENTITIES = Table(
    "entities",
    "One row is one thing in the world.",
    ("entity_id",),
    (
        _id("entity_id", "From an identifier, or from type and name, and the article where the name is not enough."),
        Column("canonical_name", pl.String, "Its fullest name."),
        Column("entity_type", pl.String, "What kind of thing it is.", allowed=ENTITY_TYPES),
        Column(
            "aliases",
            pl.List(pl.String),
            "The forms under which it was named, and the other names that the user knows; sorted.",
        ),
        Column("identifiers", pl.List(IDENTIFIER), "Identifiers in other registers: ISO 3166, GeoNames, Wikidata."),
        Column("first_seen_at", INSTANT, "first_seen_at of the earliest article that names it."),
        Column("last_seen_at", INSTANT, "first_seen_at of the latest article that names it."),
        RUN_ID,
    ),
    references=(("run_id", "runs"),),
)

ENTITY_LINKS = Table(
    "entity_links",
    "One row is what an entity is to another thing that it is not: the French to France, the Kremlin to Russia.",
    ("entity_id", "kind", "to_entity_id"),
    (
        _id("entity_id", "The entity."),
        Column("kind", pl.String, "What it is to the other thing.", allowed=LINK_KINDS),
        _id("to_entity_id", "The other thing; it has a row in entities where an article names it."),
        Column("to_name", pl.String, "Its name."),
        Column("to_scheme", pl.String, "The register that knows it."),
        Column("to_value", pl.String, "Its identifier there."),
        RUN_ID,
    ),
    references=(("entity_id", "entities"), ("run_id", "runs")),
)

ENTITY_JOINS = Table(
    "entity_joins",
    "One row says that two rows of entities are one thing; views follow it, no other row changes.",
    ("join_id",),
    (
        _id("join_id", "From the two entities and the time."),
        _id("from_entity_id", "The entity that stands for nothing by itself any more."),
        _id("to_entity_id", "The entity that it is."),
        Column("reason", pl.String, "Who or what says so."),
        Column("joined_at", INSTANT, "When it was joined."),
        Column("undone_at", INSTANT, "When that was taken back; NULL: it holds.", nullable=True),
        Column("undone_reason", pl.String, "Why it was taken back.", nullable=True),
    ),
    references=(("from_entity_id", "entities"), ("to_entity_id", "entities")),
)

KNOWLEDGE = Table(
    "knowledge",
    "One row is one thing that the user has told hearsay of: names found in articles resolve to it.",
    ("entity_id",),
    (
        _id("entity_id", "From an identifier: the entity that its names resolve to."),
        Column("name", pl.String, "Its name; canonical_name of its entity."),
        Column("entity_type", pl.String, "What kind of thing it is.", allowed=ENTITY_TYPES),
        Column("aliases", pl.List(pl.String), "Its other names, sorted."),
        Column("identifiers", pl.List(IDENTIFIER), "Its identifiers in registers; at least one."),
        Column(
            "country", pl.String, "ISO 3166-1 code of its country: it tells things of one name apart.", nullable=True
        ),
        Column("description", pl.String, "What it is, for people.", nullable=True),
        Column("file", pl.String, "The file that last told of it."),
        Column("loaded_at", INSTANT, "When that was loaded."),
    ),
)

CLAIMS = Table(
    "claims",
    "One row is one claim in one article version: somebody is said to have said it, or the article states it.",
    ("claim_id", "reader_version"),
    (
        _id("claim_id", "Id of these words of this version, to cite: from its spans; several readings may have it."),
        VERSION_ID,
        ARTICLE_ID,
        Column("source_text", pl.String, "Who said it, as the article has it; parts joined by ' … '.", nullable=True),
        Column("source_spans", pl.List(SPAN), "Where that stands; empty if the article does not say."),
        Column(
            "cue_text",
            pl.String,
            "The words that make it an attribution; NULL for a bare quotation and where the article speaks.",
            nullable=True,
        ),
        Column("cue_spans", pl.List(SPAN), "Where they stand; empty where there are none."),
        Column("content_text", pl.String, "What was said; parts joined by ' … '."),
        Column("content_spans", pl.List(SPAN), "Where that stands."),
        _id(
            "source_entity_id",
            "Who said it, resolved; NULL: not known, several, or the article itself (articles.authors).",
            nullable=True,
        ),
        Column(
            "source_type",
            pl.String,
            "What kind of source it is; author: the article states it.",
            allowed=SOURCE_TYPES,
        ),
        Column("cue_lemma", pl.String, "Dictionary form of the cue's verb or noun.", nullable=True),
        Column("quote_type", pl.String, "Whether the content is quoted.", allowed=QUOTE_TYPES),
        Column(
            "polarity",
            pl.String,
            "Whether, to the source, what the content tells is so (+) or not (-): a denial and a negated statement "
            "are both - (FactBank).",
            allowed=POLARITIES,
        ),
        Column(
            "certainty",
            pl.String,
            "How sure the source is of it: CT certain, PR probable, PS possible, U left open (docs/certainty.md).",
            allowed=CERTAINTIES,
        ),
        Column(
            "check_worthiness",
            pl.Float64,
            "How probably a fact-checker would take it up (docs/certainty.md); NULL: not scored.",
            nullable=True,
            low=0,
            high=1,
        ),
        Column(
            "confidence",
            pl.Float64,
            "How sure the reader, or the rule that made it, is of this row; not the speaker of the claim.",
            low=0,
            high=1,
        ),
        _id(
            "parent_claim_id",
            "The claim that this one reaches us through: it stands in its content, or is cited for it (X, citing Y).",
            nullable=True,
        ),
        Column("closed_at", INSTANT, "When it stopped being current; NULL: it is.", nullable=True),
        Column("closed_reason", pl.String, "Why it stopped being current.", nullable=True, allowed=CLOSED_REASONS),
        READER_VERSION,
        RUN_ID,
        *_dated("about", "that the claim is about"),
        *_dated("said", "at which it was said"),
        _id(
            "claim_group_id",
            "The same claim wherever it appears: claim_groups.claim_group_id; NULL: not gathered yet.",
            nullable=True,
        ),
    ),
    references=(
        ("version_id", "articles"),
        ("source_entity_id", "entities"),
        ("parent_claim_id", "claims"),
        ("run_id", "runs"),
    ),
)

CLAIM_MENTIONS = Table(
    "claim_mentions",
    "One row is a mention's part in a claim.",
    ("claim_id", "mention_id", "role", "reader_version"),
    (
        _id("claim_id", "The claim."),
        _id("mention_id", "The mention."),
        Column("role", pl.String, "Whether it names who said it or what it is about.", allowed=MENTION_ROLES),
        READER_VERSION,
    ),
    references=(("claim_id", "claims"), ("mention_id", "mentions")),
)

STORIES = Table(
    "stories",
    "One row is one event in the news, which one or more articles are on.",
    ("story_id",),
    (
        _id("story_id", "From the article that founded it; it stays when an earlier article is found."),
        _id("first_version_id", "The article version that appeared first."),
        Column("title", pl.String, "The headline of that version.", nullable=True),
        Column("first_published_at", INSTANT, "When its first article appeared, or was first seen."),
        Column("last_published_at", INSTANT, "When its last article appeared, or was first seen."),
        _count("outlet_count", "Outlets with an article on it."),
        _count("article_count", "Articles on it, copies included."),
        _count("original_count", "Articles on it that are copies of no other."),
        _id(
            "merged_into",
            "The story that it turned out to be; its articles are there. NULL: it stands.",
            nullable=True,
        ),
        Column("merged_at", INSTANT, "When that was found.", nullable=True),
        RUN_ID,
    ),
    references=(("first_version_id", "articles"), ("merged_into", "stories"), ("run_id", "runs")),
)

CLAIM_GROUPS = Table(
    "claim_groups",
    "One row is one claim, wherever it appears.",
    ("claim_group_id",),
    (
        _id("claim_group_id", "From the claim that founded it; it stays when an earlier appearance is found."),
        _id("first_claim_id", "Its first appearance."),
        Column("content_text", pl.String, "What was said, as the first appearance has it."),
        _id("source_entity_id", "Who said it, as the first appearance has it.", nullable=True),
        Column("first_published_at", INSTANT, "When its first article appeared, or was first seen."),
        Column("last_published_at", INSTANT, "When its last article appeared, or was first seen."),
        _count("appearance_count", "Articles that have it, in any of their versions, copies included."),
        _count("outlet_count", "Outlets that have it."),
        _count("independent_outlet_count", "Outlets that have it on their own: copies count as their original."),
        RUN_ID,
    ),
    references=(("first_claim_id", "claims"), ("source_entity_id", "entities"), ("run_id", "runs")),
)

ARTICLE_BANDS = Table(
    "article_bands",
    "One row is a band of the MinHash signature of an article's text: near-duplicates share some. For look-ups.",
    ("version_id", "band_hash"),
    (
        Column("band_hash", pl.Int64, "Hash of the band, its place in the signature and the version of the method."),
        VERSION_ID,
    ),
    references=(("version_id", "articles"),),
    is_key_enforced=False,
)

STORY_KEYS = Table(
    "story_keys",
    "One row is a telling word or name of an article, with its week: articles on one event share some. For look-ups.",
    ("version_id", "key_hash"),
    (
        Column("key_hash", pl.Int64, "Hash of the word or name, the week and the version of the method."),
        VERSION_ID,
    ),
    references=(("version_id", "articles"),),
    is_key_enforced=False,
)

CLAIM_BANDS = Table(
    "claim_bands",
    "One row is a band of the MinHash signature of what was said: nearly the same contents share some. For look-ups.",
    ("claim_id", "band_hash"),
    (
        Column("band_hash", pl.Int64, "Hash of the band, its place in the signature and the version of the method."),
        _id("claim_id", "The claim."),
    ),
    references=(("claim_id", "claims"),),
    is_key_enforced=False,
)

ARTICLE_PROFILES = Table(
    "article_profiles",
    "One row is what an article version is about: its words by rarity in the language, and the names in it.",
    ("version_id",),
    (
        VERSION_ID,
        Column(
            "terms", pl.List(WEIGHT), "Telling words of headline and text, heaviest first; weights of unit length."
        ),
        Column("title_terms", pl.List(WEIGHT), "Words of the headline."),
        Column("names", pl.List(WEIGHT), "Entities that it names: entity_id and weight."),
    ),
    references=(("version_id", "articles"),),
)

QUARANTINE = Table(
    "quarantine",
    "One row is a row that the audit kept back, and one rule that it broke.",
    ("quarantine_id",),
    (
        _id("quarantine_id", "From the run, the table, the row and the rule."),
        _id("run_id", "The run that kept it back."),
        Column("table_name", pl.String, "The table it was meant for."),
        Column("row_id", pl.String, "Its key there."),
        Column("rule", pl.String, "The rule that it broke, or depends_on_quarantined."),
        Column("severity", pl.String, "The severity of that rule.", allowed=SEVERITIES),
        Column("row_json", pl.String, "The whole row as JSON."),
        Column("quarantined_at", INSTANT, "When it was kept back."),
        Column("released_at", INSTANT, "When it was released; NULL: it was not.", nullable=True),
    ),
    references=(("run_id", "runs"),),
)

CHECKS = Table(
    "checks",
    "One row is one expectation in one run, summed over its chunks.",
    ("run_id", "suite", "rule"),
    (
        _id("run_id", "The run."),
        Column("suite", pl.String, "The table whose suite it belongs to."),
        Column("rule", pl.String, "Name of the expectation."),
        Column("severity", pl.String, "What its failure means.", allowed=SEVERITIES),
        Column("why", pl.String, "Why the rule is there."),
        Column("is_success", pl.Boolean, "Whether it held for every row."),
        Column("observed", pl.String, "What was seen: some of the offending values.", nullable=True),
        _count("checked_count", "Rows that were looked at."),
        _count("unexpected_count", "Rows that broke it."),
        Column("unexpected_percent", pl.Float64, "Share of the rows that broke it.", low=0, high=100),
    ),
    references=(("run_id", "runs"),),
)

VALIDATORS = Table(
    "validators",
    "One row is what a server gave with a page to be asked by whether it has changed (RFC 9110, 8.8).",
    ("url",),
    (
        Column("url", pl.String, "Address asked for."),
        Column("final_url", pl.String, "Address that answered, and that the next two hold for."),
        Column("etag", pl.String, "Its ETag.", nullable=True),
        Column("last_modified_text", pl.String, "Its Last-Modified, as it was sent.", nullable=True),
        _id("capture_id", "The bytes that it came with."),
        _id("run_id", "The run that last had the page whole."),
    ),
    references=(("capture_id", "captures"), ("run_id", "runs")),
)

SCHEMA_MIGRATIONS = Table(
    "schema_migrations",
    "One row is one migration that this warehouse has had.",
    ("schema_version",),
    (
        Column("schema_version", pl.Int32, "Number of the migration.", low=1),
        Column("name", pl.String, "Its file, without the number."),
        Column("applied_at", INSTANT, "When it was applied."),
    ),
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
"""The tables that pages fill, in the order in which their rows depend on one another; the audit covers these."""

GATHERED_TABLES = ("stories", "claim_groups", "article_bands", "story_keys", "claim_bands", "article_profiles")
"""The tables that are filled after publication, when new articles and claims find their like; audited as a whole."""


def empty_frame(table: Table) -> pl.DataFrame:
    """A frame of that table without rows."""
    return pl.DataFrame(schema=table.polars_schema)


def row_ids(frame: pl.DataFrame, table: Table) -> pl.Series:
    """Return the key of each row within its reading as one string, the columns joined by '/'."""
    key = [pl.col(name).cast(pl.String) for name in table.key if name != READER_VERSION.name]
    return frame.select(pl.concat_str(key, separator="/")).to_series()


def table_row_ids(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """(table_name, row_id) of every row of some tables' frames."""
    found = [
        pl.DataFrame({"row_id": row_ids(frame, TABLES[name])}).select(pl.lit(name).alias("table_name"), "row_id")
        for name, frame in frames.items()
    ]
    return pl.concat(found)
