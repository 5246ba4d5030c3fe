"""Turn news pages into a DuckDB warehouse of who said what, about whom, when, and with what certainty.

Four functions: `extract` the article of a page, `read` a text, `ingest` pages into a warehouse, `open` a warehouse
for queries. The import of hearsay loads nothing else; each function imports its own dependencies.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from hearsay.pipelines.records import Article, Failure, Reading, Rejection
    from hearsay.warehouse.location import Location

__all__ = ["Warehouse", "extract", "ingest", "open", "read"]

logging.getLogger(__name__).addHandler(logging.NullHandler())  # a program that logs nothing prints nothing


def extract(
    page: bytes | str | Path, *, url: str | None = None, captured_at: datetime | None = None
) -> "Article | Rejection | Failure":
    """Extract the article of a page, in this process and without the limits of time and memory that `ingest` sets.

    Args:
        page: The bytes or the text of a page, or the path of its file.
        url: Address of the page, if the page does not contain it.
        captured_at: Time of the capture.

    Returns:
        The article; a Rejection for a page without an article; or a Failure for a file that cannot be read. A
        Rejection and a Failure have a `reason` and a `detail`.
    """
    from hearsay.flows.config.languages import languages
    from hearsay.pipelines.capture import capture_input
    from hearsay.pipelines.extract import Limits, extract_article
    from hearsay.pipelines.inputs import BytesInput, FileInput, Hints
    from hearsay.pipelines.records import Capture

    hints = Hints(url=url, captured_at=captured_at)
    source: FileInput | BytesInput
    if isinstance(page, Path):
        source = FileInput(str(page), str(page), hints)
    else:
        source = BytesInput(url or "page", page.encode("utf-8") if isinstance(page, str) else page, hints)
    limits = Limits()
    capture = capture_input(source, limits.max_bytes)
    return extract_article(capture, limits, languages()) if isinstance(capture, Capture) else capture


def read(text: str) -> "Reading":
    """Return the mentions and attributions of a text. Their spans are offsets in the text."""
    from hearsay.flows.config.languages import languages
    from hearsay.pipelines.reader import read_text

    return read_text(text, languages().default)


def ingest(*sources: str | Path, warehouse: str | Path = "hearsay.duckdb", options: Iterable[str] = ()) -> Any:
    """Ingest pages in a separate process, and return the receipt, as `hearsay ingest --json` prints it.

    Args:
        sources: Files, folders, globs, URLs or names of hearsay.toml.
        warehouse: Path of the warehouse file, or address of a lake.
        options: More options of `hearsay ingest`, such as "--no-archive".

    Raises:
        RuntimeError: The command cannot run; the message is its error output.
    """
    names = [str(source) for source in sources]
    command = [sys.executable, "-P", "-m", "hearsay.flows.command_line", "--warehouse", str(warehouse)]
    completed = subprocess.run(  # noqa: S603 - our own module
        [*command, "ingest", "--json", *options, "--", *names], capture_output=True, text=True, check=False
    )
    if not completed.stdout.strip():
        raise RuntimeError(completed.stderr.strip() or f"hearsay ingest ended with code {completed.returncode}")
    return json.loads(completed.stdout)


def open(path: str | Path = "hearsay.duckdb") -> "Warehouse":  # noqa: A001 - hearsay.open, as gzip.open
    """Return the warehouse at a path or an address. Raises WarehouseError if there is no hearsay warehouse."""
    from hearsay.warehouse.connection import open_for_reading
    from hearsay.warehouse.location import parse_location
    from hearsay.warehouse.migrate import check_version

    warehouse = Warehouse(parse_location(path))
    with open_for_reading(warehouse.path) as connection:
        check_version(connection, warehouse.path)
    return warehouse


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A warehouse for queries. It is open only during a query, so that other processes need not wait."""

    path: "Location"

    def query(self, sql: str) -> "pl.DataFrame":
        """Return the answer to one SELECT. Raises QueryError for SQL that writes, reads other files, or fails."""
        from hearsay.warehouse.query import QueryLimits, run_query

        return run_query(self.path, sql, QueryLimits())
