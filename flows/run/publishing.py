"""The last stages of a chunk: rows, audit and publication; and the checks of a whole run."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl

from hearsay.errors import AuditFailedError, reason_of
from hearsay.expectations.audit import Audit, KnownKeys, audit_chunk, keys_asked_for
from hearsay.expectations.history import audit_history, audit_without_articles, has_articles
from hearsay.flows.config.languages import languages
from hearsay.flows.config.own_rules import own_rules
from hearsay.flows.run.active_run import Run
from hearsay.flows.run.page_states import ReadPages
from hearsay.flows.run.run_log import log_pages, timed
from hearsay.pipelines.fetch.credentials import without_credentials
from hearsay.pipelines.inputs import Input
from hearsay.pipelines.pages import EndedPage, ReadPage, end_page
from hearsay.pipelines.records import Article, Failure, Outcome, OutcomeKind
from hearsay.pipelines.rows import ledger_frame, places_frame, shape_rows, sightings_frame, validators_frame
from hearsay.pipelines.workers import Workers
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.history import History, read_history
from hearsay.warehouse.lookup import known_keys, known_releases, loaded_versions
from hearsay.warehouse.publish import Chunk, publish_checks, publish_chunk
from hearsay.warehouse.schema import CHECKS, QUARANTINE, empty_frame

EARLIER_RUNS = 30
"""Earlier runs of the same sources that a run is compared with: a month of daily runs."""

AUDIT, PUBLISH = "audit", "publish"


@timed("rows")
def shape_pages(pages: ReadPages, run: Run) -> dict[str, pl.DataFrame]:
    """Return the frames of a chunk. Known captures have no new row."""
    return shape_rows([page for page in pages if not _is_known_capture(page)], run.stamp, datetime.now(UTC))


def _is_known_capture(page: ReadPage | EndedPage) -> bool:
    """Return True for a page with the bytes of another capture. New bytes of a known text are a new capture."""
    seen_before = {OutcomeKind.UNCHANGED, OutcomeKind.DUPLICATE}
    return isinstance(page, EndedPage) and page.outcome.kind in seen_before and page.outcome.reason == "same_bytes"


@timed(AUDIT)
def audit_rows(rows: Mapping[str, pl.DataFrame], run: Run, auditor: Workers) -> Audit:
    """Audit the frames against their suites, in the auditor process. A chunk without new rows is not audited."""
    if all(frame.is_empty() for frame in rows.values()):
        return Audit(dict(rows), empty_frame(QUARANTINE), empty_frame(CHECKS))
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        ids = known_keys(connection, keys_asked_for(rows))
        stored_keys = KnownKeys(**ids, texts={}, released=known_releases(connection, rows))
    (done,) = auditor.map(audit_chunk, [(rows, stored_keys, run.run_id, datetime.now(UTC), own_rules(run.settings))])
    if isinstance(done.result, Failure):
        raise AuditFailedError(f"the audit did not finish: {done.result.reason}: {done.result.detail}")
    return done.result


@timed(PUBLISH)
def publish_pages(pages: ReadPages, rows: Mapping[str, pl.DataFrame], audit: Audit, run: Run) -> list[str]:
    """Publish a chunk in one transaction. After a fatal check, publish only its ledger, quarantine and checks.

    Returns:
        The ids of the article versions that the chunk loaded, also if it was published before.
    """
    if audit.fatal:
        ended = [_stopped(page, audit) for page in pages]
        clean = {name: frame.clear() for name, frame in rows.items()}
    else:
        loaded = frozenset(audit.clean["articles"]["version_id"])
        ended = [_settled(page, loaded) for page in pages]
        clean = audit.clean
    ended = [_without_credentials(page) for page in ended]
    counts = audit.counts.values()
    chunk = Chunk(
        run_id=run.run_id,
        rows=clean,
        sightings=sightings_frame(ended),
        ledger=ledger_frame(ended, run.stamp),
        quarantine=audit.quarantine,
        checks=audit.checks,
        rows_extracted=sum(count.extracted for count in counts),
        rows_loaded=sum(count.loaded for count in counts),
        rows_quarantined=sum(count.quarantined for count in counts),
        published_at=datetime.now(UTC),
        validators=validators_frame(ended, run.stamp),
        places=places_frame(ended),
    )
    with open_for_writing(run.warehouse, run.settings.wait_seconds, is_one_of_many=True) as connection:
        is_new = publish_chunk(connection, chunk)
    log_pages(ended)
    if is_new:
        return clean["articles"]["version_id"].to_list() if clean else []
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        return loaded_versions(connection, run.run_id, [page.number for page in ended])


def audit_run(run: Run, auditor: Workers) -> None:
    """Compare the run with earlier runs of the same sources. An unusual run is reported, not stopped.

    A run without new articles is compared in this process, because the auditor would load a library for two numbers.
    """
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        history = read_history(connection, run.run_id, EARLIER_RUNS)
    checks = _compared(history, auditor) if has_articles(history) else audit_without_articles(history)
    with open_for_writing(run.warehouse, run.settings.wait_seconds) as connection:
        publish_checks(connection, checks)


def _compared(history: History, auditor: Workers) -> pl.DataFrame:
    (done,) = auditor.map(audit_history, [(history,)])
    if isinstance(done.result, Failure):
        raise AuditFailedError(f"the run could not be compared: {done.result.reason}: {done.result.detail}")
    return done.result


def fail_inputs(inputs: Iterable[tuple[int, Input]], error: Exception, run: Run) -> None:
    """Write the inputs of a broken chunk into the ledger, each as failed with the error."""
    outcome = Outcome(OutcomeKind.FAILED, reason_of(error), f"its chunk broke: {error}")
    pages: ReadPages = [EndedPage(number, source, run.started_at, outcome, "chunk") for number, source in inputs]
    publish_pages(pages, shape_pages([], run), Audit({}, empty_frame(QUARANTINE), empty_frame(CHECKS), ("",)), run)


def _settled(page: ReadPage | EndedPage, loaded: frozenset[str]) -> EndedPage:
    """Return the page with its outcome after the audit; `loaded` are the article versions that passed."""
    if isinstance(page, EndedPage):
        return page
    if page.version_id not in loaded:
        detail = "the audit rejected it; see: hearsay quarantine list"
        rejected = end_page(page.captured, AUDIT, Outcome(OutcomeKind.REJECTED, "quarantined", detail))
        return _without_capture(rejected)  # the audit quarantines the capture too
    outcome = Outcome(OutcomeKind.LOADED, "new", _unread(page.article))
    return end_page(page.captured, PUBLISH, outcome, page.version_id)


def _stopped(page: ReadPage | EndedPage, audit: Audit) -> EndedPage:
    """Return the page with its outcome after a fatal check, which prevents the publication of the chunk."""
    if isinstance(page, ReadPage):
        outcome = Outcome(OutcomeKind.FAILED, "audit_stopped", "; ".join(audit.fatal))
        return _without_capture(end_page(page.captured, AUDIT, outcome))
    if page.outcome.reason in {"same_bytes", "not_modified", "had_before"}:
        return page
    return _without_capture(page)


def _without_capture(page: EndedPage) -> EndedPage:
    """Return the page without its new capture and its article version, which are not published."""
    capture_id = page.capture_id if page.captured is None else None
    return replace(page, captured=None, capture_id=capture_id, version_id=None)


def _unread(article: Article) -> str | None:
    """Return a note for an article in a language that the reader does not know; None for other articles."""
    if languages().of(article.language):
        return None
    codes = " and ".join(languages().read_codes)
    return f"its language is {article.language!r}, and the reader knows {codes}: no names or claims were extracted"


def _without_credentials(page: EndedPage) -> EndedPage:
    """Return the page for storage, without credentials in its input. Fetched addresses have none left."""
    return replace(page, input=replace(page.input, given=without_credentials(page.input.given)))
