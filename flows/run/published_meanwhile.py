"""Pages that an earlier chunk of the run published after their own chunk was prepared."""

from collections.abc import Mapping
from dataclasses import replace

from hearsay.flows.run.active_run import Run
from hearsay.flows.run.capturing import STAGE as CAPTURE
from hearsay.flows.run.capturing import end_known_bytes, stored_captures
from hearsay.flows.run.page_states import ReadPages, unended
from hearsay.flows.run.stages import end_known_text, stored_versions
from hearsay.pipelines.pages import EndedPage, ReadPage
from hearsay.warehouse.lookup import KnownCapture, KnownVersion


def set_aside_published(pages: ReadPages, run: Run) -> ReadPages:
    """End pages whose bytes or text were published after their chunk was prepared, by an earlier chunk of the run."""
    worked = [page.captured for page in pages if page.captured is not None and not _ended_before_work(page)]
    read = unended(pages)
    captures = stored_captures([page.capture.capture_id for page in worked], run) if worked else {}
    versions = stored_versions([page.version_id for page in read], run) if read else {}
    return [page if _ended_before_work(page) else _settled(page, captures, versions, run) for page in pages]


def _ended_before_work(page: ReadPage | EndedPage) -> bool:
    return isinstance(page, EndedPage) and (page.captured is None or page.stage == CAPTURE)


def _settled(
    page: ReadPage | EndedPage,
    captures: Mapping[str, KnownCapture],
    versions: Mapping[str, KnownVersion],
    run: Run,
) -> ReadPage | EndedPage:
    captured = page.captured
    if captured is None:
        return page
    if (ended := end_known_bytes(captured, captures.get(captured.capture.capture_id), run)) is not None:
        return replace(ended, seconds=captured.seconds)
    if isinstance(page, EndedPage):
        return page
    return end_known_text(page, versions.get(page.version_id), run) or page
