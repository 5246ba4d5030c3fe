"""Numbers of rows: they rise with loading, and facts refer to each other by them."""

import duckdb

from hearsay.warehouse.facts import NUMBERS
from hearsay.warehouse.lake import catalog


def take_numbers(connection: duckdb.DuckDBPyConnection, count: int) -> int:
    """Take consecutive numbers that no row has. A lake has no sequence: its numbers come from its control plane.

    Returns:
        The first of `count` numbers.
    """
    if catalog.is_lake(connection):
        return catalog.take_numbers(connection, count)
    (first,) = connection.execute(
        f"SELECT min(number) FROM (SELECT nextval('{NUMBERS}') AS number FROM range(greatest(?, 1)))",  # noqa: S608 - our name
        [count],
    ).fetchone() or (0,)
    return int(first)
