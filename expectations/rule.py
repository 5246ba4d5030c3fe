"""What a rule is: a row of data that says what must hold for a table, how bad it is if not, and why we ask.

A rule is checked by Great Expectations in one of two ways. Where the library has an expectation for a column
(not null, required, in set, between, unique, matches), the rule names it with its bounds. Everything else is a
flag: a Polars expression over the table's columns and its evidence (see expectations.evidence), true where the row
is fine, which becomes a column that Great Expectations then expects to be true.
"""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

FATAL, ROW, WARN = "fatal", "row", "warn"
DEPENDS_ON_QUARANTINED = "depends_on_quarantined"
"""The rule of a quarantine row that is itself sound but hangs on a row that is not."""


class Kind(StrEnum):
    """How a rule is checked."""

    NOT_NULL = "not null"
    REQUIRED = "required"
    """No column of several is null; one expectation for all of them, as each costs the audit some milliseconds."""
    IN_SET = "in set"
    BETWEEN = "between"
    UNIQUE = "unique"
    MATCHES = "matches"
    FLAG = "flag"
    FRAME = "frame"
    """About the frame as a whole; checked by expectations.audit itself, before or after the suite."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold for every row of a table, or for the share `mostly` of its rows.

    `columns` are what the rule looks at; `allowed`, `low`, `high` (inclusive) and `pattern` bound a native rule,
    `holds` is the expression of a flag. Null satisfies every native rule but NOT_NULL and REQUIRED; a flag decides
    for itself, and a flag that comes to null counts as broken. Only a `warn` rule may have `mostly` below 1.
    """

    name: str
    table: str
    severity: str
    why: str
    kind: Kind
    columns: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    pattern: str | None = None
    holds: pl.Expr | None = None
    mostly: float = 1.0


@dataclass(frozen=True, slots=True)
class TableRules:
    """Makes the rules of one table, so that a list of them reads as one line each."""

    table: str

    def flag(self, name: str, severity: str, why: str, holds: pl.Expr, *, mostly: float = 1.0) -> Rule:
        """A rule that a Polars expression decides."""
        columns = tuple(dict.fromkeys(holds.meta.root_names()))
        return Rule(name, self.table, severity, why, Kind.FLAG, columns, holds=holds, mostly=mostly)

    def matches(self, column: str, severity: str, why: str, pattern: str) -> Rule:
        """A rule that a column's text, where there is one, matches a regular expression from its start."""
        return Rule(f"{column}_shape", self.table, severity, why, Kind.MATCHES, (column,), pattern=pattern)
