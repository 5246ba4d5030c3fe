"""All rules of the audit: rules that the schema implies, and rules written for each table."""

from collections.abc import Iterator
from functools import cache

import polars as pl

from hearsay.expectations.date_rules import CLAIM_DATE_RULES
from hearsay.expectations.page_rules import ARTICLE_RULES, CAPTURE_RULES
from hearsay.expectations.reading_rules import (
    CLAIM_MENTION_RULES,
    CLAIM_RULES,
    ENTITY_LINK_RULES,
    ENTITY_RULES,
    MENTION_RULES,
)
from hearsay.expectations.rule import FATAL, ROW, Kind, Rule
from hearsay.expectations.source_rules import CLAIM_SOURCE_RULES
from hearsay.expectations.story_rules import GATHERED_RULES
from hearsay.warehouse.schema import PAGE_TABLES, TABLES, Column, Table

COLUMNS_MATCH_SCHEMA = "columns_match_schema"
MOST_ROWS_SOUND = "most_rows_sound"

SYSTEMATIC_SHARE = 0.5
"""If a larger share of the rows breaks row rules, the fault is systematic and the chunk is stopped."""

SYSTEMATIC_MINIMUM = 10
"""The least number of rows for a statement about a share. A single bad article shows no pattern."""

_WRITTEN: dict[str, tuple[Rule, ...]] = {
    "captures": CAPTURE_RULES,
    "articles": ARTICLE_RULES,
    "mentions": MENTION_RULES,
    "entities": ENTITY_RULES,
    "entity_links": ENTITY_LINK_RULES,
    "claims": (*CLAIM_RULES, *CLAIM_DATE_RULES, *CLAIM_SOURCE_RULES),
    "claim_mentions": CLAIM_MENTION_RULES,
    **GATHERED_RULES,
}


@cache
def rules_for(table_name: str) -> tuple[Rule, ...]:
    """Return the rules of a page table or gathered table, schema rules first. Raises KeyError for any other table."""
    return (*_structure_rules(TABLES[table_name]), *_WRITTEN[table_name])


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return the rules of every page table, in the order of the tables. Names are unique within a table."""
    return tuple(rule for name in PAGE_TABLES for rule in rules_for(name))


@cache
def find_rule(table_name: str, rule_name: str) -> Rule:
    """Return the rule with this name. Raises KeyError with table and rule."""
    for rule in rules_for(table_name):
        if rule.name == rule_name:
            return rule
    raise KeyError(f"{table_name}.{rule_name}")


def _structure_rules(table: Table) -> Iterator[Rule]:
    """Yield the schema's rules for a table."""
    yield Rule(
        COLUMNS_MATCH_SCHEMA,
        table.name,
        FATAL,
        "Other columns or types than the table's come from a fault of hearsay, so the frame cannot be trusted.",
        Kind.FRAME,
    )
    yield Rule(
        MOST_ROWS_SOUND,
        table.name,
        FATAL,
        "If more than half of the rows break row rules, the fault is systematic, and the other rows are suspect.",
        Kind.FRAME,
    )
    yield Rule(
        "key_unique",
        table.name,
        FATAL,
        "Two rows with the same key would overwrite each other in the warehouse.",
        Kind.UNIQUE,
        table.key,
    )
    required = tuple(column.name for column in table.columns if not column.nullable and column.name not in table.key)
    if required:
        why = "The schema requires a value. NaN does not count as a value."
        yield Rule("required_values_present", table.name, ROW, why, Kind.REQUIRED, required)
    for column in table.columns:
        yield from _column_rules(table, column)
    for name, target in table.references if table.name in PAGE_TABLES else ():
        why = f"The reference needs a row of {target}, in this chunk or in the warehouse."
        holds = pl.col(f"@{name}_known")
        yield Rule(f"{name}_known", table.name, ROW, why, Kind.FLAG, (name,), holds=holds)


def _column_rules(table: Table, column: Column) -> Iterator[Rule]:
    """Yield the schema's rules for a column."""
    name = column.name
    if name in table.key:
        why = "A row without a key cannot be published, quarantined or looked up."
        yield Rule(f"{name}_not_null", table.name, FATAL, why, Kind.NOT_NULL, (name,))
    if column.allowed is not None:
        why = "Queries rely on these values: " + ", ".join(column.allowed) + "."
        yield Rule(f"{name}_allowed", table.name, ROW, why, Kind.IN_SET, (name,), allowed=column.allowed)
    if column.low is not None or column.high is not None:
        why = f"The valid range is {_interval(column.low, column.high)}."
        yield Rule(f"{name}_in_range", table.name, ROW, why, Kind.BETWEEN, (name,), low=column.low, high=column.high)


def _interval(low: float | None, high: float | None) -> str:
    if high is None:
        return f"{low:g} or more"
    return f"{low:g} to {high:g}" if low is not None else f"{high:g} or less"
