"""The first stages of a chunk: capture every page, and end the pages whose bytes are known."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from hearsay.flows.run.active_run import Run
from hearsay.flows.run.fetching import Fetched, Fetching, without_password
from hearsay.flows.run.page_states import CapturedPages, first_numbers, problem_outcome, through_stage, unended
from hearsay.flows.run.run_log import timed
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.extract import content_kind
from hearsay.pipelines.inputs import AddressInput, ArchivedInput, EndedInput, Input
from hearsay.pipelines.pages import CapturedPage, EndedPage, end_page
from hearsay.pipelines.records import Capture, Failure, Outcome, OutcomeKind, Rejection
from hearsay.pipelines.sources.detection import unmistakable_kind
from hearsay.pipelines.sources.kinds.kind import LOOK
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.lookup import EarlierOutcome, KnownCapture, KnownPage, known_captures, ledger_ids

STAGE = "capture"


@timed(STAGE)
def capture_pages(inputs: Iterable[tuple[int, Input]], fetching: Fetching, run: Run) -> CapturedPages:
    """Return a page with its capture for every input: files are read, URLs were fetched.

    A URL whose server answered 304 has no bytes, and ends here as unchanged.
    """
    numbered = list(inputs)
    limit = run.settings.limits.max_bytes
    pages: dict[int, CapturedPage | EndedPage] = {}
    for number, source in numbered:
        match source:
            case EndedInput():
                pages[number] = _ended_in_source(number, source, run)
            case AddressInput(fetched=Capture() as capture):
                pages[number] = _captured(number, without_password(source), capture, run)
            case AddressInput():
                pass  # the page comes from `fetching`
            case _:
                pages[number] = _captured(number, source, capture_input(source, limit), run)
    pages |= {fetched.number: _fetched(fetched, run) for fetched in fetching.results()}
    return _end_repeated([pages[number] for number, _ in numbered])


@timed(STAGE)
def set_aside_known(pages: CapturedPages, run: Run) -> CapturedPages:
    """End pages with known bytes.

    Bytes that the same extractor and reader have read before are unchanged; bytes that repeat in the chunk are
    duplicates.
    """
    captured = unended(pages)
    captures = stored_captures([page.capture.capture_id for page in captured], run)
    firsts = first_numbers((page.capture.capture_id, page) for page in captured)

    def judge(page: CapturedPage) -> CapturedPage | EndedPage:
        capture_id = page.capture.capture_id
        if firsts[capture_id] != page.number:
            detail = "an earlier capture in this run has the same bytes"
            return end_page(page, STAGE, Outcome(OutcomeKind.DUPLICATE, "same_bytes", detail))
        return end_known_bytes(page, captures.get(capture_id), run) or page

    return through_stage(pages, judge)


def stored_captures(capture_ids: Iterable[str], run: Run) -> dict[str, KnownCapture]:
    """Return the captures of the warehouse among some ids, by id, without those that a rebuild reads again."""
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        captures = known_captures(connection, capture_ids)
        if run.rebuilds is None:
            return captures
        # A rebuild reads all captures again, except those that it, or the killed rebuild before it, has done.
        return {key: captures[key] for key in ledger_ids(connection, "capture_id", run.rebuilds, captures)}


def end_known_bytes(page: CapturedPage, earlier: KnownCapture | None, run: Run) -> EndedPage | None:
    """Return the page with its outcome if the stored capture of its bytes needs no new reading; None otherwise."""
    if earlier is None or _must_be_read(page, earlier, run):
        return None
    return end_page(page, STAGE, _known_outcome(earlier, run, "same_bytes"), earlier.version_id)


def _must_be_read(page: CapturedPage, earlier: KnownCapture, run: Run) -> bool:
    if page.seen_at < earlier.first_seen_at:
        return True  # an older capture than the known capture may change the version's metadata
    is_stale = earlier.made_by != (run.stamp.extractor_version, run.stamp.reader_version)
    return earlier.run_id != run.run_id and (earlier.outcome == OutcomeKind.FAILED or is_stale)


def _known_outcome(earlier: KnownCapture, run: Run, reason: str) -> Outcome:
    """Return the outcome of a page whose bytes have been read. `reason` is for bytes of an earlier run."""
    if earlier.run_id == run.run_id:
        return Outcome(OutcomeKind.DUPLICATE, "same_bytes", "the same page came earlier in this run")
    return Outcome(OutcomeKind.UNCHANGED, reason, f"an earlier run found: {earlier.outcome}, {earlier.reason}")


def _fetched(fetched: Fetched, run: Run) -> CapturedPage | EndedPage:
    """Return the page of a fetched URL. An unchanged page is a new sighting of its known capture."""
    match fetched.result:
        case EarlierOutcome() as earlier:
            detail = f"an earlier run of this backfill has done this URL: {earlier.outcome}, {earlier.reason}"
            outcome = Outcome(OutcomeKind.UNCHANGED, "had_before", detail)
            seen_at, capture_id, version_id = earlier.seen_at or fetched.at, earlier.capture_id, earlier.version_id
        case KnownPage() as page:
            outcome = _known_outcome(page.capture, run, "not_modified")
            seen_at, capture_id, version_id = fetched.at, page.capture_id, page.capture.version_id
        case result:
            return _captured(fetched.number, fetched.source, result, run)
    return EndedPage(fetched.number, fetched.source, seen_at, outcome, STAGE, capture_id, version_id)


def _end_repeated(pages: CapturedPages) -> CapturedPages:
    """End an unchanged page that appears again in the chunk as a duplicate."""
    seen: set[str] = set()

    def judge(page: CapturedPage | EndedPage) -> CapturedPage | EndedPage:
        if isinstance(page, CapturedPage) or page.capture_id is None:
            return page
        if page.capture_id in seen:
            detail = "the same page came earlier in this run"
            return replace(page, outcome=Outcome(OutcomeKind.DUPLICATE, "same_bytes", detail))
        seen.add(page.capture_id)
        return page

    return [judge(page) for page in pages]


def _ended_in_source(number: int, source: EndedInput, run: Run) -> EndedPage:
    """Return the page of an input that ended at discovery. An input that the archive saw again has its capture."""
    if source.sighting is None:
        return EndedPage(number, source, run.started_at, source.outcome, "source")
    sighting = source.sighting
    return EndedPage(number, source, sighting.seen_at, source.outcome, "source", sighting.capture_id)


def _captured(
    number: int, source: Input, capture: Capture | Rejection | Failure, run: Run
) -> CapturedPage | EndedPage:
    if not isinstance(capture, Capture):
        return EndedPage(number, source, run.started_at, problem_outcome(capture), STAGE)
    if (rejection := _refused(source, capture, run)) is not None:
        return EndedPage(number, source, run.started_at, problem_outcome(rejection), STAGE)
    # Without a capture time only the order of the inputs can tell which of two versions in a folder is the later.
    seen_at = capture.fetched_at or run.started_at + timedelta(microseconds=number)
    kind = content_kind(capture.body, capture.media_type)
    if isinstance(source, ArchivedInput):
        return CapturedPage(number, source, source.archived.seen_at, capture, kind, source.archived.place)
    return CapturedPage(number, source, seen_at, capture, kind)


def _refused(source: Input, capture: Capture, run: Run) -> Rejection | None:
    """Return the rejection of a capture that is not a page to extract; None for a page."""
    if len(capture.body) > run.settings.limits.max_bytes + 1:
        detail = f"the page has {len(capture.body):,} bytes; the limit is {run.settings.limits.max_bytes:,}"
        return Rejection("too_big", detail)
    # Only the user's times can be wrong, and a run may fetch for days.
    is_from_user = not isinstance(source, AddressInput)
    if is_from_user and capture.fetched_at and capture.fetched_at > run.started_at + timedelta(days=1):
        return Rejection("future_capture", f"the capture time {capture.fetched_at.isoformat()} is after this run")
    if isinstance(source, AddressInput) and (listing := unmistakable_kind(capture.body[:LOOK])):
        name = listing.name
        detail = f"the content is a {name}; to ingest the listed pages: hearsay ingest --as {name} {source.address}"
        return Rejection("wrong_type", detail)
    return None
