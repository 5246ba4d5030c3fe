"""Lists of pages in their states, for the stages of a chunk."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from hearsay.pipelines.pages import CapturedPage, EndedPage, ExtractedPage, ReadPage
from hearsay.pipelines.records import Failure, Outcome, OutcomeKind, Rejection

CapturedPages = list[CapturedPage | EndedPage]
ExtractedPages = list[ExtractedPage | EndedPage]
ReadPages = list[ReadPage | EndedPage]

Before = TypeVar("Before", CapturedPage, ExtractedPage, ReadPage)
After = TypeVar("After", CapturedPage, ExtractedPage, ReadPage)


def unended(pages: Iterable[Before | EndedPage]) -> list[Before]:
    """Return the pages without an outcome."""
    return [page for page in pages if not isinstance(page, EndedPage)]


def through_stage(
    pages: Iterable[Before | EndedPage], stage: Callable[[Before], After | EndedPage]
) -> list[After | EndedPage]:
    """Return all pages, those without an outcome after a stage."""
    return [page if isinstance(page, EndedPage) else stage(page) for page in pages]


def first_numbers(keyed: Iterable[tuple[str, CapturedPage]]) -> dict[str, int]:
    """Return, for each key, the number of the page that was seen first; archives may not be in the order of time."""
    firsts: dict[str, CapturedPage] = {}
    for key, page in keyed:
        first = firsts.setdefault(key, page)
        if page.seen_at < first.seen_at:
            firsts[key] = page
    return {key: page.number for key, page in firsts.items()}


def problem_outcome(problem: Rejection | Failure) -> Outcome:
    """Return the outcome of a page with a problem."""
    kind = OutcomeKind.REJECTED if isinstance(problem, Rejection) else OutcomeKind.FAILED
    return Outcome(kind, problem.reason, problem.detail)
