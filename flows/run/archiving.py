"""Archiving of a chunk's captures, before their articles are extracted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from hearsay.flows.run.active_run import Run, code_version
from hearsay.flows.run.page_states import CapturedPages
from hearsay.flows.run.progress import print_note
from hearsay.flows.run.run_log import timed
from hearsay.pipelines.archive import Archive, Sighting, open_archive
from hearsay.pipelines.fetch.credentials import without_credentials
from hearsay.pipelines.inputs import ArchivedInput, EndedInput, Input
from hearsay.pipelines.pages import CapturedPage, EndedPage
from hearsay.pipelines.records import Capture, Failure, Outcome, OutcomeKind


@contextmanager
def run_archive(run: Run) -> Iterator[Archive | None]:
    """Open the archive of a run; give None if archiving is off. Raises ArchiveError."""
    archive_settings = run.settings.archive
    if not archive_settings.enabled:
        yield None
        return
    with open_archive(
        archive_settings.folder_of(run.warehouse),
        run_id=run.run_id,
        started_at=run.started_at,
        software=f"hearsay/{code_version()}",
        file_bytes=archive_settings.file_bytes,
        wait_seconds=run.settings.wait_seconds,
    ) as archive:
        for note in archive.notes:
            print_note(f"archive: {note}")
        yield archive


@timed("archive")
def archive_pages(pages: CapturedPages, archive: Archive | None, run: Run) -> CapturedPages:
    """Write each new capture to the archive once, and record each later sighting of a capture.

    Returns:
        The pages, with the place of their capture in the archive. A page whose capture cannot be archived is
        failed, `not_archived`, and is not extracted.
    """
    if archive is None:
        return pages
    sightings = {at: sighting for at, page in enumerate(pages) if (sighting := _sighting(page, run)) is not None}
    places = archive.keep(sightings.values())
    archived = list(pages)
    for at, place in zip(sightings, places, strict=True):
        page = pages[at]
        archived[at] = _not_archived(page, place) if isinstance(place, Failure) else replace(page, place=place)
    return archived


def _sighting(page: CapturedPage | EndedPage, run: Run) -> Sighting | None:
    """Return the sighting of a page's capture; None for a page without a capture, or with one from the archive."""
    capture = page.capture if isinstance(page, CapturedPage) else None
    capture_id = page.capture.capture_id if isinstance(page, CapturedPage) else page.capture_id
    if capture_id is None or _is_from_archive(page.input):
        return None
    return Sighting(
        capture_id=capture_id,
        seen_at=page.seen_at,
        capture=_without_credentials(capture),
        is_cut=capture is not None and len(capture.body) > run.settings.limits.max_bytes,
        may_be_kept=page.input.hints.may_be_archived,
        listing=page.input.hints.listing,
    )


def _is_from_archive(source: Input) -> bool:
    return isinstance(source, ArchivedInput) or (isinstance(source, EndedInput) and source.sighting is not None)


def _without_credentials(capture: Capture | None) -> Capture | None:
    return capture and replace(capture, given=without_credentials(capture.given))


def _not_archived(page: CapturedPage | EndedPage, problem: Failure) -> EndedPage:
    outcome = Outcome(OutcomeKind.FAILED, problem.reason, problem.detail)
    return EndedPage(page.number, page.input, page.seen_at, outcome, "archive", seconds=page.seconds)
