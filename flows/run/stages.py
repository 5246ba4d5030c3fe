"""The stages of the spine over the pages of one chunk, each a plain function from pages to pages.

A page that has its outcome is passed on untouched by every later stage.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl

from hearsay.errors import AuditFailedError, reason_of
from hearsay.expectations.audit import Audit, KnownKeys, audit_chunk, keys_asked_for
from hearsay.expectations.history import audit_history
from hearsay.flows.config.own_rules import own_rules
from hearsay.flows.run import page_work
from hearsay.flows.run.fetching import Fetched, Fetching, without_password
from hearsay.flows.run.run import Run
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.extract import content_kind, with_listing
from hearsay.pipelines.fetch import without_credentials
from hearsay.pipelines.ids import article_id, version_id
from hearsay.pipelines.reader import LANGUAGES, knows_language
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
"""With so many runs of the same sources before it a run is compared: a month of daily ones."""


def capture_pages(inputs: Iterable[tuple[int, Input]], fetching: Fetching, run: Run) -> Pages:
    """Bytes for every input: files in order, URLs as they were fetched meanwhile.

    A URL whose server says that it has not changed has no bytes, and ends here as unchanged.
    """
    numbered = list(inputs)
    limit = run.settings.limits.max_bytes
    pages = {number: _ended_before(number, source, run) for number, source in numbered}
    local = [(number, source) for number, source in numbered if source.ended is None and source.url_to_fetch is None]
    had = [(number, source, source.fetched) for number, source in numbered if source.fetched is not None]
    pages |= {number: _captured(number, source, capture_input(source, limit), run) for number, source in local}
    pages |= {number: _captured(number, without_password(source), found, run) for number, source, found in had}
    pages |= {fetched.number: _fetched(fetched, run) for fetched in fetching.results()}
    return _tell_repeated([pages[number] for number, _ in numbered])


def set_aside_known(pages: Pages, run: Run) -> Pages:
    """Bytes that were judged before, by the same extractor and reader, are unchanged; the same twice, a duplicate."""
    ids = [page.capture.capture_id for page in pages if page.capture]
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        known = known_captures(connection, ids)
        if run.rebuilds is not None:
            # A rebuild works on everything again, but for what it, or one that was killed, has worked on already.
            known = {key: known[key] for key in ledger_ids(connection, "capture_id", run.rebuilds, known)}
    firsts = _firsts((page.capture_id, page) for page in pages if page.capture)

    def judge(page: Page) -> Page:
        if page.capture is None:
            return page
        capture_id = page.capture.capture_id
        if firsts[capture_id] != page.number:
            return _ended(page, OutcomeKind.DUPLICATE, "same_bytes", "the same page comes in this run once more")
        earlier = known.get(capture_id)
        return page if earlier is None else _judge_known(page, earlier, run)

    return _each_open(pages, judge)


def extract_pages(pages: Pages, run: Run, pool: Workers) -> Pages:
    """An article for every page that is one."""
    limits = run.extract_limits
    work = [(page.capture, limits) for page in _open(pages)]
    found = pool.map(page_work.extract, work)

    def extracted(page: Page) -> Page:
        done = next(found)
        page = replace(page, seconds=page.seconds + done.seconds)
        match done.result:
            case Article() as article:
                found_id = article_id(article)
                page = replace(page, article_id=found_id, version_id=version_id(found_id, article))
                return replace(page, article=with_listing(article, page.input.listing, page.seen_at))
            case problem:
                return _with_problem(page, problem)

    return _each_open(pages, extracted)


def set_aside_same_text(pages: Pages, run: Run) -> Pages:
    """Other bytes that give a version already there, read by the same reader, add nothing."""
    ids = [page.version_id for page in _open(pages) if page.version_id]
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        known = known_versions(connection, ids)
        if run.rebuilds is not None:
            done = ledger_ids(connection, "version_id", run.rebuilds, known)
            known = {key: known[key]._replace(run_id=run.run_id) for key in done}
    firsts = _firsts((page.version_id, page) for page in _open(pages))

    def judge(page: Page) -> Page:
        found = page.version_id or ""
        if firsts[found] != page.number:
            return _ended(
                page, OutcomeKind.DUPLICATE, "same_article", "another page of this run has the same article"
            )
        earlier = known.get(found)
        if earlier is None or earlier.made_by != (run.stamp.extractor_version, run.stamp.reader_version):
            return page
        if page.seen_at < earlier.first_seen_at:
            return page  # what is told of a version is what its first capture says, whenever that comes in
        if earlier.run_id == run.run_id:
            return _ended(
                page, OutcomeKind.DUPLICATE, "same_article", "another page of this run has the same article"
            )
        return _ended(page, OutcomeKind.UNCHANGED, "same_text", "the bytes differ, title and text do not")

    return _each_open(pages, judge)


def read_pages(
    pages: Pages,
    pool: Workers,
    on_page: Callable[[int], None] = lambda _: None,
    knowledge_file: str | None = None,
) -> Pages:
    """Mentions and attributions of every article, and whom and what they stand for, as far as the user knows it.

    `on_page` is told how many pages are done with: those that ended before, then each that is read.
    """
    on_page(len(pages) - len(_open(pages)))
    work = [(p.article, p.capture.fetched_at if p.capture else None, knowledge_file) for p in _open(pages)]
    found = pool.map(page_work.read_and_resolve, work)

    def with_reading(page: Page) -> Page:
        done = next(found)
        on_page(1)
        page = replace(page, seconds=page.seconds + done.seconds)
        if isinstance(done.result, Failure):
            # Nothing of the article is published, so nothing may point to it.
            return _with_problem(replace(page, article=None, article_id=None, version_id=None), done.result)
        reading, resolution = done.result
        return replace(page, reading=reading, resolution=resolution)

    return _each_open(pages, with_reading)


def shape_pages(pages: Pages, run: Run) -> dict[str, pl.DataFrame]:
    """The frames of a chunk. Captures that are known already have no new row."""
    fresh = [page for page in pages if page.outcome is None or page.outcome.kind not in _SEEN_BEFORE]
    return shape_rows(fresh + _new_bytes_of_known_text(pages), run.stamp, datetime.now(UTC))


def audit_rows(rows: Mapping[str, pl.DataFrame], run: Run, auditor: Workers) -> Audit:
    """The frames against their suites, judged by the auditor; a chunk in which nothing is new has none."""
    if all(frame.is_empty() for frame in rows.values()):
        return Audit(dict(rows), empty_frame(QUARANTINE), empty_frame(CHECKS))
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        found = known_keys(connection, keys_asked_for(rows))
        known = KnownKeys(**found, texts={}, released=known_releases(connection, rows))
    (done,) = auditor.map(audit_chunk, [(rows, known, run.run_id, datetime.now(UTC), own_rules(run.settings))])
    if isinstance(done.result, Failure):
        raise AuditFailedError(f"the audit could not be carried out: {done.result.reason}: {done.result.detail}")
    return done.result


def publish_pages(pages: Pages, rows: Mapping[str, pl.DataFrame], audit: Audit, run: Run) -> None:
    """Everything of a chunk into the warehouse in one transaction, or, after a fatal check, its ledger alone."""
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
    """The run as a whole beside the runs of the same sources before it; what is unusual is reported, not stopped."""
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        history = read_history(connection, run.run_id, EARLIER_RUNS)
    (done,) = auditor.map(audit_history, [(history,)])
    if isinstance(done.result, Failure):
        raise AuditFailedError(f"the run could not be compared: {done.result.reason}: {done.result.detail}")
    with open_for_writing(run.warehouse, run.settings.wait_seconds) as connection:
        publish_checks(connection, done.result)


def fail_inputs(inputs: Iterable[tuple[int, Input]], error: Exception, run: Run) -> None:
    """Write the inputs of a chunk that broke into the ledger, each as failed with the error."""
    outcome = Outcome(OutcomeKind.FAILED, reason_of(error), f"its chunk broke: {error}")
    pages = [Page(number, source, run.started_at, outcome=outcome) for number, source in inputs]
    publish_pages(pages, shape_pages([], run), Audit({}, empty_frame(QUARANTINE), empty_frame(CHECKS), ("",)), run)


_SEEN_BEFORE = {OutcomeKind.UNCHANGED, OutcomeKind.DUPLICATE}


def _open(pages: Pages) -> Pages:
    return [page for page in pages if page.outcome is None]


def _each_open(pages: Pages, stage: Callable[[Page], Page]) -> Pages:
    return [page if page.outcome else stage(page) for page in pages]


def _firsts(keyed: Iterable[tuple[str | None, Page]]) -> dict[str | None, int]:
    """For each key the number of the page that was seen first: an archive need not be in the order of time."""
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
    """The page of a URL; one that has not changed is the capture that is there, seen once more."""
    known = fetched.result
    if isinstance(known, Had):
        page = Page(fetched.number, fetched.source, known.seen_at or fetched.at, known_capture_id=known.capture_id)
        told = f"an earlier run of this backfill had it: {known.outcome}, {known.reason}"
        return _ended(replace(page, version_id=known.version_id), OutcomeKind.UNCHANGED, "had_before", told)
    if not isinstance(known, KnownPage):
        return _captured(fetched.number, fetched.source, known, run)
    page = Page(fetched.number, fetched.source, fetched.at, known_capture_id=known.capture_id)
    return _judge_known(page, known.capture, run, "not_modified")


def _tell_repeated(pages: Pages) -> Pages:
    """Of the pages of a chunk that have not changed, one that comes twice is a duplicate the second time."""
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
    """The page of an input that ended where it was found; of one that the archive saw again, as that capture."""
    page = Page(number, source, run.started_at, outcome=source.ended)
    if source.archived is None:
        return page
    return replace(page, seen_at=source.archived.seen_at, known_capture_id=source.archived.capture_id)


def _captured(number: int, source: Input, found: Capture | Rejection | Failure, run: Run) -> Page:
    if not isinstance(found, Capture):
        return _with_problem(Page(number, source, run.started_at), found)
    if len(found.body) > run.settings.limits.max_bytes + 1:
        told = f"{len(found.body):,} bytes; the limit is {run.settings.limits.max_bytes:,}"
        return _with_problem(Page(number, source, run.started_at), Rejection("too_big", told))
    is_told = source.url_to_fetch is None  # a run that fetches for days knows the time itself
    if is_told and found.fetched_at and found.fetched_at > run.started_at + timedelta(days=1):
        told = f"it is said to be captured at {found.fetched_at.isoformat()}, after this run"
        return _with_problem(Page(number, source, run.started_at), Rejection("future_capture", told))
    listing = kind_of_bytes(found.body[:LOOK]) if source.url_to_fetch else None
    if listing in LISTS:
        told = f"it is a {listing}; what it lists is taken in by: hearsay ingest --as {listing} {source.url_to_fetch}"
        return _with_problem(Page(number, source, run.started_at), Rejection("wrong_type", told))
    # Where nobody knows when a page was captured, the order of the inputs is all there is: it decides which of
    # two versions in one folder is the later one.
    seen_at = found.fetched_at or run.started_at + timedelta(microseconds=number)
    kind = content_kind(found.body, found.media_type)
    if source.archived is not None:
        return Page(
            number, source, source.archived.seen_at, capture=found, content_kind=kind, place=source.archived.place
        )
    return Page(number, source, seen_at, capture=found, content_kind=kind)


def _judge_known(page: Page, earlier: KnownCapture, run: Run, reason: str = "same_bytes") -> Page:
    if page.capture is not None and page.seen_at < earlier.first_seen_at:
        return page  # it is older than was known, and so may be the version that it gave
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
    """Captures not seen before whose article was: they get their row in `captures`, pointing to its version."""
    return [
        page
        for page in pages
        if page.outcome is not None and page.outcome.kind in _SEEN_BEFORE and page.outcome.reason != "same_bytes"
    ]


def _settled(page: Page, loaded: frozenset[str]) -> Page:
    """The page with its outcome, once it is known which article versions passed the audit."""
    if page.outcome is not None:
        return page
    if page.version_id not in loaded:
        kept_back = replace(page, capture=None, version_id=None)  # the audit keeps back the capture too
        return _ended(
            kept_back, OutcomeKind.REJECTED, "quarantined", "the audit kept it back: hearsay quarantine list"
        )
    return _ended(page, OutcomeKind.LOADED, "new", _unread(page.article))


def _unread(article: Article | None) -> str | None:
    """What to say of an article that was not read for names and claims; None for one that was."""
    if article is None or knows_language(article.language):
        return None
    known = " and ".join(LANGUAGES)
    return (
        f"its language is {article.language!r} and the reader knows {known}: no names and no claims were looked for"
    )


def _without_credentials(page: Page) -> Page:
    """The page as it may be stored; addresses that were fetched were rid of them when they had been used."""
    return replace(page, input=replace(page.input, given=without_credentials(page.input.given)))


def _stopped(page: Page, audit: Audit) -> Page:
    """The page with its outcome when nothing of its chunk is published: its capture is not there either."""
    if page.outcome is not None and page.outcome.reason in {"same_bytes", "not_modified", "had_before"}:
        return page
    stopped = replace(page, capture=None, version_id=None)
    if page.outcome is not None:
        return stopped
    return _ended(stopped, OutcomeKind.FAILED, "audit_stopped", "; ".join(audit.fatal))
