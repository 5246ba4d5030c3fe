"""The log lines of a run: one for each page, with its outcome, and one for each chunk, with seconds by stage."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from prefect.logging.handlers import APILogHandler
from prefect.settings import PREFECT_LOGGING_TO_API_ENABLED

from hearsay.flows.config.logs import ROOT, at_level, clean_record, open_log
from hearsay.flows.config.settings import Log
from hearsay.pipelines.pages import EndedPage
from hearsay.pipelines.records import OutcomeKind

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_log = logging.getLogger(__name__)
_seconds: ContextVar[dict[str, float] | None] = ContextVar("seconds", default=None)
"""Seconds by stage of the chunk in work."""


@contextmanager
def flow_log(log: Log) -> Iterator[None]:
    """Send the log of a flow to the targets of the settings and to Prefect, for the block.

    Prefect has attached its handler to our logger already, because PREFECT_LOGGING_EXTRA_LOGGERS names the logger.
    Raises UsageError if the file of the log cannot be written.
    """
    handlers = [handler for handler in ROOT.handlers if isinstance(handler, APILogHandler)]
    for handler in handlers:
        handler.addFilter(clean_record)
    is_sent = handlers and PREFECT_LOGGING_TO_API_ENABLED.value()
    with open_log(log), at_level(logging.INFO if is_sent else ROOT.level):
        yield


def timed(stage: str) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Return a decorator that adds the seconds of a function to its stage, for the line of the chunk."""

    def decorate(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        @wraps(function)
        def timed_function(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
            began = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                if (seconds := _seconds.get()) is not None:
                    seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - began

        return timed_function

    return decorate


@contextmanager
def chunk_log(first: int, pages: int) -> Iterator[None]:
    """Log the chunk of the block at its end, with the seconds of each stage; nothing after an error."""
    seconds: dict[str, float] = {}
    with stage_seconds(seconds):
        yield
    log_chunk(first, pages, seconds)


@contextmanager
def stage_seconds(seconds: dict[str, float]) -> Iterator[None]:
    """Add the seconds of the stages in the block to `seconds`, by stage."""
    token = _seconds.set(seconds)
    try:
        yield
    finally:
        _seconds.reset(token)


def log_chunk(first: int, pages: int, seconds: dict[str, float]) -> None:
    """Log a published chunk with the seconds of each stage."""
    total = sum(seconds.values())
    parts = ", ".join(f"{stage} {part:.1f}" for stage, part in seconds.items())
    _log.info(
        "chunk of %d pages from page %d done in %.1f s: %s",
        pages,
        first,
        total,
        parts,
        extra={"stage": "chunk", "pages": pages, "seconds": total, "stages": seconds},
    )


@contextmanager
def gather_log() -> Iterator[None]:
    """Log the gathering of the block, with its seconds; nothing after an error."""
    began = time.perf_counter()
    yield
    seconds = time.perf_counter() - began
    _log.info("stories gathered in %.1f s", seconds, extra={"stage": "gather", "seconds": seconds})


def log_pages(pages: Iterable[EndedPage]) -> None:
    """Log each page with its outcome; failures are warnings."""
    for page in pages:
        outcome = page.outcome
        _log.log(
            logging.WARNING if outcome.kind == OutcomeKind.FAILED else logging.INFO,
            "page %d %s: %s, %s (%s, %.2f s)%s",
            page.number,
            page.input.given,
            outcome.kind,
            outcome.reason,
            page.stage,
            page.seconds,
            _shown_detail(page),
            extra={
                "page": page.input.given,
                "stage": page.stage,
                "seconds": page.seconds,
                "outcome": str(outcome.kind),
                "reason": outcome.reason,
            },
        )


def _shown_detail(page: EndedPage) -> str:
    """Return the detail of a failure. An error in the work on an article may quote the page, and is left out."""
    outcome = page.outcome
    is_shown = outcome.kind == OutcomeKind.FAILED and page.stage not in {"article", "reading"}
    return f": {outcome.detail}" if is_shown and outcome.detail else ""
