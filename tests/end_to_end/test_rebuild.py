"""Rebuilds as a user runs them: a new warehouse from the archive, and an update of an old warehouse."""

import contextlib
import json
import subprocess
import time
from datetime import UTC, datetime

import duckdb
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from hearsay.warehouse.schema import TABLES
from tests.end_to_end.conftest import ONE_WORKER, SAMPLES
from tests.made_news import write_news

pytestmark = [pytest.mark.slow, pytest.mark.heavy]

CLOCKS = {"run_id", "loaded_at", "closed_at", "quarantined_at", "released_at", "quarantine_id", "row_json"}
"""Columns that tell of the run and of when a row was written, and not of the page."""
OF_RUNS = {"runs", "inputs", "checks", "schema_migrations"}
PAGE = (SAMPLES / "harbour-post" / "2026-03-14-port-strike.html").read_bytes()


def rows(path, table):
    """Return the rows of a table in the order of their keys, without the columns of the run."""
    columns = ", ".join(f'"{column.name}"' for column in TABLES[table].columns if column.name not in CLOCKS)
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()


def assert_equal(one, other, but=frozenset()):
    for table in TABLES.keys() - OF_RUNS - but:
        assert rows(one, table) == rows(other, table), table


@pytest.fixture(scope="module")
def server():
    """Serve a moved page, an unchanged page and a corrected page."""
    with HTTPServer(host="127.0.0.1") as server:

        def page(request):
            if request.headers.get("If-None-Match") == '"one"':
                return Response(status=304)
            return Response(PAGE, headers={"ETag": '"one"', "Content-Type": "text/html; charset=utf-8"})

        answers = [PAGE.replace(b"port", b"harbour"), PAGE.replace(b"port", b"quay")]
        server.expect_request("/robots.txt").respond_with_data("")
        server.expect_request("/page").respond_with_handler(page)
        server.expect_request("/moved").respond_with_response(Response(status=301, headers={"Location": "/other"}))
        server.expect_request("/other").respond_with_handler(lambda _: Response(answers.pop(0)))
        yield server


@pytest.fixture(scope="module")
def first(shared_hearsay, server):
    """Ingest twice through every kind of source; the bytes of one source may not be stored."""
    folder = shared_hearsay.folder
    (folder / "kept-out").mkdir()
    page = (SAMPLES / "osmere-ledger/2026-03-21-flood-maps.html").read_bytes()
    (folder / "kept-out" / "page.html").write_bytes(page.replace(b"flood", b"water"))
    (folder / "hearsay.toml").write_text(
        "[fetch]\nallow_private = true\ngap_seconds = 0.0\n"
        '[[sources]]\nname = "secret"\nat = "kept-out"\narchive = false\n'
    )
    lines = [
        {"url": "https://wire.example/1", "html": PAGE.decode().replace("port", "haven"), "fetched_at": "2026-03-14"},
        {"text": (SAMPLES / "meridian-now/cruise-tax-capture.txt").read_text(encoding="utf-8")},
        {"html": ""},
        {"html": "<p>" + "x" * 5_000_001},
    ]
    (folder / "dump.jsonl").write_text("\n".join(map(json.dumps, lines)))
    given = [str(SAMPLES), "dump.jsonl", "secret", server.url_for("/page"), server.url_for("/moved")]
    ended = [shared_hearsay("ingest", *given, "--json") for _ in range(2)]
    assert [one.code for one in ended] == [0, 0], ended
    assert ended[0].err == ""
    assert ended[1].json["inputs"]["loaded"] == 1
    return ended


def test_every_capture_is_in_the_archive_but_those_kept_out(first, shared_hearsay):
    """A page of both runs would otherwise take twice the space."""
    (counts,) = shared_hearsay.rows(
        "SELECT count(*) AS n, count(DISTINCT archive_file || '@' || archive_offset) AS places, "
        "count(*) FILTER (WHERE archive_file IS NULL) AS without FROM captures"
    )
    assert counts["without"] == 1
    assert counts["places"] == counts["n"] - 1
    assert (shared_hearsay.folder / "hearsay-archive").is_dir()


def test_a_warehouse_made_anew_equals_the_first_table_by_table(first, shared_hearsay):
    """The archive replaces a backup only if both warehouses agree."""
    folder = shared_hearsay.folder
    with duckdb.connect(str(folder / "hearsay.duckdb"), read_only=True) as connection:
        (kept_out,) = connection.execute(
            "SELECT capture_id, sha256 FROM captures WHERE archive_file IS NULL"
        ).fetchall()
    ended = shared_hearsay("--warehouse", "new.duckdb", "rebuild", "--from", "hearsay-archive", "--json")
    assert ended.code == 0, ended.err
    assert ended.json["comparison"] is None
    (missing,) = ended.json["not_rebuilt"]
    assert missing["name"] == "kept-out/page.html"
    assert missing["sha256"] == kept_out[1]
    taken = shared_hearsay("--warehouse", "new.duckdb", "ingest", "secret", "--no-archive", "--json")
    assert taken.json["inputs"]["loaded"] == 1
    assert not (folder / "new-archive").exists()
    _forget_first_seen(folder, kept_out[0])
    assert_equal(folder / "hearsay.duckdb", folder / "new.duckdb")
    assert not list(folder.glob("*before-rebuild*"))


def _forget_first_seen(folder, capture_id):
    """Remove the first sighting of the separately ingested page, and of the entities that only this page names."""
    for name in ("hearsay.duckdb", "new.duckdb"):
        with duckdb.connect(str(folder / name)) as connection:
            of_page = f"capture_id = '{capture_id}'"
            numbers = {
                "capture": f"SELECT capture_number FROM captures WHERE {of_page}",
                "article": f"SELECT version_number FROM articles WHERE {of_page}",
                "entity": "SELECT entity_number FROM entities JOIN mentions USING (entity_id) "
                f"JOIN articles USING (version_id) WHERE {of_page}",
            }
            tables = {"capture": "captures", "article": "articles", "entity": "entities"}
            for kind, rows in numbers.items():
                number = rows.split()[1]
                for table in (f"facts.{tables[kind]}", f"facts.{kind}_sightings"):
                    connection.execute(
                        f"UPDATE {table} SET first_seen_at = TIMESTAMPTZ '2026-01-01', "
                        f"last_seen_at = TIMESTAMPTZ '2026-01-01' WHERE {number} IN ({rows})"
                    )


def test_a_warehouse_of_before_is_brought_up_to_date_and_told_what_changed(first, shared_hearsay):
    """The report must name each change that an older extractor and reader left behind."""
    path = shared_hearsay.folder / "hearsay.duckdb"
    with duckdb.connect(str(path)) as connection:
        of_page = (
            "version_id = (SELECT version_id FROM articles WHERE url LIKE '%tarnhead%' OR title ILIKE '%tarnhead%')"
        )
        ((version, claims),) = connection.execute(
            f"SELECT version_id, count(*) FROM claims WHERE {of_page} GROUP BY 1"
        ).fetchall()
        assert claims >= 3
        first_two = f"(SELECT claim_id FROM claims WHERE version_id = '{version}' ORDER BY claim_id LIMIT 2)"
        connection.execute(f"UPDATE facts.articles SET authors = ['Nobody Here'] WHERE version_id = '{version}'")
        connection.execute(f"UPDATE facts.claims SET content_text = 'what nobody said' WHERE claim_id IN {first_two}")
        connection.execute(
            f"UPDATE facts.claims SET certainty = 'U' WHERE claim_id = (SELECT max(claim_id) FROM claims "
            f"WHERE version_id = '{version}')"
        )
        connection.execute("UPDATE facts.articles SET reader_version = 'old'")
        connection.execute("UPDATE facts.readings SET reader_version = 'old'")
        connection.execute("UPDATE facts.claims SET claim_id = 'old' || claim_id, parent_claim_id = NULL")
    ended = shared_hearsay("rebuild", "--json")
    assert ended.code == 0, ended.err
    told = ended.json["comparison"]
    assert told["articles"]["authors_changed"] == 1
    assert told["articles"]["text_changed"] == told["articles"]["no_longer"] == told["articles"]["new"] == 0
    assert (told["claims"]["gone"], told["claims"]["new"]) == (2, 2)
    (changed,) = [article for article in told["changed"] if article["version_id"] == version]
    assert changed["authors"]["old"] == ["Nobody Here"]
    assert [claim["content_text"] for claim in changed["examples"]["gone"]] == ["what nobody said"] * 2
    assert changed["claims"]["gone"] == changed["claims"]["new"] == 2
    assert [missing["name"] for missing in ended.json["not_rebuilt"]] == ["kept-out/page.html"]
    (counts,) = shared_hearsay.rows(
        "SELECT count(*) FILTER (WHERE reader_version = 'old' AND closed_at IS NULL) AS old_open, "
        "count(*) FILTER (WHERE reader_version <> 'old' AND closed_at IS NULL) > 100 AS new_open FROM claims "
        "WHERE version_id NOT IN (SELECT version_id FROM captures WHERE archive_file IS NULL)"
    )
    assert counts == {"old_open": 0, "new_open": True}


def test_a_killed_run_and_a_killed_rebuild_are_finished(hearsay):
    """Published pages stay, and the next run does the others, so that two runs give the warehouse of one run.

    Each page is archived once, and a rebuild in two parts gives the first warehouse again.
    """
    write_news(hearsay.folder / "pages", 12)
    (hearsay.folder / "hearsay.toml").write_text(f"{ONE_WORKER}chunk_pages = 4\n")
    ingest = ("ingest", "pages", "--captured-at", datetime(2026, 3, 31, 12, tzinfo=UTC).isoformat())
    _kill_when(hearsay, "hearsay.duckdb", 4, *ingest)
    for warehouse in ("hearsay.duckdb", "whole.duckdb"):
        ended = hearsay("--warehouse", warehouse, *ingest)
        assert ended.code == 0, ended.err
    # A capture's place is in the archive of its own warehouse.
    assert_equal(hearsay.folder / "hearsay.duckdb", hearsay.folder / "whole.duckdb", but={"captures"})
    (counts,) = hearsay.rows(
        "SELECT count(*) AS n, count(DISTINCT archive_offset || archive_file) AS d FROM captures"
    )
    assert counts == {"n": 12, "d": 12}
    rebuild = ("--warehouse", "new.duckdb", "rebuild", "--from", "hearsay-archive")
    _kill_when(hearsay, "new.duckdb", 4, *rebuild)
    ended = hearsay(*rebuild, "--json")
    assert ended.code == 0, ended.err
    inputs = ended.json["inputs"]
    assert inputs["loaded"] + inputs["unchanged"] == 12
    assert inputs["unchanged"] >= 4
    assert_equal(hearsay.folder / "hearsay.duckdb", hearsay.folder / "new.duckdb")


def _kill_when(hearsay, warehouse, articles, *command):
    path = hearsay.folder / warehouse
    victim = hearsay.start(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while victim.poll() is None:
        time.sleep(0.02)
        with contextlib.suppress(duckdb.Error), duckdb.connect(str(path), read_only=True) as connection:
            ((found,),) = connection.execute("SELECT count(*) FROM articles").fetchall()
            if found >= articles:
                victim.kill()
    assert victim.wait() == -9, "it ended before it could be killed"
