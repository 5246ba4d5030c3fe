"""A warehouse made anew from its archive, over the spine itself in this process, without Prefect's server."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hearsay.flows.config.settings import RunLimits, Settings, settings_json
from hearsay.flows.run import chunks, resources
from hearsay.flows.run import rebuild as rebuilding
from hearsay.flows.run.archiving import run_archive
from hearsay.flows.run.chunks import gather_chunk_task, ingest_chunk
from hearsay.flows.run.fetching import Fetching
from hearsay.flows.run.gathering import gather_chunk
from hearsay.flows.run.lifecycle import open_run, read_receipt
from hearsay.flows.run.pool import Processes
from hearsay.flows.run.progress import _Silent
from hearsay.flows.run.rebuild import rebuild
from hearsay.flows.run.resources import Resources
from hearsay.pipelines.inputs import BytesInput, FileInput, Hints, Listing
from hearsay.pipelines.records import Published
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.location import sibling
from hearsay.warehouse.schema import TABLES
from hearsay.warehouse.snapshot import snapshot_folder
from tests.integration.conftest import KINDS
from tests.made_news import write_news
from tests.made_runs import InProcess

CLOCKS = {"run_id", "loaded_at", "closed_at", "quarantined_at", "released_at", "quarantine_id", "row_json"}
"""Columns that tell of the run and of when a row was written, and not of the page."""
OF_RUNS = {"runs", "inputs", "checks", "schema_migrations"}
SETTINGS = Settings(limits=RunLimits(chunk_pages=4))
AT = datetime(2026, 3, 1, tzinfo=UTC)
SILENT = (
    "The ferry to the island will sail again from April, the harbour master said, after two winters without a ship.",
    "“We have waited long enough,” said the mayor, who had asked the ministry for money three times since the storm.",
    "The fare is to stay as it was, and a second ship is to follow when the quay has been made longer next year.",
)
"""A page without a title and without a date."""


PROCESSES = Processes(InProcess(), InProcess(), InProcess())


def take_in(warehouse, *inputs, settings=SETTINGS):
    """One run of the spine over these inputs; the ledger's outcomes."""
    with open_run([], str(warehouse), settings, "command") as run, run_archive(run) as archive:
        numbered = list(enumerate(inputs, start=1))
        for start in range(0, len(numbered), 4):
            chunk = numbered[start : start + 4]
            published = ingest_chunk.fn(chunk, Fetching(None), run, Resources(PROCESSES, _Silent(), archive))
            gather_chunk(published, run, PROCESSES.audit)
    return read_receipt(run).summary


ON_BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
"""Tests that run on a lake too. Each takes a run or two, and most of them are about the archive."""


@pytest.fixture
def kind(request):
    """A file, unless a test says otherwise."""
    return getattr(request, "param", "file")


@pytest.fixture
def remake(monkeypatch):
    """The rebuild flow by itself."""

    @contextmanager
    def inline(_limits):
        yield PROCESSES

    monkeypatch.setattr(resources, "run_processes", inline)
    monkeypatch.setattr(rebuilding, "save_artifacts", lambda _receipt: None)
    monkeypatch.setattr(chunks, "ingest_chunk", ingest_chunk.fn)
    monkeypatch.setattr(chunks, "gather_chunk_task", gather_chunk_task.fn)

    def made(warehouse, archive, against=None):
        return rebuild.fn(str(warehouse), str(archive), settings_json(SETTINGS), against and str(against))

    return made


def rows(path, table):
    columns = ", ".join(f'"{column.name}"' for column in TABLES[table].columns if column.name not in CLOCKS)
    with open_for_reading(path) as connection:
        return connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()


def assert_equal(one, other):
    for table in TABLES.keys() - OF_RUNS:
        assert rows(one, table) == rows(other, table), table


@pytest.fixture
def pages(tmp_path):
    """Pages of every way in: files, rows with and without an address, twice the same, and what is no article."""
    write_news(tmp_path / "pages", 5)
    files = sorted((tmp_path / "pages").iterdir())
    html = files[0].read_bytes()
    url = "https://wire.example/story"
    return [
        *(FileInput(file.name, str(file)) for file in files),
        BytesInput("dump:1", html.replace(b"said", b"argued"), Hints(captured_at=AT, media_type="text/html")),
        BytesInput(
            "dump:2", html, Hints(url=url, captured_at=AT, http_status=200, media_type="text/html; charset=x")
        ),
        BytesInput("dump:3", html, Hints(url=url, captured_at=AT + timedelta(days=1))),
        BytesInput("dump:4", b""),
        BytesInput("dump:5", b"%PDF-1.4 \x00\x01", Hints(media_type="application/pdf")),
        BytesInput("dump:6", b"x" * 6_000_000),
    ]


@ON_BOTH
def test_a_warehouse_made_anew_equals_the_first_table_by_table(new_location, pages, remake):
    """But for run ids and clocks of loading: this is what an archive is for."""
    first, new = new_location("first"), new_location("new")
    told = take_in(first, *pages)
    assert told.inputs["loaded"] >= 6
    assert (told.inputs["rejected"], told.inputs["duplicate"]) == (3, 1)
    dumped = pages[6]
    later = replace(dumped, given="again", hints=replace(dumped.hints, captured_at=AT + timedelta(days=9)))
    assert take_in(first, later).inputs["unchanged"] == 1
    rebuilt = remake(new, sibling(first, "-archive"))
    assert_equal(first, new)
    assert rebuilt.comparison is None
    assert rebuilt.missing == []
    assert rebuilt.exit_code == 0
    assert not snapshot_folder(new).exists()
    assert "set archive.folder" in rebuilt.as_text()


def test_a_corrupt_record_is_named_and_costs_no_other_page(new_location, tmp_path, remake):
    """A bit that flips on a disk is found years later, by a rebuild; ingest goes on as if nothing were."""
    write_news(tmp_path / "pages", 4)
    inputs = [FileInput(file.name, str(file)) for file in sorted((tmp_path / "pages").iterdir())]
    first, new = new_location("first"), new_location("new")
    take_in(first, *inputs[:3])
    (archive,) = sibling(first, "-archive").glob("*.warc.gz")
    with open_for_writing(first) as connection:
        offsets = [row[0] for row in connection.execute("SELECT archive_offset FROM captures ORDER BY 1").fetchall()]
    stored = bytearray(archive.read_bytes())
    stored[offsets[1] + 700] ^= 0xFF
    archive.write_bytes(stored)
    rebuilt = remake(new, sibling(first, "-archive"))
    assert rebuilt.exit_code == 1
    assert rebuilt.receipt.summary.inputs["loaded"] == 2
    (problem,) = rebuilt.receipt.summary.problems
    assert (problem.outcome, problem.reason) == ("failed", "damaged_record")
    assert archive.name in problem.given
    assert f"{offsets[1]:,}" in f"{problem.given} {problem.detail}" or str(offsets[1]) in problem.given
    told = take_in(first, *inputs)
    assert (told.inputs["unchanged"], told.inputs["loaded"]) == (3, 1)
    healed = take_in(new, *inputs)
    assert (healed.inputs["unchanged"], healed.inputs["loaded"]) == (2, 2)


def test_what_a_feed_said_of_a_page_is_there_for_the_rebuild(new_location, pages, remake):
    """The page itself is silent, and the feed is long gone when the warehouse is made anew."""
    first, new = new_location("first"), new_location("new")
    paragraphs = "".join(f"<p>{line}</p>" for line in SILENT)
    at = datetime(2026, 2, 27, 8, 30, tzinfo=timezone(timedelta(hours=1)))
    hints = Hints(
        url="https://wire.example/silent",
        captured_at=AT,
        media_type="text/html",
        listing=Listing("Ferry to sail again", Published(at, "feed", "second", "Fri, 27 Feb 2026 08:30 +0100")),
    )
    listed = BytesInput("dump:9", f"<html><body><article>{paragraphs}</article></body></html>".encode(), hints)
    assert take_in(first, listed).inputs["loaded"] == 1
    with open_for_reading(first) as connection:
        found = connection.execute("SELECT title, published_at, published_basis FROM articles").fetchone()
    assert found == ("Ferry to sail again", at, "feed")
    remake(new, sibling(first, "-archive"))
    assert_equal(first, new)


def test_what_may_not_be_kept_is_named_as_not_rebuilt(new_location, pages, remake):
    """From the archive alone, where its hash is, and beside a warehouse that has its row."""
    first = new_location("first")
    take_in(first, pages[0], replace(pages[1], hints=Hints(may_be_archived=False)))
    assert [row[-2] is None for row in rows(first, "captures")].count(True) == 1
    for warehouse in (new_location("new"), first):
        rebuilt = remake(warehouse, sibling(first, "-archive"))
        assert [(one.name, one.why) for one in rebuilt.missing] == [
            (pages[1].given, "not in the archive: archiving was off")
        ]
        assert pages[1].given in rebuilt.as_text()


def test_without_an_archive_the_hash_stays(new_location, pages):
    """--no-archive: no folder, NULL for the place, the row all the same."""
    settings = Settings(archive=type(SETTINGS.archive)(enabled=False))
    path = new_location()
    take_in(path, pages[0], settings=settings)
    (capture,) = rows(path, "captures")
    assert capture[-2:] == (None, None)
    assert len(capture[1]) == 64
    assert not sibling(path, "-archive").exists()
    take_in(path, pages[0])
    (capture,) = rows(path, "captures")
    assert capture[-2].endswith(".warc.gz"), "known bytes are archived once archiving is on"


def test_a_warehouse_of_before_is_brought_up_to_date_and_the_report_says_how(new_location, pages, remake):
    """The warehouse is made one of an older reader; what was done to it is what the report tells."""
    path = new_location("first")
    take_in(path, *pages[:3])
    with open_for_writing(path) as connection:
        ((version, claims),) = connection.execute(
            "SELECT version_id, count(*) FROM claims GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
        ).fetchall()
        assert claims >= 2
        connection.execute(f"UPDATE facts.articles SET authors = ['Nobody Here'] WHERE version_id = '{version}'")
        connection.execute(
            "UPDATE facts.claims SET content_text = 'what nobody said' WHERE claim_id = "
            f"(SELECT min(claim_id) FROM claims WHERE version_id = '{version}')"
        )
        connection.execute("UPDATE facts.articles SET reader_version = 'old'")
        connection.execute("UPDATE facts.readings SET reader_version = 'old'")
        connection.execute("UPDATE facts.claims SET claim_id = 'old' || claim_id")
    rebuilt = remake(path, sibling(path, "-archive"))
    told = rebuilt.comparison
    assert told.articles["authors_changed"] == 1
    assert (told.articles["before"], told.articles["now"], told.articles["the_same"]) == (3, 3, 2)
    assert (told.claims["gone"], told.claims["new"], told.claims["judged anew"]) == (1, 1, 0)
    (changed,) = told.changed
    assert changed["version_id"] == version
    assert changed["authors"]["old"] == ["Nobody Here"]
    assert [claim["content_text"] for claim in changed["examples"]["gone"]] == ["what nobody said"]
    assert "Nobody Here" in rebuilt.as_text()
    with open_for_reading(path) as connection:
        assert connection.execute(
            "SELECT count(*) FILTER (WHERE reader_version = 'old'), "
            "count(*) FILTER (WHERE reader_version <> 'old') > 2 "
            "FROM claims WHERE closed_at IS NULL"
        ).fetchone() == (0, True)


def test_an_article_that_is_found_elsewhere_now_does_not_stand_twice(new_location, pages, remake):
    """Its old version keeps its rows, not current and with its claims closed."""
    path = new_location("first")
    take_in(path, pages[0])
    with open_for_writing(path) as connection:
        for table in ("articles", "captures"):
            connection.execute(f"UPDATE facts.{table} SET version_id = 'old' || version_id")
        connection.execute("UPDATE facts.articles SET article_id = 'elsewhere'")
        connection.execute("UPDATE facts.claims SET claim_id = 'old' || claim_id")
    rebuilt = remake(path, sibling(path, "-archive"))
    assert rebuilt.retired == 1
    with open_for_reading(path) as connection:
        assert connection.execute("SELECT count(*) FROM articles WHERE is_current").fetchone() == (1,)
        assert connection.execute(
            "SELECT DISTINCT closed_reason FROM claims WHERE version_id LIKE 'old%'"
        ).fetchall() == [("not found again",)]


@ON_BOTH
def test_a_rebuild_that_broke_off_is_gone_on_with(new_location, pages, remake, monkeypatch):
    """What is done is not done again, and the report tells of the whole."""
    first, new = new_location("first"), new_location("new")
    take_in(first, *pages)
    done: list[object] = []

    class KilledError(BaseException):
        pass

    def one_chunk(*arguments):
        if done:
            raise KilledError
        done.append(arguments)
        return ingest_chunk.fn(*arguments)

    monkeypatch.setattr(chunks, "ingest_chunk", one_chunk)
    with pytest.raises(KilledError):
        remake(new, sibling(first, "-archive"), first)
    assert snapshot_folder(new).is_dir()
    monkeypatch.setattr(chunks, "ingest_chunk", ingest_chunk.fn)
    rebuilt = remake(new, sibling(first, "-archive"), first)
    inputs = rebuilt.receipt.summary.inputs
    assert inputs["unchanged"] == 4
    assert inputs["loaded"] >= 2
    assert rebuilt.comparison.articles["before"] == rebuilt.comparison.articles["the_same"]
    assert rebuilt.comparison.changed == []
    assert_equal(first, new)
