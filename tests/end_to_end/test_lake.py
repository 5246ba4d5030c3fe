"""Commands on a lake, as users run them: four machines at once, every command, and no password in what they write."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from hearsay.warehouse.connection import open_for_reading
from tests.end_to_end.conftest import ONE_WORKER
from tests.made_news import news_page, write_news
from tests.postgres import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.heavy, pytest.mark.timeout(1800)]

PAGES, COPIES, WRITERS = 12, 4, 4
IDS = {
    "captures": "capture_id",
    "articles": "version_id",
    "mentions": "mention_id",
    "claims": "claim_id",
    "entities": "entity_id",
}


@pytest.fixture
def lake(hearsay, postgres):
    """The address of a lake that does not exist yet, in the settings, and the password in the environment."""
    made = postgres.new_lake(hearsay.folder)
    (hearsay.folder / "hearsay.toml").write_text(
        f"warehouse = {json.dumps(str(made))}\n{ONE_WORKER}chunk_pages = 3\n"
    )
    paths = [hearsay.environment.get("PYTHONPATH", ""), os.environ.get("PYTHONPATH", "")]
    hearsay.environment.update(PGPASSWORD=PASSWORD, PYTHONPATH=os.pathsep.join(filter(None, paths)))
    hearsay.environment["XDG_CACHE_HOME"] = str(hearsay.folder / "cache")
    yield made
    postgres.drop(made)


def ids(location):
    with open_for_reading(location) as connection:
        return {
            table: connection.execute(f"SELECT DISTINCT {column} FROM {table} ORDER BY 1").fetchall()
            for table, column in IDS.items()
        }


def assert_no_password(hearsay, texts):
    """Fail if a text, or a file that a command wrote, holds the password."""
    assert not [text for text in texts if PASSWORD in text]
    homes = (Path(hearsay.environment["PREFECT_HOME"]), hearsay.folder)
    written = [file for home in homes for file in home.rglob("*") if file.is_file()]
    assert not [file for file in written if PASSWORD.encode() in file.read_bytes()]


def links(location):
    """Return what gathering makes of the pages in any order: copies, repeated claims, articles without a story."""
    with open_for_reading(location) as connection:
        copies = connection.execute(
            "SELECT version_id FROM articles WHERE copy_of IS NOT NULL AND domain LIKE 'gull-%'"
        ).fetchall()
        groups = connection.execute(
            "SELECT list(DISTINCT claim_id) FROM claims WHERE contains(content_text, 'Nobody will pay more') "
            "GROUP BY claim_group_id"
        ).fetchall()
        alone = connection.execute("SELECT version_id FROM articles WHERE story_id IS NULL").fetchall()
    return set(copies), {frozenset(ids) for (ids,) in groups}, alone


def write_pages(folder):
    """Write pages that repeat claims, and copies of some of them at other outlets."""
    write_news(folder, PAGES - COPIES)
    for number in range(COPIES):
        text = news_page(number).replace("www.pelican-", "www.gull-").replace("T08:30", "T15:00")
        (folder / f"copy-{number:04}.html").write_text(text, encoding="utf-8")


def test_four_machines_fill_a_lake(hearsay, lake):
    """What four writers publish and gather at once equals a file of one process, and none writes the password."""
    write_pages(hearsay.folder / "pages")
    files = sorted((hearsay.folder / "pages").iterdir())
    parts = [[str(file) for file in files[place::WRITERS]] for place in range(WRITERS)]
    runs = [
        hearsay.start("ingest", *part, "--json", stdout=subprocess.PIPE, stderr=subprocess.PIPE) for part in parts
    ]
    texts = []
    for run in runs:
        out, err = run.communicate(timeout=600)
        assert run.returncode == 0, (out, err)
        assert json.loads(out)["inputs"]["loaded"] == PAGES / WRITERS
        texts += [out.decode(), err.decode()]

    alone = hearsay("--warehouse", "alone.duckdb", "ingest", "pages", timeout=400)
    assert alone.code == 0, alone.err
    assert ids(lake) == ids(hearsay.folder / "alone.duckdb")
    copies, groups, alone = links(lake)
    assert len(copies) == COPIES
    assert any(len(claims) > 1 for claims in groups), "no claim was repeated"
    assert alone == [], "an article was not gathered"
    assert (copies, groups, alone) == links(hearsay.folder / "alone.duckdb")
    assert hearsay("doctor").code == 0
    assert_no_password(hearsay, texts)
    assert (lake.data.parent / f"{lake.data.name}-archive").is_dir(), "the machines share the archive"


def test_every_command_works_on_a_lake(hearsay, lake):
    """No command asks which kind of warehouse it has."""
    write_news(hearsay.folder / "pages", 3)
    made = hearsay("ingest", "pages", "--json", timeout=400)
    assert made.json["inputs"]["loaded"] == 3, made.err
    texts = [made.out, made.err]
    again = hearsay("ingest", "pages", "--json", timeout=400)
    assert again.json["inputs"]["unchanged"] == 3, again.err
    commands = (
        ("doctor",),
        ("query", "SELECT count(*) AS n FROM who_said_what"),
        ("report", "--out", "report.html"),
        ("quarantine", "list"),
        ("entities", "list"),
        ("knowledge", "list"),
        ("export", "out"),
        ("tidy",),
        ("copy", str(lake), "back.duckdb"),
        ("rebuild",),
        ("doctor",),
    )
    for command in commands:
        ended = hearsay(*command, timeout=400)
        assert ended.code == 0, (command, ended.out, ended.err)
        texts += [ended.out, ended.err]
    assert ids(hearsay.folder / "back.duckdb") == ids(lake)
    shown = hearsay("show", ids(lake)["articles"][0][0])
    assert shown.code == 0, shown.err
    assert_no_password(hearsay, texts)
