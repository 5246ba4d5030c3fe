"""Rules as data: a condition for the rows of a table, a severity and a reason.

Great Expectations checks a rule in one of two ways. If the library has an expectation for columns (not null,
required, in set, between, unique, matches), the rule gives the bounds. Any other rule is a flag: a Polars expression
over the table's columns and evidence (see expectations.evidence), true for a valid row. The flag becomes a column
with the expectation of true.
"""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

FATAL, ROW, WARN = "fatal", "row", "warn"
DEPENDS_ON_QUARANTINED = "depends_on_quarantined"
"""The rule of a quarantined row that is valid itself but refers to another quarantined row."""


class Kind(StrEnum):
    """The way in which a rule is checked."""

    NOT_NULL = "not null"
    REQUIRED = "required"
    """No column of several is null. A single expectation covers them, because each expectation costs milliseconds."""
    IN_SET = "in set"
    BETWEEN = "between"
    UNIQUE = "unique"
    MATCHES = "matches"
    FLAG = "flag"
    FRAME = "frame"
    """A rule about the frame as a whole, which expectations.audit checks itself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition that holds for every row of a table, or for the share `mostly` of the rows.

    `columns` are the columns that the rule reads. `allowed`, `low`, `high` (inclusive) and `pattern` bound a native
    rule, and `holds` is the expression of a flag. Null satisfies every native rule except NOT_NULL and REQUIRED. A
    flag decides about null itself; a null result breaks the rule. Only a `warn` rule may have `mostly` below 1.
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
    """A factory for the rules of a table, so that each rule is a short entry in a list."""

    table: str

    def flag(self, name: str, severity: str, why: str, holds: pl.Expr, *, mostly: float = 1.0) -> Rule:
        """Return a rule with a Polars expression."""
        columns = tuple(dict.fromkeys(holds.meta.root_names()))
        return Rule(name, self.table, severity, why, Kind.FLAG, columns, holds=holds, mostly=mostly)

    def matches(self, column: str, severity: str, why: str, pattern: str) -> Rule:
        """Return a rule that text in a column matches a regular expression.

        The match begins at the start of the text.
        """
        return Rule(f"{column}_shape", self.table, severity, why, Kind.MATCHES, (column,), pattern=pattern)
