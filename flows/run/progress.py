"""Progress of long work, on standard error, for people only."""

import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """Something that can be told how far the work is."""

    def advance(self, inputs: int) -> None:
        """So many more inputs are done."""

    def fetched(self) -> None:
        """One more is fetched; called from several threads."""


class _Silent:
    def advance(self, inputs: int) -> None:
        """Nobody is watching."""

    def fetched(self) -> None:
        """Nobody is watching."""


class _Bar:
    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - only where somebody watches
        from rich.progress import Progress as RichProgress  # noqa: PLC0415
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        columns = (
            SpinnerColumn(),
            TextColumn("{task.completed:.0f} pages{task.fields[fetched]}"),
            TimeElapsedColumn(),
        )
        self._fetched = itertools.count(1)
        self.rich = RichProgress(*columns, console=Console(stderr=True), transient=True)
        self._task = self.rich.add_task("ingest", total=None, fetched="")

    def advance(self, inputs: int) -> None:
        self.rich.advance(self._task, inputs)

    def fetched(self) -> None:
        self.rich.update(self._task, fetched=f", {next(self._fetched)} fetched")


@contextmanager
def show_progress() -> Iterator[Progress]:
    """A bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield _Silent()
        return
    bar = _Bar()
    with bar.rich:
        yield bar


def tell(note: str) -> None:
    """A word on standard error beside the receipt: something was put right, and nobody need do anything."""
    print(f"hearsay: {note}", file=sys.stderr, flush=True)
