"""The user's knowledge table, written to a file for the workers of a run."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from hearsay.flows.run.active_run import Run
from hearsay.pipelines.records import Known
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.joins import knowledge_entries


@contextmanager
def write_knowledge(run: Run) -> Iterator[str | None]:
    """Write the knowledge table to a file for the workers, until the block ends; give None for an empty table."""
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        things = known_from_frame(knowledge_entries(connection))
    if not things:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="hearsay-") as folder:
        path = Path(folder) / "knowledge.json"
        path.write_bytes(msgspec.json.encode(things))
        yield str(path)


def known_from_frame(frame: pl.DataFrame) -> list[Known]:
    """Return the things of a knowledge table, in the order of its rows."""

    def pairs(cells: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
        return tuple((cell["scheme"], cell["value"]) for cell in cells)

    return [
        Known(
            row["name"],
            row["entity_type"],
            tuple(row["aliases"]),
            pairs(row["identifiers"]),
            row["country"],
            row["description"],
        )
        for row in frame.iter_rows(named=True)
    ]
