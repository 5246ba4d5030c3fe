"""The archiving of a chunk's captures, before anything is made of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from hearsay.flows.run.progress import tell
from hearsay.flows.run.run import Run, code_version
from hearsay.pipelines.archive import Archive, Sight, open_archive
from hearsay.pipelines.fetch import without_credentials
from hearsay.pipelines.records import Capture, Failure, Outcome, OutcomeKind, Page


@contextmanager
def run_archive(run: Run) -> Iterator[Archive | None]:
    """The archive that a run writes to, or None where archiving is off. Raises ArchiveError."""
    wanted = run.settings.archive
    if not wanted.enabled:
        yield None
        return
    with open_archive(
        wanted.folder_of(run.warehouse),
        run_id=run.run_id,
        started_at=run.started_at,
        software=f"hearsay/{code_version()}",
        file_bytes=wanted.file_bytes,
        wait_seconds=run.settings.wait_seconds,
    ) as archive:
        for note in archive.notes:
            tell(f"archive: {note}")
        yield archive


def archive_pages(pages: list[Page], archive: Archive | None, run: Run) -> list[Page]:
    """Every capture into the archive, once, and every later sight of it; pages that are from there know their place.

    A page whose bytes may be kept and cannot be ends as failed, not_archived: nothing is made of it.
    """
    if archive is None:
        return pages
    wanted = [(at, page) for at, page in enumerate(pages) if page.capture_id is not None and not page.input.archived]
    places = archive.keep(_sight(page, run) for _, page in wanted)
    kept = list(pages)
    for (at, page), place in zip(wanted, places, strict=True):
        kept[at] = _not_archived(page, place) if isinstance(place, Failure) else replace(page, place=place)
    return kept


def _sight(page: Page, run: Run) -> Sight:
    return Sight(
        capture_id=page.capture_id or "",
        seen_at=page.seen_at,
        capture=_without_credentials(page.capture),
        is_cut=page.capture is not None and len(page.capture.body) > run.settings.limits.max_bytes,
        may_be_kept=page.input.may_be_archived,
        listing=page.input.listing,
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
