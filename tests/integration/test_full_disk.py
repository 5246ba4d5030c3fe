"""Full disks: a small disk is mounted, or the system stops the growth of files."""

import resource

import pytest
from msgspec.structs import replace

from hearsay.errors import WarehouseFullError
from hearsay.flows.config.settings import Archive
from hearsay.flows.run.chunks import fail_chunk
from hearsay.flows.run.lifecycle import break_run, end_run
from hearsay.pipelines.inputs import FileInput
from hearsay.warehouse.connection import open_for_writing
from hearsay.warehouse.publish import start_run
from tests.integration.test_killed_runs import begin, states
from tests.integration.test_publish import counts, publish, run_row
from tests.integration.test_rebuild_flow import SETTINGS, take_in
from tests.made_news import write_news
from tests.made_pages import page
from tests.small_disk import fill, small_disk


@pytest.fixture
def no_growth():
    """Forbid this process files beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_chunk_that_finds_no_room_is_not_published_at_all(warehouse, no_growth):
    """A half-published chunk would be inconsistent; the message needs the next action."""
    publish(warehouse, [page()])
    with open_for_writing(warehouse) as connection:
        start_run(connection, run_row("run-2", "hand-made"))
    before = counts(warehouse)
    no_growth(2000)
    with pytest.raises(WarehouseFullError, match="make room") as caught:
        publish(warehouse, [page(2, url="https://harbour.example/2")], run="run-2")
    assert caught.value.exit_code == 1
    no_growth(resource.RLIM_INFINITY)
    assert counts(warehouse) == before
    publish(warehouse, [page(2, url="https://harbour.example/2")], run="run-2")
    assert counts(warehouse)["articles"] == before["articles"] + 1


def test_a_run_that_cannot_write_its_end_leaves_the_reason_for_the_next(warehouse, no_growth):
    """The row says running, and the terminal with the reason may be closed."""
    run = begin(warehouse)
    no_growth(4096)  # a lock has its room from the start
    error = WarehouseFullError("there is no room for “it”" + "…" * 2000)
    with pytest.raises(WarehouseFullError):
        fail_chunk([(1, FileInput("a.html", "a.html"))], error, run)
    break_run(run, error)
    no_growth(resource.RLIM_INFINITY)
    assert states(warehouse)[run.run_id] == ("running", None)
    end_run(begin(warehouse))
    assert states(warehouse)[run.run_id] == ("failed", "disk_full")


def test_pages_whose_bytes_cannot_be_archived_fail_by_name_and_come_in_later(tmp_path):
    """Rows need archived bytes; with room, the same command ingests the pages."""
    write_news(tmp_path / "pages", 3)
    inputs = [FileInput(file.name, str(file)) for file in sorted((tmp_path / "pages").iterdir())]
    with small_disk(tmp_path / "disk", 1) as disk:
        settings = replace(SETTINGS, archive=Archive(folder=str(disk / "archive")))
        assert take_in(tmp_path / "w.duckdb", inputs[0], settings=settings).inputs["loaded"] == 1
        filled = fill(disk, 0)
        told = take_in(tmp_path / "w.duckdb", *inputs[1:], settings=settings)
        assert told.inputs["failed"] == 2
        assert {problem.reason for problem in told.problems} == {"not_archived"}
        assert "free disk space" in (told.problems[0].detail or "")
        filled.unlink()
        assert take_in(tmp_path / "w.duckdb", *inputs, settings=settings).inputs == {
            "loaded": 2,
            "unchanged": 1,
            "duplicate": 0,
            "rejected": 0,
            "failed": 0,
        }
