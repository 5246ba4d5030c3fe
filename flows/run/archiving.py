"""Archiving of a chunk's captures, before their articles are extracted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from hearsay.flows.run.progress import print_note
from hearsay.flows.run.run import Run, code_version
from hearsay.pipelines.archive import Archive, Sight, open_archive
from hearsay.pipelines.fetch.credentials import without_credentials
from hearsay.pipelines.records import ArchivedInput, Capture, EndedInput, Failure, Input, Outcome, OutcomeKind, Page


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


def archive_pages(pages: list[Page], archive: Archive | None, run: Run) -> list[Page]:
    """Write each new capture to the archive once, and record each later sighting of a capture.

    Returns:
        The pages, with the place of their capture in the archive. A page whose capture cannot be archived is
        failed, `not_archived`, and is not extracted.
    """
    if archive is None:
        return pages
    captured = [
        (at, page)
        for at, page in enumerate(pages)
        if page.capture_id is not None and not _is_from_archive(page.input)
    ]
    places = archive.keep(_sight(page, run) for _, page in captured)
    archived = list(pages)
    for (at, page), place in zip(captured, places, strict=True):
        archived[at] = _not_archived(page, place) if isinstance(place, Failure) else replace(page, place=place)
    return archived


def _is_from_archive(source: Input) -> bool:
    return isinstance(source, ArchivedInput) or (isinstance(source, EndedInput) and source.sighting is not None)


def _sight(page: Page, run: Run) -> Sight:
    return Sight(
        capture_id=page.capture_id or "",
        seen_at=page.seen_at,
        capture=_without_credentials(page.capture),
        is_cut=page.capture is not None and len(page.capture.body) > run.settings.limits.max_bytes,
        may_be_kept=page.input.hints.may_be_archived,
        listing=page.input.hints.listing,
    )


def _without_credentials(capture: Capture | None) -> Capture | None:
    return capture and replace(capture, given=without_credentials(capture.given))


def _not_archived(page: Page, problem: Failure) -> Page:
    return replace(
        page,
        capture=None,
        known_capture_id=None,
        version_id=None,
        outcome=Outcome(OutcomeKind.FAILED, problem.reason, problem.detail),
    )
