"""Stages over real worker processes: a page that fails late leaves nothing that points to it."""

from dataclasses import replace

from hearsay.flows.run.page_work import get_ready
from hearsay.flows.run.stages import read_pages
from hearsay.pipelines.records import OutcomeKind
from hearsay.pipelines.workers import WorkerLimits, WorkerPool
from tests.made_pages import SAID, article_of, page


def test_a_page_whose_reading_fails_points_to_no_version():
    """Its article is not published; ten such pages once stopped a whole chunk as a systematic fault."""
    long, short = page(text=SAID * 60_000), page(number=2)
    with WorkerPool(WorkerLimits(processes=1, seconds=0.7), get_ready) as pool:
        failed, read = read_pages([replace(one, reading=None, resolution=None) for one in (long, short)], pool)
    assert failed.outcome is not None
    assert (failed.outcome.kind, failed.outcome.reason) == (OutcomeKind.FAILED, "timeout")
    assert (failed.article, failed.article_id, failed.version_id) == (None, None, None)
    assert read.outcome is None
    assert read.reading is not None


def test_an_article_in_a_language_that_the_reader_does_not_know_is_loaded_and_not_read():
    """What the reader finds there is seldom right; that nothing was looked for is told, not left to be guessed."""
    made = page()
    foreign = replace(made, article=replace(article_of(made), language="de"))
    with WorkerPool(WorkerLimits(processes=1), get_ready) as pool:
        unread, read = read_pages([replace(one, reading=None, resolution=None) for one in (foreign, made)], pool)
    assert unread.reading
    assert read.reading
    assert (unread.reading.mentions, unread.reading.attributions) == ((), ())
    assert unread.reading.reader_version == read.reading.reader_version
    assert read.reading.mentions
