"""Stages over real worker processes: a page that fails late leaves nothing that points to it."""

from dataclasses import replace

from hearsay.flows.run.page_work import get_ready
from hearsay.flows.run.stages import read_pages
from hearsay.pipelines.pages import EndedPage, ReadPage
from hearsay.pipelines.records import OutcomeKind
from hearsay.pipelines.workers import WorkerLimits, WorkerPool
from tests.made_pages import SAID, page, unread


def test_a_page_whose_reading_fails_points_to_no_version():
    """Its article is not published; ten such pages once stopped a whole chunk as a systematic fault."""
    long, short = page(text=SAID * 60_000), page(number=2)
    with WorkerPool(WorkerLimits(processes=1, seconds=0.7), get_ready) as pool:
        failed, read = read_pages([unread(long), unread(short)], pool)
    assert isinstance(failed, EndedPage)
    assert (failed.outcome.kind, failed.outcome.reason) == (OutcomeKind.FAILED, "timeout")
    assert failed.version_id is None
    assert isinstance(read, ReadPage)


def test_an_article_in_a_language_that_the_reader_does_not_know_is_loaded_and_not_read():
    """What the reader finds there is seldom right; that nothing was looked for is told, not left to be guessed."""
    made = page()
    foreign = replace(made, article=replace(made.article, language="de"))
    with WorkerPool(WorkerLimits(processes=1), get_ready) as pool:
        skipped, read = read_pages([unread(foreign), unread(made)], pool)
    assert isinstance(skipped, ReadPage)
    assert isinstance(read, ReadPage)
    assert (skipped.reading.mentions, skipped.reading.attributions) == ((), ())
    assert skipped.reading.reader_version == read.reading.reader_version
    assert read.reading.mentions
