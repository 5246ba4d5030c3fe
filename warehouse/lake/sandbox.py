"""The limits of a user's SQL on a lake: its own tables and a few functions, and nothing else.

DuckDB lets every connection that has loaded an extension call the extension's functions: those of DuckLake delete
snapshots and files, those of the scanners run any SQL on any server. A function cannot be removed. So the statement
is parsed, and what it names is compared with a list. Behind this wall PostgreSQL refuses writes in the session, and
DuckDB reads files only from the data folder.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from hearsay.errors import QueryError

_TABLE_FUNCTIONS = frozenset(
    (
        "range",
        "generate_series",
        "unnest",
        "repeat",
        "repeat_row",
        "summary",
        "json_each",
        "json_tree",
        "pragma_table_info",
        "duckdb_columns",
        "duckdb_constraints",
        "duckdb_functions",
        "duckdb_keywords",
        "duckdb_schemas",
        "duckdb_tables",
        "duckdb_types",
        "duckdb_views",
    )
)
_FOREIGN = re.compile(r"(ducklake|postgres|sqlite|pg_clear|query)", re.IGNORECASE)
_SCHEMAS = frozenset(("", "main", "facts", "decisions", "information_schema", "pg_catalog"))
_CATALOGS = frozenset(("", "lake", "system", "temp"))
_NAME = re.compile(r'"?\w+"?')
_EXPLAIN = re.compile(r"\s*EXPLAIN\s+(ANALYZE\s+|\([^()]*\)\s*)?", re.IGNORECASE)


def check_reach(statement: str) -> None:
    """Refuse a statement that names a function or a table outside the lake.

    Args:
        statement: A single SELECT or EXPLAIN.

    Raises:
        QueryError: The statement reaches outside, or cannot be parsed.
    """
    for node in _nodes(_parse(_EXPLAIN.sub("", statement, count=1))):
        if node.get("type") == "TABLE_FUNCTION":
            _check_table_function(node)
        elif node.get("type") in ("BASE_TABLE", "SHOW_REF"):
            _check_table(node)
        name = str(node.get("function_name", ""))
        if _FOREIGN.match(name):
            raise QueryError(f"a query on a lake may not call {name}(); it reads the tables of the lake only")


def _parse(statement: str) -> Any:
    with duckdb.connect(":memory:") as parser:
        row = parser.execute("SELECT json_serialize_sql(?)", [statement]).fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    if tree.get("error"):
        raise QueryError(f"DuckDB cannot read this SQL: {tree.get('error_message')}")
    return tree


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object of a tree."""
    if isinstance(tree, dict):
        yield tree
    for child in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _nodes(child)


def _check_table_function(node: Mapping[str, Any]) -> None:
    name = str((node.get("function") or {}).get("function_name", "")).lower()
    if name not in _TABLE_FUNCTIONS:
        raise QueryError(f"a query on a lake may not call {name or 'this'}(); it reads the tables of the lake only")


def _check_table(node: Mapping[str, Any]) -> None:
    catalog, schema, name = (
        str(node.get(part) or "").lower() for part in ("catalog_name", "schema_name", "table_name")
    )
    if catalog not in _CATALOGS or schema not in _SCHEMAS | {"lake"} or (name and not _NAME.fullmatch(name)):
        whole = ".".join(part for part in (catalog, schema, name) if part)
        raise QueryError(f"a query on a lake may not read {whole}; it reads the tables of the lake only")
