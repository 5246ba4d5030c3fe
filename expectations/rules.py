"""All rules of the audit: those that the schema implies, and those written by hand for each table."""

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
from hearsay.expectations.story_rules import GATHERED_RULES
from hearsay.warehouse.schema import PAGE_TABLES, TABLES, Column, Table

COLUMNS_MATCH_SCHEMA = "columns_match_schema"
MOST_ROWS_SOUND = "most_rows_sound"

SYSTEMATIC_SHARE = 0.5
"""Above this share of rows that break row rules, the fault is ours and the chunk is stopped."""

SYSTEMATIC_MINIMUM = 10
"""Rows that a table must have before a share of them says anything: one bad article of one page is no pattern."""

_WRITTEN: dict[str, tuple[Rule, ...]] = {
    "captures": CAPTURE_RULES,
    "articles": ARTICLE_RULES,
    "mentions": MENTION_RULES,
    "entities": ENTITY_RULES,
    "entity_links": ENTITY_LINK_RULES,
    "claims": (*CLAIM_RULES, *CLAIM_DATE_RULES),
    "claim_mentions": CLAIM_MENTION_RULES,
    **GATHERED_RULES,
}


@cache
def rules_for(table_name: str) -> tuple[Rule, ...]:
    """The rules of a page table or a gathered one, structure first. Raises KeyError for any other table."""
    return (*_structure_rules(TABLES[table_name]), *_WRITTEN[table_name])


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules of every page table, in the order of the tables. A name is unique within its table."""
    return tuple(rule for name in PAGE_TABLES for rule in rules_for(name))


@cache
def find_rule(table_name: str, rule_name: str) -> Rule:
    """The rule of that name. Raises KeyError with table and rule."""
    for rule in rules_for(table_name):
        if rule.name == rule_name:
            return rule
    raise KeyError(f"{table_name}.{rule_name}")


def _structure_rules(table: Table) -> Iterator[Rule]:
    """What the schema says of the table, as rules."""
    yield Rule(
        COLUMNS_MATCH_SCHEMA,
        table.name,
        FATAL,
        "A frame with other columns or types than the table's was made by a fault, and nothing in it can be trusted.",
        Kind.FRAME,
    )
    yield Rule(
        MOST_ROWS_SOUND,
        table.name,
        FATAL,
        "If more than half of a table's rows are bad, the fault is systematic and the rest is suspect.",
        Kind.FRAME,
    )
    yield Rule(
        "key_unique",
        table.name,
        FATAL,
        "Two rows with one key would overwrite each other in the warehouse.",
        Kind.UNIQUE,
        table.key,
    )
    required = tuple(column.name for column in table.columns if not column.nullable and column.name not in table.key)
    if required:
        why = "The schema requires a value here; a number that is NaN is none."
        yield Rule("required_values_present", table.name, ROW, why, Kind.REQUIRED, required)
    for column in table.columns:
        yield from _column_rules(table, column)
    for name, target in table.references if table.name in PAGE_TABLES else ():
        why = f"It must point to a row of {target}, in this chunk or in the warehouse."
        holds = pl.col(f"@{name}_known")
        yield Rule(f"{name}_known", table.name, ROW, why, Kind.FLAG, (name,), holds=holds)


def _column_rules(table: Table, column: Column) -> Iterator[Rule]:
    """What the schema says of one column, as rules."""
    name = column.name
    if name in table.key:
        why = "A row without a key cannot be published, quarantined or found again."
        yield Rule(f"{name}_not_null", table.name, FATAL, why, Kind.NOT_NULL, (name,))
    if column.allowed is not None:
        why = "Queries and counts rely on this closed set: " + ", ".join(column.allowed) + "."
        yield Rule(f"{name}_allowed", table.name, ROW, why, Kind.IN_SET, (name,), allowed=column.allowed)
    if column.low is not None or column.high is not None:
        why = f"Values outside {_interval(column.low, column.high)} mean nothing here."
        yield Rule(f"{name}_in_range", table.name, ROW, why, Kind.BETWEEN, (name,), low=column.low, high=column.high)


def _interval(low: float | None, high: float | None) -> str:
    if high is None:
        return f"{low:g} or more"
    return f"{low:g} to {high:g}" if low is not None else f"{high:g} or less"
