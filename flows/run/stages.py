"""The stages of a run for the pages of one chunk, each a plain function from pages to pages.

A page that has an outcome passes through every later stage unchanged.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl

from hearsay.errors import AuditFailedError, reason_of
from hearsay.expectations.audit import Audit, KnownKeys, audit_chunk, keys_asked_for
from hearsay.expectations.history import audit_history
from hearsay.flows.config.languages import languages
from hearsay.flows.config.own_rules import own_rules
from hearsay.flows.run import page_work
from hearsay.flows.run.fetching import Fetched, Fetching, without_password
from hearsay.flows.run.run import Run
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.extract import content_kind, with_listing
from hearsay.pipelines.fetch import without_credentials
from hearsay.pipelines.ids import article_id, version_id
from hearsay.pipelines.records import (
    Article,
    Capture,
    Failure,
    Input,
    Outcome,
    OutcomeKind,
    Page,
    Rejection,
)
from hearsay.pipelines.rows import ledger_frame, places_frame, shape_rows, sightings_frame, validators_frame
from hearsay.pipelines.sources import LISTS, LOOK, kind_of_bytes
from hearsay.pipelines.workers import Workers
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.history import read_history
from hearsay.warehouse.lookup import (
    Had,
    KnownCapture,
    KnownPage,
    known_captures,
    known_keys,
    known_releases,
    known_versions,
    ledger_ids,
)
from hearsay.warehouse.publish import Chunk, publish_checks, publish_chunk
from hearsay.warehouse.schema import CHECKS, QUARANTINE, empty_frame

Pages = list[Page]

EARLIER_RUNS = 30
"""Earlier runs of the same sources that a run is compared with: a month of daily runs."""


def capture_pages(inputs: Iterable[tuple[int, Input]], fetching: Fetching, run: Run) -> Pages:
    """Return a page with its capture for every input: files are read, URLs were fetched.

    A URL whose server answered 304 has no bytes, and ends here as unchanged.
    """
    numbered = list(inputs)
    limit = run.settings.limits.max_bytes
    pages = {number: _ended_before(number, source, run) for number, source in numbered}
    local = [(number, source) for number, source in numbered if source.ended is None and source.url_to_fetch is None]
    with_bytes = [(number, source, source.fetched) for number, source in numbered if source.fetched is not None]
    pages |= {number: _captured(number, source, capture_input(source, limit), run) for number, source in local}
    pages |= {
        number: _captured(number, without_password(source), capture, run) for number, source, capture in with_bytes
    }
    pages |= {fetched.number: _fetched(fetched, run) for fetched in fetching.results()}
    return _end_repeated([pages[number] for number, _ in numbered])


def set_aside_known(pages: Pages, run: Run) -> Pages:
    """End pages with known bytes.

    Bytes that the same extractor and reader have read before are unchanged; bytes that repeat in the chunk are
    duplicates.
    """
    ids = [page.capture.capture_id for page in pages if page.capture]
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        known = known_captures(connection, ids)
        if run.rebuilds is not None:
            # A rebuild reads all captures again, except those that it, or the killed rebuild before it, has done.
            known = {key: known[key] for key in ledger_ids(connection, "capture_id", run.rebuilds, known)}
    firsts = _firsts((page.capture_id, page) for page in pages if page.capture)

    def judge(page: Page) -> Page:
        if page.capture is None:
            return page
        capture_id = page.capture.capture_id
        if firsts[capture_id] != page.number:
            return _ended(
                page, OutcomeKind.DUPLICATE, "same_bytes", "an earlier capture in this run has the same bytes"
            )
        earlier = known.get(capture_id)
        return page if earlier is None else _judge_known(page, earlier, run)

    return _each_open(pages, judge)


def extract_pages(pages: Pages, run: Run, pool: Workers) -> Pages:
    """Extract the article of every page; end the pages without an article."""
    limits = run.extract_limits
    work = [(page.capture, limits) for page in _open(pages)]
    results = pool.map(page_work.extract, work)

    def extracted(page: Page) -> Page:
        done = next(results)
        page = replace(page, seconds=page.seconds + done.seconds)
        match done.result:
            case Article() as article:
                new_id = article_id(article)
                page = replace(page, article_id=new_id, version_id=version_id(new_id, article))
                return replace(page, article=with_listing(article, page.input.listing, page.seen_at))
            case problem:
                return _with_problem(page, problem)

    return _each_open(pages, extracted)


def set_aside_same_text(pages: Pages, run: Run) -> Pages:
    """End pages whose article version is stored already and was read by the same reader: only their bytes differ."""
    ids = [page.version_id for page in _open(pages) if page.version_id]
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        known = known_versions(connection, ids)
        if run.rebuilds is not None:
            done = ledger_ids(connection, "version_id", run.rebuilds, known)
            known = {key: known[key]._replace(run_id=run.run_id) for key in done}
    firsts = _firsts((page.version_id, page) for page in _open(pages))

    def judge(page: Page) -> Page:
        version = page.version_id or ""
        if firsts[version] != page.number:
            return _ended(
                page, OutcomeKind.DUPLICATE, "same_article", "another page of this run has the same article"
            )
        earlier = known.get(version)
        if earlier is None or earlier.made_by != (run.stamp.extractor_version, run.stamp.reader_version):
            return page
        if page.seen_at < earlier.first_seen_at:
            return page  # a version's metadata comes from its earliest capture, which may be ingested last
        if earlier.run_id == run.run_id:
            return _ended(
                page, OutcomeKind.DUPLICATE, "same_article", "another page of this run has the same article"
            )
        return _ended(page, OutcomeKind.UNCHANGED, "same_text", "only the bytes differ, title and text are the same")

    return _each_open(pages, judge)


def read_pages(
    pages: Pages,
    pool: Workers,
    on_page: Callable[[int], None] = lambda _: None,
    knowledge_file: str | None = None,
) -> Pages:
    """Read every article and resolve its names.

    Args:
        pages: Pages of a chunk; those with an outcome are not read.
        pool: Workers that read.
        on_page: Called with the number of finished pages: first those with an outcome, then 1 for each read page.
        knowledge_file: File of the user's knowledge table.
    """
    on_page(len(pages) - len(_open(pages)))
    work = [(p.article, p.capture.fetched_at if p.capture else None, knowledge_file) for p in _open(pages)]
    results = pool.map(page_work.read_and_resolve, work)

    def with_reading(page: Page) -> Page:
        done = next(results)
        on_page(1)
        page = replace(page, seconds=page.seconds + done.seconds)
        if isinstance(done.result, Failure):
            # The article is not published, so no row may point to it.
            return _with_problem(replace(page, article=None, article_id=None, version_id=None), done.result)
        reading, resolution = done.result
        return replace(page, reading=reading, resolution=resolution)

    return _each_open(pages, with_reading)


def shape_pages(pages: Pages, run: Run) -> dict[str, pl.DataFrame]:
    """Return the frames of a chunk. Known captures have no new row."""
    fresh = [page for page in pages if page.outcome is None or page.outcome.kind not in _SEEN_BEFORE]
    return shape_rows(fresh + _new_bytes_of_known_text(pages), run.stamp, datetime.now(UTC))


def audit_rows(rows: Mapping[str, pl.DataFrame], run: Run, auditor: Workers) -> Audit:
    """Audit the frames against their suites, in the auditor process. A chunk without new rows is not audited."""
    if all(frame.is_empty() for frame in rows.values()):
        return Audit(dict(rows), empty_frame(QUARANTINE), empty_frame(CHECKS))
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        stored_keys = known_keys(connection, keys_asked_for(rows))
        known = KnownKeys(**stored_keys, texts={}, released=known_releases(connection, rows))
    (done,) = auditor.map(audit_chunk, [(rows, known, run.run_id, datetime.now(UTC), own_rules(run.settings))])
    if isinstance(done.result, Failure):
        raise AuditFailedError(f"the audit did not finish: {done.result.reason}: {done.result.detail}")
    return done.result


def publish_pages(pages: Pages, rows: Mapping[str, pl.DataFrame], audit: Audit, run: Run) -> None:
    """Publish a chunk in one transaction. After a fatal check, publish only its ledger, quarantine and checks."""
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
        publish_chunk(connection, chunk)


def audit_run(run: Run, auditor: Workers) -> None:
    """Compare the run with earlier runs of the same sources. An unusual run is reported, not stopped."""
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        history = read_history(connection, run.run_id, EARLIER_RUNS)
    (done,) = auditor.map(audit_history, [(history,)])
    if isinstance(done.result, Failure):
        raise AuditFailedError(f"the run could not be compared: {done.result.reason}: {done.result.detail}")
    with open_for_writing(run.warehouse, run.settings.wait_seconds) as connection:
        publish_checks(connection, done.result)


def fail_inputs(inputs: Iterable[tuple[int, Input]], error: Exception, run: Run) -> None:
    """Write the inputs of a broken chunk into the ledger, each as failed with the error."""
    outcome = Outcome(OutcomeKind.FAILED, reason_of(error), f"its chunk broke: {error}")
    pages = [Page(number, source, run.started_at, outcome=outcome) for number, source in inputs]
    publish_pages(pages, shape_pages([], run), Audit({}, empty_frame(QUARANTINE), empty_frame(CHECKS), ("",)), run)


_SEEN_BEFORE = {OutcomeKind.UNCHANGED, OutcomeKind.DUPLICATE}


def _open(pages: Pages) -> Pages:
    return [page for page in pages if page.outcome is None]


def _each_open(pages: Pages, stage: Callable[[Page], Page]) -> Pages:
    return [page if page.outcome else stage(page) for page in pages]


def _firsts(keyed: Iterable[tuple[str | None, Page]]) -> dict[str | None, int]:
    """Return, for each key, the number of the page that was seen first; archives may not be in the order of time."""
    firsts: dict[str | None, Page] = {}
    for key, page in keyed:
        first = firsts.setdefault(key, page)
        if page.seen_at < first.seen_at:
            firsts[key] = page
    return {key: page.number for key, page in firsts.items()}


def _ended(page: Page, kind: OutcomeKind, reason: str, detail: str | None = None) -> Page:
    return replace(page, outcome=Outcome(kind, reason, detail))


def _with_problem(page: Page, problem: Rejection | Failure) -> Page:
    kind = OutcomeKind.REJECTED if isinstance(problem, Rejection) else OutcomeKind.FAILED
    return _ended(page, kind, problem.reason, problem.detail)


def _fetched(fetched: Fetched, run: Run) -> Page:
    """Return the page of a fetched URL. An unchanged page is a new sighting of its known capture."""
    result = fetched.result
    if isinstance(result, Had):
        page = Page(fetched.number, fetched.source, result.seen_at or fetched.at, known_capture_id=result.capture_id)
        detail = f"an earlier run of this backfill has done this URL: {result.outcome}, {result.reason}"
        return _ended(replace(page, version_id=result.version_id), OutcomeKind.UNCHANGED, "had_before", detail)
    if not isinstance(result, KnownPage):
        return _captured(fetched.number, fetched.source, result, run)
    page = Page(fetched.number, fetched.source, fetched.at, known_capture_id=result.capture_id)
    return _judge_known(page, result.capture, run, "not_modified")


def _end_repeated(pages: Pages) -> Pages:
    """End an unchanged page that appears again in the chunk as a duplicate."""
    seen: set[str | None] = set()

    def judge(page: Page) -> Page:
        if page.known_capture_id is None:
            return page
        if page.known_capture_id in seen:
            return _ended(page, OutcomeKind.DUPLICATE, "same_bytes", "the same page came earlier in this run")
        seen.add(page.known_capture_id)
        return page

    return [judge(page) for page in pages]


def _ended_before(number: int, source: Input, run: Run) -> Page:
    """Return the page of an input that ended at discovery. An input that the archive saw again has its capture."""
    page = Page(number, source, run.started_at, outcome=source.ended)
    if source.archived is None:
        return page
    return replace(page, seen_at=source.archived.seen_at, known_capture_id=source.archived.capture_id)


def _captured(number: int, source: Input, capture: Capture | Rejection | Failure, run: Run) -> Page:
    if not isinstance(capture, Capture):
        return _with_problem(Page(number, source, run.started_at), capture)
    if len(capture.body) > run.settings.limits.max_bytes + 1:
        detail = f"{len(capture.body):,} bytes; the limit is {run.settings.limits.max_bytes:,}"
        return _with_problem(Page(number, source, run.started_at), Rejection("too_big", detail))
    is_from_user = source.url_to_fetch is None  # only the user's times can be wrong, and a run may fetch for days
    if is_from_user and capture.fetched_at and capture.fetched_at > run.started_at + timedelta(days=1):
        detail = f"its capture time, {capture.fetched_at.isoformat()}, is after this run"
        return _with_problem(Page(number, source, run.started_at), Rejection("future_capture", detail))
    listing = kind_of_bytes(capture.body[:LOOK]) if source.url_to_fetch else None
    if listing in LISTS:
        detail = f"it is a {listing}; to ingest its pages: hearsay ingest --as {listing} {source.url_to_fetch}"
        return _with_problem(Page(number, source, run.started_at), Rejection("wrong_type", detail))
    # Without a capture time only the order of the inputs can tell which of two versions in a folder is the later.
    seen_at = capture.fetched_at or run.started_at + timedelta(microseconds=number)
    kind = content_kind(capture.body, capture.media_type)
    if source.archived is not None:
        return Page(
            number, source, source.archived.seen_at, capture=capture, content_kind=kind, place=source.archived.place
        )
    return Page(number, source, seen_at, capture=capture, content_kind=kind)


def _judge_known(page: Page, earlier: KnownCapture, run: Run, reason: str = "same_bytes") -> Page:
    if page.capture is not None and page.seen_at < earlier.first_seen_at:
        return page  # an older capture than the known one may change the version's metadata
    page = replace(page, version_id=earlier.version_id)
    if earlier.run_id == run.run_id:
        return _ended(page, OutcomeKind.DUPLICATE, "same_bytes", "the same page came earlier in this run")
    if earlier.outcome == OutcomeKind.FAILED or earlier.made_by != (
        run.stamp.extractor_version,
        run.stamp.reader_version,
    ):
        return replace(page, version_id=None)
    return _ended(page, OutcomeKind.UNCHANGED, reason, f"an earlier run found: {earlier.outcome}, {earlier.reason}")


def _new_bytes_of_known_text(pages: Pages) -> Pages:
    """Return the pages with a new capture of a known article version. They get a row in `captures`."""
    return [
        page
        for page in pages
        if page.outcome is not None and page.outcome.kind in _SEEN_BEFORE and page.outcome.reason != "same_bytes"
    ]


def _settled(page: Page, loaded: frozenset[str]) -> Page:
    """Return the page with its outcome after the audit; `loaded` are the article versions that passed."""
    if page.outcome is not None:
        return page
    if page.version_id not in loaded:
        rejected = replace(page, capture=None, version_id=None)  # the audit quarantines the capture too
        return _ended(
            rejected, OutcomeKind.REJECTED, "quarantined", "the audit rejected it; see: hearsay quarantine list"
        )
    return _ended(page, OutcomeKind.LOADED, "new", _unread(page.article))


def _unread(article: Article | None) -> str | None:
    """Return a note for an article in a language that the reader does not know; None for other articles."""
    if article is None or languages().of(article.language):
        return None
    codes = " and ".join(languages().read_codes)
    return f"its language is {article.language!r}, and the reader knows {codes}: no names or claims were extracted"


def _without_credentials(page: Page) -> Page:
    """Return the page for storage, without credentials in its input. Fetched addresses have none left."""
    return replace(page, input=replace(page.input, given=without_credentials(page.input.given)))


def _stopped(page: Page, audit: Audit) -> Page:
    """Return the page with its outcome after a fatal check, which prevents the publication of the chunk."""
    if page.outcome is not None and page.outcome.reason in {"same_bytes", "not_modified", "had_before"}:
        return page
    stopped = replace(page, capture=None, version_id=None)
    if page.outcome is not None:
        return stopped
    return _ended(stopped, OutcomeKind.FAILED, "audit_stopped", "; ".join(audit.fatal))
