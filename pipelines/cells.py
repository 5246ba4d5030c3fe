"""The fields of a record as cells: values by name, for the rows of the warehouse and for JSON records.

A field that holds a record gives the fields of that record, with its own name before: `at` in `published` is the cell
`published_at`. A tuple is a list, and a record in a tuple is a dict.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, get_origin

from hearsay.warehouse.schema import TABLES, Table

Cells = dict[str, Any]
_Getter = Callable[[Any], Any]


def cells_of(record: Any) -> Cells:
    """Return all fields of a record as cells, in the order of the record."""
    return {name: get(record) for name, get in _getters(record.__class__).items()}


def take_columns(table: Table, *records: Any) -> Cells:
    """Return the fields of some records that have the name of a column of the table.

    Args:
        table: The table.
        records: The records. If two of them have a field, the later record counts.
    """
    return {
        name: get(record) for record in records for name, get in _column_getters(table.name, record.__class__).items()
    }


@cache
def _column_getters(table_name: str, record: type) -> Mapping[str, _Getter]:
    columns = TABLES[table_name].polars_schema
    return {name: get for name, get in _getters(record).items() if name in columns}


@cache
def _getters(record: type, outer: str = "") -> Mapping[str, _Getter]:
    getters: dict[str, _Getter] = {}
    for field in fields(record):
        path = f"{outer}{field.name}"
        if isinstance(field.type, type) and is_dataclass(field.type):
            getters |= _getters(field.type, f"{path}.")
        else:
            get = attrgetter(path)
            getters[path.replace(".", "_")] = _listed(get) if get_origin(field.type) is tuple else get
    return getters


def _listed(get: _Getter) -> _Getter:
    """Return a getter of a list for a getter of a tuple of values or records."""
    return lambda record: [cells_of(item) if is_dataclass(item) else item for item in get(record)]
