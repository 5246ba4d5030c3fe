"""The stored form of readings, of their mentions and claims, and of the look-up keys.

Facts (schema `facts`) are appended and never change. They refer to each other by number: a number rises with loading,
so DuckDB skips the row groups that cannot hold it, and a chunk costs the same in a warehouse of any size. Nothing has
a key that DuckDB enforces, because every checkpoint would write the whole index of the key again. Decisions (schema
`decisions`) are rows too: the latest one about a fact counts. The views of views.sql join both, under the names and
with the ids that people use.
"""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from hearsay.warehouse.schema import (
    ARTICLE_BANDS,
    ARTICLE_PROFILES,
    CHECKS,
    CLAIM_BANDS,
    CLAIM_GROUPS,
    CLAIM_MENTIONS,
    CLAIMS,
    CLOSED_REASONS,
    INSTANT,
    MENTIONS,
    READER_VERSION,
    RUN_ID,
    STORY_KEYS,
    Column,
    Table,
)
from hearsay.warehouse.statements import Fragment
from hearsay.warehouse.subjects import SUBJECTS


def _number(name: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, pl.Int64, description, nullable=nullable, low=1)


VERSION_NUMBER = _number("version_number", "Number of the article version: articles.version_number.")
READING_NUMBER = _number("reading_number", "Number of the reading.")
CLAIM_NUMBER = _number("claim_number", "Number of the claim.")
MENTION_NUMBER = _number("mention_number", "Number of the mention.")
CLAIM_GROUP_NUMBER = _number("claim_group_number", "Number of the claim group.")
ENTITY_NUMBER = _number("entity_number", "Number of the entity: entities.entity_number.", nullable=True)

_OF_THE_READING = {"version_id", "article_id", "reader_version", "run_id"}
"""Columns that all rows of a reading share."""
_ENTITIES_OF_CLAIMS = ("source_entity_id", "affiliation_entity_id")
"""Columns of claims that refer to an entity. The fact has the number of the entity instead."""


def _without(table: Table, *left_out: str) -> tuple[Column, ...]:
    return tuple(column for column in table.columns if column.name not in left_out)


def _look_up(table: Table, id_column: str, number: Column) -> Table:
    """Return the stored form of a look-up table, which refers to its subject by number."""
    columns = tuple(number if column.name == id_column else column for column in table.columns)
    key = tuple(number.name if name == id_column else name for name in table.key)
    target = "articles" if number is VERSION_NUMBER else "facts.claims"
    return replace(
        table,
        name=f"facts.{table.name}",
        key=key,
        columns=columns,
        references=((number.name, target),),
        is_view=False,
    )


READINGS = Table(
    "facts.readings",
    "Each row is a reading: one article version, read by one version of the reader and of the rules.",
    ("reading_number",),
    (
        READING_NUMBER,
        VERSION_NUMBER,
        READER_VERSION,
        Column("read_at", INSTANT, "Time when the reading was published."),
        RUN_ID,
    ),
    references=(("version_number", "articles"), ("run_id", "runs")),
)

STORED_MENTIONS = Table(
    "facts.mentions",
    "Each row is a span of an article that names an entity, in one reading.",
    ("mention_number",),
    (MENTION_NUMBER, READING_NUMBER, *_without(MENTIONS, *_OF_THE_READING, "entity_id"), ENTITY_NUMBER),
    references=(("reading_number", "facts.readings"), ("entity_number", "entities")),
)

STORED_CLAIMS = Table(
    "facts.claims",
    "Each row is a claim in one reading.",
    ("claim_number",),
    (
        CLAIM_NUMBER,
        READING_NUMBER,
        *_without(CLAIMS, *_OF_THE_READING, *_ENTITIES_OF_CLAIMS, "closed_at", "closed_reason", "claim_group_id"),
        replace(ENTITY_NUMBER, name="source_entity_number", description="Number of the source's entity."),
        replace(ENTITY_NUMBER, name="affiliation_entity_number", description="Number of the affiliation's entity."),
    ),
    references=(
        ("reading_number", "facts.readings"),
        ("source_entity_number", "entities"),
        ("affiliation_entity_number", "entities"),
    ),
)

STORED_CLAIM_MENTIONS = Table(
    "facts.claim_mentions",
    "Each row is the role of one mention in one claim, in one reading.",
    ("claim_number", "mention_number", "role"),
    (CLAIM_NUMBER, MENTION_NUMBER, READING_NUMBER, CLAIM_MENTIONS.column("role")),
    references=(
        ("reading_number", "facts.readings"),
        ("claim_number", "facts.claims"),
        ("mention_number", "facts.mentions"),
    ),
)

READING_STATES = Table(
    "decisions.reading_states",
    "Each row closes or reopens a reading. The row with the highest number counts; a reading without a row is open.",
    ("state_number",),
    (
        _number("state_number", "Number of the decision."),
        READING_NUMBER,
        Column("closed_at", INSTANT, "Time when the reading stopped being current; NULL: open again.", nullable=True),
        Column("closed_reason", pl.String, "Cause; NULL: open again.", nullable=True, allowed=CLOSED_REASONS),
    ),
    references=(("reading_number", "facts.readings"),),
)

STORED_CLAIM_GROUPS = Table(
    "decisions.claim_groups",
    "Each row is a claim group of at least two claims. A claim alone is a group too, but needs no row.",
    ("claim_group_number",),
    (CLAIM_GROUP_NUMBER, CLAIM_GROUPS.column("claim_group_id"), RUN_ID),
    references=(("run_id", "runs"),),
)

CLAIM_GROUP_MEMBERS = Table(
    "decisions.claim_group_members",
    "Each row says that a claim belongs to a claim group.",
    ("claim_number",),
    (CLAIM_NUMBER, CLAIM_GROUP_NUMBER),
    references=(("claim_number", "facts.claims"), ("claim_group_number", "decisions.claim_groups")),
)

STORED_CHECKS = replace(
    CHECKS,
    name="facts.checks",
    description="Each row is the result of one rule in one chunk, or in a whole run.",
    key=("check_number",),
    number="check_number",
    is_view=False,
)

GATHERINGS = Table(
    "decisions.gatherings",
    "Each row is a gathering: the copies, stories and claim groups of a batch of readings were decided.",
    ("gathering_number",),
    (_number("gathering_number", "Number of the gathering."), RUN_ID),
    references=(("run_id", "runs"),),
)

GATHERED_READINGS = Table(
    "decisions.gathered_readings",
    "Each row says that a gathering has linked a reading: its article has a story, its claims have groups.",
    ("reading_number",),
    (READING_NUMBER, _number("gathering_number", "Number of the gathering."), RUN_ID),
    references=(
        ("reading_number", "facts.readings"),
        ("gathering_number", "decisions.gatherings"),
        ("run_id", "runs"),
    ),
)

_OF_SUBJECTS = [table for subject in SUBJECTS.values() for table in (subject.first, *subject.states)]


FACTS: Mapping[str, Table] = {
    table.name: table
    for table in (
        READINGS,
        STORED_MENTIONS,
        STORED_CLAIMS,
        STORED_CLAIM_MENTIONS,
        STORED_CHECKS,
        _look_up(ARTICLE_BANDS, "version_id", VERSION_NUMBER),
        _look_up(STORY_KEYS, "version_id", VERSION_NUMBER),
        _look_up(CLAIM_BANDS, "claim_id", CLAIM_NUMBER),
        _look_up(ARTICLE_PROFILES, "version_id", VERSION_NUMBER),
        *(table for table in _OF_SUBJECTS if table.name.startswith("facts.")),
    )
}
"""Tables of the schema `facts`, by qualified name."""

DECISIONS: Mapping[str, Table] = {
    table.name: table
    for table in (
        READING_STATES,
        STORED_CLAIM_GROUPS,
        CLAIM_GROUP_MEMBERS,
        GATHERINGS,
        GATHERED_READINGS,
        *(table for table in _OF_SUBJECTS if table.name.startswith("decisions.")),
    )
}
"""Tables of the schema `decisions`, by qualified name."""

NUMBERS = "facts.numbers"
"""Sequence of all numbers. Gaps are allowed."""


def own_columns(table: Table) -> tuple[str, ...]:
    """Return the columns of a stored table that the table people query has too, in their order."""
    return tuple(column.name for column in table.columns if not column.name.endswith("_number"))


_SHOWN = {
    "version_id": "reading.version_id",
    "article_id": "reading.article_id",
    "reader_version": "reading.reader_version",
    "run_id": "reading.run_id",
    "closed_at": "reading.closed_at",
    "closed_reason": "reading.closed_reason",
    "entity_id": "entity.entity_id",
    "source_entity_id": "entity.entity_id AS source_entity_id",
    "affiliation_entity_id": "affiliation.entity_id AS affiliation_entity_id",
    "claim_group_id": "coalesce(claim_group.claim_group_id, "
    "CASE WHEN gathered.reading_number IS NOT NULL THEN lone_claim_group_id(claim.claim_id) END) AS claim_group_id",
}
"""Expressions of views.sql for columns that do not stand in the fact itself."""


def shown_columns(table: Table) -> Fragment:
    """Return the SELECT list of the view that shows mentions or claims, in the order of the table's columns."""
    alias = table.name.removesuffix("s")
    return Fragment(", ".join(_SHOWN.get(column.name, f"{alias}.{column.name}") for column in table.columns))
