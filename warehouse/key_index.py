"""An index of look-up keys beside the warehouse: files of sorted keys, in which a chunk finds its neighbours.

Keys are hashes, so those of a chunk lie everywhere in a table, and DuckDB would read the whole column for every
chunk. The index holds the same keys sorted, as pairs (key, number) in files that are mapped into memory. A look-up is
a binary search in each file. The files are a cache: the rows of DuckDB are the truth, and an index that is missing,
damaged or of another warehouse is built again.

The method is that of a log-structured merge tree (O'Neil and others 1996): new keys become a small file, and small
files are merged into larger files up to LARGEST, so that every key is written a few times and a look-up reads a
bounded number of pages in each file.
"""

import fcntl
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from hearsay.warehouse.statements import Fragment, fill_sql, identifier

LARGEST = 8_000_000
"""Most keys of a file that a merge writes: 128 MB, sorted in about a second."""

_NAME = re.compile(r"(\d+)-(\d+)\.npy")

_KEYS_AFTER = """
SELECT {{key}} AS key, {{number}} AS number
FROM {{table}}
WHERE {{number}} > $after AND {{column}} IS NOT NULL
ORDER BY {{number}}
LIMIT $most
"""
_KEYS_OF = "SELECT {{key}} AS key FROM {{table}} WHERE {{number}} = $number AND {{column}} IS NOT NULL ORDER BY key"
_HASH = "(md5_number_lower({{column}}) >> 1)::BIGINT"
_ASKED_KEYS = "SELECT DISTINCT (md5_number_lower(text) >> 1)::BIGINT AS key FROM asked_texts ORDER BY key"

Pairs = npt.NDArray[np.int64]
"""Keys and numbers: an array of shape (2, n), sorted by key and number."""


@dataclass(frozen=True, slots=True)
class SortedFile:
    """A file with the keys of the rows whose numbers lie between `first` and `last`, both included."""

    path: Path
    first: int
    last: int

    def load(self) -> Pairs:
        """Map the file into memory. Raises OSError or ValueError for a missing or damaged file."""
        pairs = np.load(self.path, mmap_mode="r")
        if pairs.dtype != np.int64 or pairs.ndim != 2 or len(pairs) != 2:
            raise ValueError(f"{self.path} does not hold keys and numbers")
        return pairs  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """The index of a column of a table. `folder` holds its files.

    The keys are the cells of the column, or, if `is_text`, hashes of 63 bits of them.
    """

    folder: Path
    table: str
    column: str
    number: str
    is_text: bool = False

    def find_texts(self, connection: duckdb.DuckDBPyConnection, texts: pl.Series) -> list[int]:
        """Return the numbers of the rows with one of these texts in the column, and perhaps of others, sorted.

        Args:
            connection: The warehouse, before the transaction has inserted rows into the table.
            texts: Texts to look up.
        """
        if texts.is_empty():
            return []
        connection.register("asked_texts", pl.DataFrame({"text": texts.unique()}))
        try:
            keys = connection.execute(_ASKED_KEYS).fetchnumpy()["key"]
        finally:
            connection.unregister("asked_texts")
        numbers: list[int] = np.unique(self.find(connection, np.asarray(keys, np.int64))[1]).tolist()
        return numbers

    def find(
        self, connection: duckdb.DuckDBPyConnection, keys: npt.NDArray[np.int64], most: int | None = None
    ) -> Pairs:
        """Return the pairs with one of these keys, after adding the keys that DuckDB has and the index lacks.

        Args:
            connection: The warehouse, open for reading.
            keys: Keys to look up, each once.
            most: Most pairs of a key in a file, those that were loaded first. None returns all.
        """
        with self._locked():
            try:
                self._bring_up_to_date(connection)
                matches = [find_in(file.load(), keys, most) for file in self._files()]
            except (OSError, ValueError):  # a file is missing or damaged
                self._drop()
                self._bring_up_to_date(connection)
                matches = [find_in(file.load(), keys, most) for file in self._files()]
        return np.concatenate(matches, axis=1) if matches else np.empty((2, 0), np.int64)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock of the folder, because two runs may bring the index up to date at the same time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _files(self) -> list[SortedFile]:
        """Return the files in the order of their numbers."""
        files = [
            SortedFile(path, int(match[1]), int(match[2]))
            for path in self.folder.iterdir()
            if (match := _NAME.fullmatch(path.name))
        ]
        kept: list[SortedFile] = []
        for file in sorted(files, key=lambda file: (file.first, -file.last)):
            if not kept or file.first == kept[-1].last + 1:
                kept.append(file)
            elif file.last > kept[-1].last:
                raise ValueError(f"{self.folder} has a gap before {file.path.name}")
            else:
                file.path.unlink()  # a merge was killed before it could delete the file
        return kept

    def _bring_up_to_date(self, connection: duckdb.DuckDBPyConnection) -> None:
        for path in self.folder.glob(".*.new"):  # of a killed run
            path.unlink()
        files = self._files()
        if files and not self._is_of(connection, files[-1]):
            self._drop()
            files = []
        while True:
            after = files[-1].last if files else 0
            pairs = self._read_after(connection, after)
            if not pairs.size:
                return
            files.append(self._write(pairs, after + 1, int(pairs[1].max())))
            self._merge(files)

    def _is_of(self, connection: duckdb.DuckDBPyConnection, file: SortedFile) -> bool:
        """Return True if the last row of the file is a row of this warehouse, not of a copy or a restored file."""
        rows = connection.execute(self._sql(_KEYS_OF), {"number": file.last}).fetchall()
        pairs = file.load()
        return bool(rows) and [key for (key,) in rows] == sorted(pairs[0][pairs[1] == file.last].tolist())

    def _read_after(self, connection: duckdb.DuckDBPyConnection, after: int) -> Pairs:
        """Return the pairs of the next rows after a number, sorted by key. All rows of a number stay together."""
        rows = connection.execute(self._sql(_KEYS_AFTER), {"after": after, "most": LARGEST}).fetchnumpy()
        keys, numbers = (np.asarray(rows[name], np.int64) for name in ("key", "number"))
        if len(numbers) == LARGEST and numbers[0] != numbers[-1]:
            keys, numbers = keys[numbers != numbers[-1]], numbers[numbers != numbers[-1]]
        order = np.lexsort((numbers, keys))
        return np.stack((keys[order], numbers[order]))

    def _write(self, pairs: Pairs, first: int, last: int) -> SortedFile:
        path = self.folder / f"{first}-{last}.npy"
        fresh = self.folder / f".{uuid.uuid4().hex}.new"
        with fresh.open("wb") as file:
            np.save(file, pairs)
        os.replace(fresh, path)
        return SortedFile(path, first, last)

    def _merge(self, files: list[SortedFile]) -> None:
        """Merge the last file into the one before while that is less than twice as long, up to LARGEST keys."""
        while len(files) > 1:
            left, right = files[-2].load(), files[-1].load()
            if left.shape[1] >= 2 * right.shape[1] or left.shape[1] + right.shape[1] > LARGEST:
                return
            pairs = merge_sorted(left, right)
            merged = self._write(pairs, files[-2].first, files[-1].last)
            for file in files[-2:]:
                file.path.unlink()
            files[-2:] = [merged]

    def _drop(self) -> None:
        for path in self.folder.glob("*.npy"):
            path.unlink()

    def _sql(self, template: str) -> str:
        column = identifier(self.column)
        key = Fragment(fill_sql(_HASH, column=column)) if self.is_text else column
        table = Fragment(".".join(identifier(part) for part in self.table.split(".")))
        names = {"key": key, "column": column, "table": table, "number": identifier(self.number)}
        return fill_sql(template, **names)


def find_in(pairs: Pairs, keys: npt.NDArray[np.int64], most: int | None = None) -> Pairs:
    """Return the pairs with one of these keys, by binary search; of each key the first `most`."""
    low, high = (np.searchsorted(pairs[0], keys, side) for side in ("left", "right"))
    counts = high - low if most is None else np.minimum(high - low, most)
    places = np.repeat(low - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    return np.asarray(pairs[:, places])


def merge_sorted(left: Pairs, right: Pairs) -> Pairs:
    """Return the pairs of both arrays, sorted. All numbers of `left` are below those of `right`."""
    places = np.searchsorted(left[0], right[0], "right") + np.arange(right.shape[1])
    merged = np.empty((2, left.shape[1] + right.shape[1]), np.int64)
    is_right = np.zeros(merged.shape[1], bool)
    is_right[places] = True
    merged[:, is_right], merged[:, ~is_right] = right, left
    return merged
