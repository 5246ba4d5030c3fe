"""The log of runs: readable lines on standard error, and JSON lines in a file that several runs may share.

Modules log with `logging.getLogger(__name__)`. Without a target their records go nowhere, so that a command prints
what it printed before.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from hearsay.errors import UsageError
from hearsay.flows.config.settings import Log
from hearsay.pipelines.fetch.credentials import without_credentials

ROOT = logging.getLogger("hearsay")
LONGEST_TEXT = 1000
"""Longest text of a record in characters, so that a log of many pages stays small."""

FIELDS = ("page", "stage", "seconds", "outcome", "reason", "pages", "stages")
"""Fields that a record may have as `extra`; the others of a JSON line come from the record and the run."""

_run_id: ContextVar[str | None] = ContextVar("run_id", default=None)


def clean_text(text: str) -> str:
    """Return the text for a log: short, without credentials, and with escapes for unprintable characters."""
    shown = without_credentials(text)[:LONGEST_TEXT]
    escaped = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in shown)
    return escaped if len(escaped) <= LONGEST_TEXT else f"{escaped[: LONGEST_TEXT - 1]}…"


def clean_record(record: logging.LogRecord) -> bool:
    """Clean the message of a record of hearsay, and keep the record: the filter of every handler."""
    if record.name.startswith(f"{ROOT.name}."):
        record.msg, record.args = clean_text(record.getMessage()), None
    return True


@contextmanager
def logged_as(run_id: str) -> Iterator[None]:
    """Give the records of the block, and of the threads that it starts with its context, the id of a run."""
    token = _run_id.set(run_id)
    try:
        yield
    finally:
        _run_id.reset(token)


class StderrLog(logging.Handler):
    """Readable lines on the standard error of the moment, which a progress bar may have replaced."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print the record."""
        at = datetime.fromtimestamp(record.created).astimezone()
        with suppress(OSError, ValueError):  # a closed terminal must not end the run
            print(f"{at:%H:%M:%S} {record.levelname.lower():7} {record.getMessage()}", file=sys.stderr, flush=True)


class FileLog(logging.Handler):
    """JSON lines at the end of a file. A line is one write, so lines of several processes never mix."""

    def __init__(self, path: str, descriptor: int) -> None:
        super().__init__()
        self._path = path
        self._file = descriptor
        self._is_broken = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record. A full disk ends the log with a note, not the run."""
        if self._is_broken:
            return
        try:
            os.write(self._file, json_line(record))
        except OSError as error:
            self._is_broken = True
            print(f"hearsay: the log {self._path} ends here: {error.strerror}", file=sys.stderr, flush=True)


def json_line(record: logging.LogRecord) -> bytes:
    """Return a record as a line of JSON, in ASCII. Every line has the same keys."""
    line = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "run_id": _run_id.get(),
        **{name: _json_value(getattr(record, name, None)) for name in FIELDS},
        "message": record.getMessage(),
    }
    return json.dumps(line).replace("\x7f", "\\u007f").encode("ascii") + b"\n"


def _json_value(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return round(value, 3)
    return {name: _json_value(part) for name, part in value.items()} if isinstance(value, Mapping) else value


@contextmanager
def open_log(log: Log) -> Iterator[None]:
    """Send the records of hearsay to the targets that the settings name, for the block.

    In a block inside another block of the same process, such as a flow inside its command, the outer targets hold.

    Raises:
        UsageError: The file cannot be written.
    """
    if any(isinstance(handler, StderrLog | FileLog) for handler in ROOT.handlers):
        yield
        return
    with _file_log(log.file) as file_log, at_level(logging.INFO if log.file or log.verbose else ROOT.level):
        handlers = [*file_log, *([StderrLog()] if log.verbose else [])]
        for handler in handlers:
            handler.addFilter(clean_record)
            ROOT.addHandler(handler)
        try:
            yield
        finally:
            for handler in handlers:
                ROOT.removeHandler(handler)


@contextmanager
def _file_log(path: str) -> Iterator[list[logging.Handler]]:
    """Open the file of a log, if there is one. Prefect's setup closes all handlers, so none may own the file."""
    if not path:
        yield []
        return
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"the log {path} cannot be written: {reason}; give another file with --log") from error
    try:
        yield [FileLog(path, descriptor)]
    finally:
        os.close(descriptor)


@contextmanager
def at_level(level: int) -> Iterator[None]:
    """Record messages of this level for the block."""
    before = ROOT.level
    ROOT.setLevel(level)
    try:
        yield
    finally:
        ROOT.setLevel(before)
