"""SQL from the files of the folder sql/.

A statement of more than ten lines is a file. Values are bound as parameters. Names of tables and columns, and lists
of numbers, replace placeholders such as {{table}}.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NewType

Fragment = NewType("Fragment", str)
"""Text that is safe inside a statement, because `identifier` or `number_list` made it."""

ROW_IDS_TO_SCANS = "SET dynamic_or_filter_threshold = 100000"
"""Setting of a connection: joins pass up to 100,000 row ids on to the scan of a table, for `rows_with_numbers`."""

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def identifier(name: str) -> Fragment:
    """Return the name of a table or a column as a fragment.

    Raises:
        ValueError: The name is not a plain identifier.
    """
    if not name.isidentifier():
        raise ValueError(f"{name!r} is not the name of a table or a column")
    return Fragment(name)


def number_list(numbers: Iterable[int]) -> Fragment:
    """Return numbers as sorted constants for an IN; -1, which no row has, if there are none.

    DuckDB skips row groups only for constants, and not for NULL.
    """
    return Fragment(", ".join(str(int(number)) for number in sorted(set(numbers))) or "-1")


def rows_with_numbers(table: str, number: str, numbers: Iterable[int]) -> Fragment:
    """Return a SELECT of the rows of a table with these numbers, in brackets.

    DuckDB finds the rows in the column of numbers alone, and reads the other columns only around these rows. A plain
    IN would read every column of each row group that has one of the numbers.
    """
    name = ".".join(identifier(part) for part in table.split("."))
    rows = f"SELECT rowid FROM {name} WHERE {identifier(number)} IN ({number_list(numbers)})"  # noqa: S608 - fragments
    return Fragment(f"(FROM {name} WHERE rowid IN ({rows}))")


def column_list(table: str, *names: str) -> Fragment:
    """Return columns of a table, or of an alias, separated by commas."""
    return Fragment(", ".join(f"{identifier(table)}.{identifier(name)}" for name in names))


def fill_sql(sql: str, **fragments: Fragment) -> str:
    """Return the statement with each placeholder replaced once.

    Raises:
        ValueError: The placeholders and the fragments do not have the same names.
    """
    names = set(_PLACEHOLDER.findall(sql))
    if names != fragments.keys():
        raise ValueError(f"the statement has placeholders {sorted(names)}, and {sorted(fragments)} were given")
    return _PLACEHOLDER.sub(lambda match: fragments[match[1]], sql)


def load_sql(name: str, **fragments: Fragment) -> str:
    """Return the statement of sql/NAME.sql with its placeholders replaced."""
    return fill_sql(read_sql(name), **fragments)


@cache
def read_sql(name: str) -> str:
    """Return the text of sql/NAME.sql, which may have placeholders."""
    return files("hearsay.warehouse").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
