"""The cases of a table: the few rows that decide what the rules come to for all of them.

What a rule comes to for a row depends on the value that the rule looks at and on nothing else of the row. So it is
enough that Great Expectations, which goes over a column five times for each expectation and copies the whole frame
each time, judges every value once. Nothing is judged here: which of the cases are broken, the library says, and the
rows that hold the same value are broken with them (docs/decisions/0018).
"""

from collections.abc import Iterator, Sequence

import polars as pl

from hearsay.expectations.rule import Kind, Rule
from hearsay.warehouse.schema import TABLES, Column

MANY_CASES = 1000
"""A rule with more cases is judged by itself, on its own columns, so that the frame of the others stays small."""

_OWN_COLUMN = (Kind.REQUIRED, Kind.FLAG)
"""Kinds that look at a column computed for them, by the rule's name; the others look at the table's own columns."""


def judged_columns(rule: Rule) -> tuple[str, ...]:
    """The columns, of those that `columns_to_judge` gives, that the rule's expectation looks at."""
    return (rule.name,) if rule.kind in _OWN_COLUMN else rule.columns


def columns_to_judge(evidence: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """All rows, with the columns of native rules and one computed column for each other rule.

    A flag is true where the rule holds, null becoming false; for required values it is the name of the first that is
    missing, and null where none is.
    """
    required = {
        rule.name: _first_missing([TABLES[rule.table].column(name) for name in rule.columns])
        for rule in rules
        if rule.kind is Kind.REQUIRED
    }
    flags = {rule.name: rule.holds.fill_null(value=False) for rule in rules if rule.holds is not None}
    looked_at = dict.fromkeys(name for rule in rules for name in judged_columns(rule))
    return evidence.with_columns(**required, **flags).select(*looked_at)


def group_cases(rules: Sequence[Rule], rows: pl.DataFrame) -> Iterator[tuple[tuple[Rule, ...], pl.Series]]:
    """Rules that are judged together, with the numbers of the rows that are cases of any of them, in order.

    `rows` are columns_to_judge of the rules and hold at least one row. Each rule is in one group.
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
    """The numbers of all rows that hold the value of one of the broken cases, in order."""
    values = rows.select(judged_columns(rule))
    found = values.with_row_index().join(
        values[list(broken)].unique(), on=values.columns, how="semi", nulls_equal=True
    )
    return tuple(found["index"].sort())


def _cases(rule: Rule, rows: pl.DataFrame) -> pl.Series:
    """Row numbers that hold, between them, every value that may decide the rule; none for a share of the rows."""
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


def _numbers(found: pl.Series) -> pl.Series:
    return found.cast(pl.Int64)


def _one_of_each(flags: pl.Series) -> pl.Series:
    """The first true one and the first false one."""
    return pl.Series([flags.arg_min(), flags.arg_max()], dtype=pl.Int64).unique()


def _repeated(values: pl.DataFrame) -> pl.Series:
    """All rows whose values occur more than once."""
    if values.n_unique() == values.height:  # four times faster than asking each row
        return _numbers(pl.Series([], dtype=pl.Int64))
    return _numbers(values.is_duplicated().arg_true())


def _outside_and_ends(rule: Rule, values: pl.Series) -> pl.Series:
    """What seems out of range, and the least and the greatest of the rest: if they hold, so does all between."""
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
    """The name of the first of some columns that is null or NaN in a row; null where each has its value."""
    return pl.coalesce(pl.when(_is_missing(column)).then(pl.lit(column.name)) for column in columns)


def _is_missing(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    return value.is_null() | value.is_nan() if column.dtype is pl.Float64 else value.is_null()
