"""One writer, any number of readers, and two writers at once: nobody fails because of another."""

import subprocess
import time

import pytest

from tests.end_to_end.conftest import ONE_WORKER, Ended
from tests.made_news import write_news

pytestmark = [pytest.mark.slow, pytest.mark.heavy]


def _ingest(hearsay, *sources):
    return hearsay.start("ingest", *sources, "--json", stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_queries_answer_while_pages_come_in(hearsay):
    """Half a chunk must never be seen, and nobody is told to come back later."""
    write_news(hearsay.folder / "pages", 25)
    (hearsay.folder / "hearsay.toml").write_text(f"{ONE_WORKER}chunk_pages = 5\n")
    writer = _ingest(hearsay, "pages")
    seen = []
    while writer.poll() is None:
        if not (hearsay.folder / "hearsay.duckdb").exists():
            time.sleep(0.1)
            continue
        ended = hearsay("query", "SELECT count(*) AS n FROM articles", "--format", "json")
        assert ended.code == 0, ended.err
        seen.append(ended.json[0]["n"])
    assert writer.wait() == 0, writer.stderr.read()
    assert len(seen) >= 5
    assert seen == sorted(seen)
    assert all(count % 5 == 0 for count in seen), "part of a chunk was seen"
    assert hearsay.rows("SELECT count(*) AS n FROM articles") == [{"n": 25}]


def test_pages_come_in_while_a_query_runs(hearsay):
    """A reader keeps DuckDB's writer out; the writer waits for it."""
    write_news(hearsay.folder / "pages", 4)
    assert hearsay("ingest", "pages/page-0000.html").code == 0
    (hearsay.folder / "hearsay.toml").write_text(ONE_WORKER + "[query]\nseconds = 12\n")
    slow = hearsay.start(
        "query",
        "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    started = time.monotonic()
    run = _ingest(hearsay, "pages")
    time.sleep(2)
    assert slow.poll() is None, "the query ended before the run could meet it"
    out, err = run.communicate(timeout=120)
    ended = Ended(run.returncode, out.decode(), err.decode())
    assert slow.wait() == 2
    assert time.monotonic() - started > 8
    assert ended.code == 0, ended.err
    assert ended.json["inputs"]["loaded"] == 3


@pytest.mark.own_server
def test_two_runs_at_once_share_the_warehouse(hearsay):
    """Both over the same pages: every page is loaded once, and every input of both is in the ledger."""
    write_news(hearsay.folder / "pages", 12)
    (hearsay.folder / "hearsay.toml").write_text(f"{ONE_WORKER}chunk_pages = 4\n")
    both = [_ingest(hearsay, "pages") for _ in range(2)]
    for run in both:
        out, err = run.communicate(timeout=200)
        assert run.returncode == 0, (out, err)
    assert hearsay.rows("SELECT count(*) AS n, count(DISTINCT article_id) AS d FROM articles") == [{"n": 12, "d": 12}]
    assert hearsay.rows("SELECT count(*) AS n FROM inputs GROUP BY run_id") == [{"n": 12}, {"n": 12}]
