"""The three steps of a chunk: prepare and publish use the warehouse, the work between them does not have to.

So the work can be done on another machine than that of the warehouse. The steps are the same wherever they run.
"""

from collections.abc import Callable

from hearsay.flows.run.active_run import Run
from hearsay.flows.run.archiving import archive_pages
from hearsay.flows.run.capturing import capture_pages, set_aside_known
from hearsay.flows.run.fetching import Fetching, NumberedInputs
from hearsay.flows.run.page_states import CapturedPages, ReadPages
from hearsay.flows.run.publishing import audit_rows, publish_pages, shape_pages
from hearsay.flows.run.stages import VersionLookup, extract_pages, read_pages, set_aside_same_text
from hearsay.pipelines.archive import Archive
from hearsay.pipelines.workers import Workers

StartedChunk = tuple[NumberedInputs, Callable[[], list[str]]]
"""A chunk with the function that publishes it and returns the ids of its new article versions."""


def prepare_chunk(inputs: NumberedInputs, fetching: Fetching, run: Run, archive: Archive | None) -> CapturedPages:
    """Capture and archive the pages of a chunk, and end the pages with known bytes."""
    captured = capture_pages(inputs, fetching, run)
    captured = archive_pages(captured, archive, run)
    return set_aside_known(captured, run)


def work_on_pages(
    pages: CapturedPages,
    run: Run,
    pool: Workers,
    look_up: VersionLookup,
    on_page: Callable[[int], None] = lambda _: None,
    knowledge_file: str | None = None,
) -> ReadPages:
    """Extract and read the pages of a prepared chunk.

    Args:
        pages: Pages of a chunk; those with an outcome need no work.
        run: The run, with its settings.
        pool: Processes that can be killed.
        look_up: Gives the stored article versions among some ids, whose texts are not read again.
        on_page: Called with the number of finished pages.
        knowledge_file: File of the user's knowledge table.
    """
    extracted = extract_pages(pages, run, pool)
    extracted = set_aside_same_text(extracted, run, look_up)
    return read_pages(extracted, pool, on_page, knowledge_file)


def publish_work(pages: ReadPages, run: Run, auditor: Workers) -> list[str]:
    """Audit and publish the pages of a chunk, all or nothing, and return the ids of its new article versions."""
    rows = shape_pages(pages, run)
    audit = audit_rows(rows, run, auditor)
    return publish_pages(pages, rows, audit, run)
