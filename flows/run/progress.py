"""Progress of long work and notes, on standard error, for people."""

import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """A display of the progress of a run."""

    def advance(self, inputs: int) -> None:
        """Add finished inputs."""

    def fetched(self) -> None:
        """Add one fetched URL; called from several threads."""


class _Silent:
    def advance(self, inputs: int) -> None:
        """Show nothing."""

    def fetched(self) -> None:
        """Show nothing."""


class _Bar:
    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - needed only on a terminal
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
    """Show a progress bar on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield _Silent()
        return
    bar = _Bar()
    with bar.rich:
        yield bar


def print_note(note: str) -> None:
    """Print a note on standard error about something that was repaired and needs no action."""
    print(f"hearsay: {note}", file=sys.stderr, flush=True)
