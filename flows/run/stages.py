"""The stages between capture and rows: extract the article of each page, end known texts, read the others.

Each stage is a plain function from pages to pages. A page that has ended passes through every later stage unchanged.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hearsay.flows.run import page_work
from hearsay.flows.run.active_run import Run
from hearsay.flows.run.page_states import (
    CapturedPages,
    ExtractedPages,
    ReadPages,
    first_numbers,
    problem_outcome,
    through_stage,
    unended,
)
from hearsay.flows.run.run_log import timed
from hearsay.pipelines.extract import with_listing
from hearsay.pipelines.ids import article_id, version_id
from hearsay.pipelines.pages import CapturedPage, EndedPage, ExtractedPage, ReadPage, end_page
from hearsay.pipelines.records import Article, Failure, Outcome, OutcomeKind
from hearsay.pipelines.workers import Workers
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.lookup import KnownVersion, known_versions, ledger_ids

EXTRACT, READ = "article", "reading"

VersionLookup = Callable[[Sequence[str]], dict[str, KnownVersion]]
"""A function that returns the stored article versions among some ids, by version_id."""


@timed(EXTRACT)
def extract_pages(pages: CapturedPages, run: Run, pool: Workers) -> ExtractedPages:
    """Extract the article of every page; end the pages without an article."""
    limits = run.settings.limits.of_page
    results = pool.map(page_work.extract, [(page.capture, limits) for page in unended(pages)])

    def extract(page: CapturedPage) -> ExtractedPage | EndedPage:
        done = next(results)
        page = replace(page, seconds=page.seconds + done.seconds)
        match done.result:
            case Article() as article:
                new_id = article_id(article)
                listed = with_listing(article, page.input.hints.listing, page.seen_at)
                return ExtractedPage(page, listed, new_id, version_id(new_id, article))
            case problem:
                return end_page(page, EXTRACT, problem_outcome(problem))

    return through_stage(pages, extract)


def stored_versions(version_ids: Sequence[str], run: Run) -> dict[str, KnownVersion]:
    """Return the article versions of the warehouse among some ids, without those that a rebuild reads again."""
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        versions = known_versions(connection, version_ids)
        if run.rebuilds is None:
            return versions
        done = ledger_ids(connection, "version_id", run.rebuilds, versions)
        return {key: versions[key]._replace(run_id=run.run_id) for key in done}


@timed(EXTRACT)
def set_aside_same_text(pages: ExtractedPages, run: Run, look_up: VersionLookup) -> ExtractedPages:
    """End pages whose article version is stored already and was read by the same reader: only their bytes differ."""
    extracted = unended(pages)
    versions = look_up([page.version_id for page in extracted])
    firsts = first_numbers((page.version_id, page.captured) for page in extracted)

    def judge(page: ExtractedPage) -> ExtractedPage | EndedPage:
        if firsts[page.version_id] == page.captured.number:
            return end_known_text(page, versions.get(page.version_id), run) or page
        return end_page(page.captured, EXTRACT, _SAME_ARTICLE, page.version_id)

    return through_stage(pages, judge)


_SAME_ARTICLE = Outcome(OutcomeKind.DUPLICATE, "same_article", "another page of this run has the same article")
_SAME_TEXT = Outcome(OutcomeKind.UNCHANGED, "same_text", "only the bytes differ, title and text are the same")


def end_known_text(page: ExtractedPage | ReadPage, earlier: KnownVersion | None, run: Run) -> EndedPage | None:
    """Return the page with its outcome if its stored version needs no new reading; None otherwise."""
    if earlier is None or earlier.made_by != (run.stamp.extractor_version, run.stamp.reader_version):
        return None
    if page.captured.seen_at < earlier.first_seen_at:
        return None  # a version's metadata comes from its earliest capture, which may be ingested last
    outcome = _SAME_ARTICLE if earlier.run_id == run.run_id else _SAME_TEXT
    return end_page(page.captured, EXTRACT, outcome, page.version_id)


@timed(READ)
def read_pages(
    pages: ExtractedPages,
    pool: Workers,
    on_page: Callable[[int], None] = lambda _: None,
    knowledge_file: str | None = None,
) -> ReadPages:
    """Read every article and resolve its names.

    Args:
        pages: Pages of a chunk; those with an outcome are not read.
        pool: Workers that read.
        on_page: Called with the number of finished pages: first those with an outcome, then 1 for each read page.
        knowledge_file: File of the user's knowledge table.
    """
    extracted = unended(pages)
    on_page(len(pages) - len(extracted))
    work = [(page.article, page.captured.capture.fetched_at, knowledge_file) for page in extracted]
    results = pool.map(page_work.read_and_resolve, work)

    def read(page: ExtractedPage) -> ReadPage | EndedPage:
        done = next(results)
        on_page(1)
        captured = replace(page.captured, seconds=page.captured.seconds + done.seconds)
        if isinstance(done.result, Failure):
            # The article is not published, so no row may point to it.
            return end_page(captured, READ, problem_outcome(done.result))
        return ReadPage(captured, page.article, page.article_id, page.version_id, *done.result)

    return through_stage(pages, read)
