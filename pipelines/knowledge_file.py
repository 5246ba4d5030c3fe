"""Reader and validator of the user's knowledge table (CSV or Parquet); docs/knowledge.md describes the format."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pycountry

from hearsay.errors import UsageError
from hearsay.pipelines.records import Known
from hearsay.warehouse.schema import ENTITY_TYPES

COLUMNS = ("name", "type", "identifiers", "aliases", "country", "description")
REQUIRED = COLUMNS[:3]
SEPARATOR = "|"
"""Separator of several aliases, or several identifiers, in a text cell."""
MOST_PROBLEMS = 10
"""The most problems in an error message. Others are counted."""
NAMED_TYPES = tuple(kind for kind in ENTITY_TYPES if kind not in ("money", "date"))

_WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9]\d*)")
_IDENTIFIER = re.compile(r"(?P<scheme>[a-z][a-z0-9.-]*):(?P<value>\S(?:.*\S)?)")

Cells = dict[str, Any]


class KnowledgeError(UsageError):
    """Raised when a knowledge table cannot be read or has an invalid row, from read_knowledge."""


def read_knowledge(path: Path) -> list[Known]:
    """Return the entries of a knowledge table in order.

    Raises:
        KnowledgeError: The file cannot be read, is empty, or has invalid lines. The message lists the lines and their
            problems. Nothing is returned, so a table is loaded whole or not at all.
    """
    things: list[Known] = []
    problems: list[str] = []
    lines: dict[frozenset[tuple[str, str]], int] = {}
    for line, cells in _rows(path):
        try:
            thing = _thing(cells)
        except ValueError as error:
            problems.append(f"line {line}: {error}")
            continue
        same = frozenset(thing.identifiers)
        if same in lines:
            problems.append(f"line {line}: has the identifiers of line {lines[same]}; make the two one line")
        lines.setdefault(same, line)
        things.append(thing)
    if problems:
        more = len(problems) - MOST_PROBLEMS
        listed = [*problems[:MOST_PROBLEMS], *([f"and {more} more"] if more > 0 else [])]
        raise KnowledgeError(f"{path}: nothing was loaded.\n  " + "\n  ".join(listed) + "\nSee docs/knowledge.md")
    if not things:
        raise KnowledgeError(f"{path} has a header but no rows; there is nothing to load")
    return things


def _rows(path: Path) -> Iterator[tuple[int, Cells]]:
    """Yield the line number and the cells of each row; in Parquet, the number of the row, starting at 1."""
    try:
        is_parquet = path.read_bytes()[:4] == b"PAR1"
        yield from _parquet_rows(path) if is_parquet else _csv_rows(path)
    except OSError as error:
        raise KnowledgeError(f"{path} cannot be read: {error.strerror or error}; give another FILE") from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path} is not UTF-8 at byte {error.start}; save it as CSV in UTF-8") from error
    except csv.Error as error:
        raise KnowledgeError(f"{path} cannot be read as CSV: {error}") from error


def _csv_rows(path: Path) -> Iterator[tuple[int, Cells]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        _check_columns(path, list(reader.fieldnames or ()))
        for row in reader:
            if any(cell for cell in row.values()):
                yield reader.line_num, dict(row)


def _parquet_rows(path: Path) -> Iterator[tuple[int, Cells]]:
    import pyarrow.lib  # noqa: PLC0415 - takes 0.25 s, so only users with Parquet files wait for it
    import pyarrow.parquet  # noqa: PLC0415

    try:
        table = pyarrow.parquet.read_table(path)  # type: ignore[no-untyped-call]
        _check_columns(path, table.column_names)
        yield from enumerate(table.to_pylist(), start=1)
    except pyarrow.lib.ArrowException as error:
        raise KnowledgeError(f"{path} cannot be read as Parquet: {error}") from error


def _check_columns(path: Path, names: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    if missing or unknown:
        problems = [f"lacks the columns {missing}"] if missing else []
        problems += [f"has unknown columns {unknown}"] if unknown else []
        allowed = ", ".join(COLUMNS)
        raise KnowledgeError(f"{path} {' and '.join(problems)}; the columns are {allowed} (docs/knowledge.md)")


def _thing(cells: Cells) -> Known:
    """Return the entry of a row.

    Raises:
        ValueError: A cell is missing or invalid. The message has the value and the problem.
    """
    if None in cells:
        raise ValueError(f"has more cells than the header has columns: {cells[None]}")  # type: ignore[index]
    name = _text(cells["name"])
    if name is None:
        raise ValueError("has no name")
    entity_type = _text(cells["type"])
    if entity_type not in NAMED_TYPES:
        raise ValueError(f"type {entity_type!r} of {name!r} is unknown; use one of {', '.join(NAMED_TYPES)}")
    country = _text(cells.get("country"))
    if country is not None and pycountry.countries.get(alpha_2=country) is None:
        raise ValueError(f"country {country!r} of {name!r} is not a two-letter ISO 3166-1 code such as FR")
    identifiers = dict(_identifier(written, name) for written in _several(cells["identifiers"]))
    if not identifiers:
        raise ValueError(f"{name!r} has no identifiers; give at least one, such as wikidata:Q42 or mine:17")
    aliases = tuple(alias for alias in _several(cells.get("aliases")) if alias != name)
    description = _text(cells.get("description"))
    return Known(name, entity_type, aliases, tuple(sorted(identifiers.items())), country, description)


def _identifier(written: str, name: str) -> tuple[str, str]:
    if match := _WIKIDATA.fullmatch(written):
        return "wikidata", match[1]
    if match := _IDENTIFIER.fullmatch(written):
        return match["scheme"], match["value"]
    raise ValueError(f"identifier {written!r} of {name!r} is not written as scheme:value, such as wikidata:Q42")


def _several(cell: Any) -> list[str]:
    """Return the values of a cell: of a list, or of text with '|' between the values."""
    if cell is None:
        return []
    values = cell if isinstance(cell, list) else str(cell).split(SEPARATOR)
    return list(dict.fromkeys(text for value in values if (text := _text(value)) is not None))


def _text(value: Any) -> str | None:
    """Return the text of a cell with single blanks, or None if the cell is empty."""
    if value is None:
        return None
    return " ".join(str(value).split()) or None
