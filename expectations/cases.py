"""The cases of a table: few rows whose verdicts decide the verdicts of all rows.

The verdict of a rule for a row depends only on the value for the rule. Great Expectations reads a column five
times for each expectation, and copies the whole frame each time. So the library judges every value once. This module
judges nothing: the library decides which cases are broken, and all rows with the same value are broken too
(docs/decisions/0018).
"""

from collections.abc import Iterator, Sequence

import polars as pl

from hearsay.expectations.rule import Kind, Rule
from hearsay.warehouse.schema import TABLES, Column

MANY_CASES = 1000
"""A rule with more cases is judged alone, so that the frame for the other rules stays small."""

_OWN_COLUMN = (Kind.REQUIRED, Kind.FLAG)
"""Kinds that read a column computed for them, with the rule's name. Other kinds read the table's own columns."""


def judged_columns(rule: Rule) -> tuple[str, ...]:
    """Return the columns of `columns_to_judge` for the rule's expectation."""
    return (rule.name,) if rule.kind in _OWN_COLUMN else rule.columns


def columns_to_judge(evidence: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """Return all rows, with the columns for native rules and a computed column for each other rule.

    The column of a flag is true if the rule holds, and false for null. The column of a REQUIRED rule is the name of
    the first missing value, and null if none is missing.
    """
    required = {
        rule.name: _first_missing([TABLES[rule.table].column(name) for name in rule.columns])
        for rule in rules
        if rule.kind is Kind.REQUIRED
    }
    flags = {rule.name: rule.holds.fill_null(value=False) for rule in rules if rule.holds is not None}
    names_read = dict.fromkeys(name for rule in rules for name in judged_columns(rule))
    return evidence.with_columns(**required, **flags).select(*names_read)


def group_cases(rules: Sequence[Rule], rows: pl.DataFrame) -> Iterator[tuple[tuple[Rule, ...], pl.Series]]:
    """Yield groups of rules to judge together, with the row numbers of their cases in order.

    Each rule is in a single group.

    Args:
        rules: The rules.
        rows: The rows from columns_to_judge for these rules, at least one.
    """
    together: list[Rule] = []
    numbers = [pl.Series([0])]
    for rule in rules:
        cases = _cases(rule, rows)
        if len(cases) > MANY_CASES:
            yield (rule,), cases.sort()
        else:
            together.append(rule)
            numbers.append(cases)
    if together:
        yield tuple(together), pl.concat(numbers).unique().sort()


def rows_like(rule: Rule, rows: pl.DataFrame, broken: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers of all rows with the value of a broken case, in order."""
    values = rows.select(judged_columns(rule))
    matches = values.with_row_index().join(
        values[list(broken)].unique(), on=values.columns, how="semi", nulls_equal=True
    )
    return tuple(matches["index"].sort())


def _cases(rule: Rule, rows: pl.DataFrame) -> pl.Series:
    """Return rows with all decisive values for the rule, by number; none for a rule about a share."""
    values = rows.select(judged_columns(rule))
    if rule.mostly < 1:
        return _numbers(pl.Series([], dtype=pl.Int64))
    match rule.kind:
        case Kind.UNIQUE:
            return _repeated(values)
        case Kind.NOT_NULL:
            return _one_of_each(values.to_series().is_null())
        case Kind.FLAG:
            return _one_of_each(values.to_series())
        case Kind.BETWEEN:
            return _outside_and_ends(rule, values.to_series())
        case _:
            return _numbers(values.to_series().arg_unique())


def _numbers(rows: pl.Series) -> pl.Series:
    return rows.cast(pl.Int64)


def _one_of_each(flags: pl.Series) -> pl.Series:
    """Return the number of the first true row and of the first false row."""
    return pl.Series([flags.arg_min(), flags.arg_max()], dtype=pl.Int64).unique()


def _repeated(values: pl.DataFrame) -> pl.Series:
    """Return the rows whose values occur more than once."""
    if values.n_unique() == values.height:  # four times faster than a test of each row
        return _numbers(pl.Series([], dtype=pl.Int64))
    return _numbers(values.is_duplicated().arg_true())


def _outside_and_ends(rule: Rule, values: pl.Series) -> pl.Series:
    """Return the values apparently out of range, and the least and greatest other values.

    If the library accepts these two, all values between them are valid.
    """
    if values.dtype.is_float():
        values = values.fill_nan(None)
    is_inside = pl.repeat(value=True, n=len(values), eager=True)
    if rule.low is not None:
        is_inside &= values >= rule.low
    if rule.high is not None:
        is_inside &= values <= rule.high
    inside = values.zip_with(is_inside.fill_null(value=False), pl.Series([None], dtype=values.dtype))
    outside = (~is_inside).fill_null(value=False).arg_true()
    ends = [end for end in (inside.arg_min(), inside.arg_max()) if end is not None]
    return pl.concat([_numbers(outside.gather(values.gather(outside).arg_unique())), pl.Series(ends, dtype=pl.Int64)])


def _first_missing(columns: Sequence[Column]) -> pl.Expr:
    """Return the name of the first null or NaN column of a row; null if no value is missing."""
    return pl.coalesce(pl.when(_is_missing(column)).then(pl.lit(column.name)) for column in columns)


def _is_missing(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    return value.is_null() | value.is_nan() if column.dtype is pl.Float64 else value.is_null()
