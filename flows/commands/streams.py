"""Input and output of commands: files and the standard streams."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import click

from hearsay.errors import UsageError


class _Receipt(Protocol):
    def as_dict(self) -> dict[str, Any]: ...

    def as_text(self) -> str: ...


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """Open a file, or standard input for "-", as bytes. Raises UsageError for a file that cannot be read."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(name, "rb") as file:
            yield file
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error


def write_page(out: str, page: str, *, as_json: bool) -> None:
    """Write an HTML page to the --out file, and print its name and size. Raises UsageError if that fails."""
    try:
        Path(out).write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}; give another with --out") from error
    size = len(page.encode())
    click.echo(json.dumps({"file": out, "bytes": size}, ensure_ascii=False) if as_json else f"{out} ({size:,} bytes)")


def print_receipt(receipt: _Receipt, *, as_json: bool) -> None:
    """Print the receipt of a run or a rebuild, as text or as a JSON object, before its Prefect server ends."""
    click.echo(json.dumps(receipt.as_dict(), ensure_ascii=False, default=str) if as_json else receipt.as_text())
    sys.stdout.flush()
