"""What commands read from and write to: files and the standard streams."""

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
    """The bytes of a file, or of standard input for "-". Raises UsageError for a file that cannot be read."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(name, "rb") as file:
            yield file
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error


def write_page(out: str, page: str) -> None:
    """Write an HTML page to the file that --out names, and say so. Raises UsageError where it cannot be written."""
    try:
        Path(out).write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}; give another with --out") from error
    click.echo(f"{out} ({len(page.encode()):,} bytes)")


def print_receipt(receipt: _Receipt, *, as_json: bool) -> None:
    """Print what a run or a rebuild came to, for people or as one JSON object, before its server ends."""
    click.echo(json.dumps(receipt.as_dict(), ensure_ascii=False, default=str) if as_json else receipt.as_text())
    sys.stdout.flush()
