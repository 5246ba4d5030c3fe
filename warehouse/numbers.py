"""Numbers of rows: they rise with loading, and facts refer to each other by them."""

import duckdb

from hearsay.warehouse.facts import NUMBERS


def take_numbers(connection: duckdb.DuckDBPyConnection, count: int) -> int:
    """Take consecutive numbers that no row has.

    Returns:
        The first of `count` numbers.
    """
    (first,) = connection.execute(
        f"SELECT min(number) FROM (SELECT nextval('{NUMBERS}') AS number FROM range(greatest(?, 1)))",  # noqa: S608 - our name
        [count],
    ).fetchone() or (0,)
    return int(first)
