"""News pages into a DuckDB warehouse of who said what, about whom, when, and how sure they were.

Four functions: `extract` a page's article, `read` a text, `ingest` pages into a warehouse, `open` one and ask it.
Importing hearsay loads nothing; each function loads what it needs.
"""

import json
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

__all__ = ["Warehouse", "extract", "ingest", "open", "read"]


def extract(
    page: bytes | str | Path, *, url: str | None = None, captured_at: datetime | None = None
) -> "Article | Rejection | Failure":
    """Extract the article of a page, which is its bytes, its text, or the path of its file.

    A page without an article gives a Rejection, a file that cannot be read a Failure; both have a `reason` and a
    `detail`. The page is worked on in this process, without the limits of time and memory that `ingest` sets.
    """
    from hearsay.pipelines.capture import capture_input
    from hearsay.pipelines.extract import Limits, extract_article
    from hearsay.pipelines.records import Capture, Input

    if isinstance(page, Path):
        source = Input(given=str(page), path=str(page), url=url, captured_at=captured_at)
    else:
        body = page.encode("utf-8") if isinstance(page, str) else page
        source = Input(given=url or "page", body=body, url=url, captured_at=captured_at)
    limits = Limits()
    capture = capture_input(source, limits.max_bytes)
    return extract_article(capture, limits) if isinstance(capture, Capture) else capture


def read(text: str) -> "Reading":
    """Find the mentions and attributions of a text. Their spans are offsets in the text."""
    from hearsay.pipelines.reader import read_text

    return read_text(text)


def ingest(*sources: str | Path, warehouse: str | Path = "hearsay.duckdb", options: Iterable[str] = ()) -> Any:
    """Take in pages and return the receipt, as `hearsay ingest --json` prints it.

    `sources` are files, folders, globs, URLs or names of hearsay.toml; `options` further ones of the command. It runs
    in a process of its own. Raises RuntimeError with what the command says where it cannot run.
    """
    given = [str(source) for source in sources]
    command = [sys.executable, "-P", "-m", "hearsay.flows.command_line", "--warehouse", str(warehouse)]
    ended = subprocess.run(  # noqa: S603 - our own module
        [*command, "ingest", "--json", *options, "--", *given], capture_output=True, text=True, check=False
    )
    if not ended.stdout.strip():
        raise RuntimeError(ended.stderr.strip() or f"hearsay ingest ended with code {ended.returncode}")
    return json.loads(ended.stdout)


def open(path: str | Path = "hearsay.duckdb") -> "Warehouse":  # noqa: A001 - hearsay.open, as gzip.open
    """Return the warehouse of a file. Raises WarehouseError where there is none, or where it is none of ours."""
    from hearsay.warehouse.connection import open_for_reading
    from hearsay.warehouse.migrate import check_version

    warehouse = Warehouse(Path(path))
    with open_for_reading(warehouse.path) as connection:
        check_version(connection, warehouse.path)
    return warehouse


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A warehouse to ask. The file is open only while a query runs, so that nobody else has to wait."""

    path: Path

    def query(self, sql: str) -> "pl.DataFrame":
        """Return the answer to one SELECT. Raises QueryError for SQL that writes, reaches outside, or fails."""
        from hearsay.warehouse.query import QueryLimits, run_query

        return run_query(self.path, sql, QueryLimits())
