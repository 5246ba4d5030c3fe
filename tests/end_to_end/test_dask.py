"""Work on a Dask cluster: the rows are those of one process, and a lost worker costs its chunk a retry."""

import json
import re
import shutil
import subprocess
import time

import psutil
import pytest

from tests.compared_tables import different_tables, rows_of
from tests.dask_cluster import dask_cluster, needs_dask, python_path, wait_for_processes_of
from tests.end_to_end.conftest import Hearsay
from tests.made_news import news_page, write_news
from tests.postgres import PASSWORD
from tests.prefect_server import prefect_server

pytestmark = [pytest.mark.slow]

PAGES = 40
CHUNK = 5
INGEST = ("ingest", "pages", "--captured-at", "2026-03-31T12:00Z", "--json")


def write_pages(folder):
    """Write pages, among them some whose bytes, text or address come again in a later chunk, and some bad ones."""
    write_news(folder, PAGES - 6)
    (folder / "page-0012-bytes.html").write_bytes((folder / "page-0001.html").read_bytes())
    (folder / "page-0013-text.html").write_text(news_page(2).replace("<nav>", "<nav><!-- 7 -->"), encoding="utf-8")
    (folder / "page-0014-version.html").write_text(news_page(3).replace("warned", "said again"), encoding="utf-8")
    (folder / "page-0015-empty.html").write_bytes(b"")
    (folder / "page-0016-bad.html").write_bytes(b"%PDF-1.4 \x00\x01")
    (folder / "page-0031-bad.html").write_bytes(b"%PDF-1.4 \x00\x01")


def assert_equal(one, other):
    for table in different_tables(one, other):
        assert rows_of(one, table) == rows_of(other, table), table


@pytest.fixture(scope="module")
def alone(tmp_path_factory, environment):
    """The same pages ingested by one process of this machine; the folder."""
    needs_dask()
    folder = tmp_path_factory.mktemp("alone")
    write_pages(folder / "pages")
    (folder / "hearsay.toml").write_text(f"[limits]\nworkers = 1\nchunk_pages = {CHUNK}\n")
    ended = Hearsay(folder, dict(environment))(*INGEST)
    assert ended.code == 0, ended.err
    assert ended.json["inputs"] == {"loaded": PAGES - 5, "unchanged": 0, "duplicate": 3, "rejected": 2, "failed": 0}
    return folder


@pytest.fixture
def hearsay(tmp_path, environment, alone):
    """Commands in a folder with the same pages, for runs on a cluster."""
    shutil.copytree(alone / "pages", tmp_path / "pages")
    shutil.copy(alone / "hearsay.toml", tmp_path)
    return Hearsay(tmp_path, environment | {"PYTHONPATH": python_path()})


def test_two_workers_give_the_rows_of_one_process(hearsay, alone, tmp_path):
    """Somebody who adds a machine must not get another warehouse. A later run over the same pages adds no row."""
    with dask_cluster(tmp_path) as cluster:
        ended = hearsay(*INGEST, "--dask", cluster.address)
        assert ended.code == 0, ended.err
        assert_equal(alone / "hearsay.duckdb", tmp_path / "hearsay.duckdb")
        again = hearsay(*INGEST, "--dask", cluster.address)
    assert again.json["inputs"]["unchanged"] + again.json["inputs"]["duplicate"] == PAGES


@pytest.mark.heavy
def test_a_killed_worker_costs_its_chunk_a_retry(hearsay, alone, tmp_path):
    """Machines fail, and nobody wants to know which pages were on them."""
    with dask_cluster(tmp_path) as cluster:
        run = hearsay.start(*INGEST, "--dask", cluster.address, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_for_processes_of(cluster.workers[0])
        cluster.workers[0].kill()
        _, errors = run.communicate(timeout=240)
        log = (tmp_path / "scheduler.log").read_text()
    assert run.returncode == 0, errors.decode()
    assert re.search("Remove worker|removed.*tasks", log), log
    assert_equal(alone / "hearsay.duckdb", tmp_path / "hearsay.duckdb")


@pytest.mark.heavy
def test_a_chunk_whose_worker_dies_once_too_often_is_failed_and_the_next_run_does_the_rest(hearsay, alone, tmp_path):
    """A page may kill each worker that gets it. It must have an outcome, and the other pages must be loaded."""
    with dask_cluster(tmp_path, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as cluster:
        run = hearsay.start(*INGEST, "--dask", cluster.address, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_for_processes_of(cluster.workers[0])
        cluster.workers[0].kill()
        _, errors = run.communicate(timeout=240)
        assert run.returncode == 1, (errors.decode(), (tmp_path / "scheduler.log").read_text())
        states = hearsay.rows("SELECT outcome, reason, count(*) AS n FROM inputs GROUP BY ALL ORDER BY ALL")
        assert {(row["outcome"], row["reason"]) for row in states} >= {("failed", "worker_lost"), ("loaded", "new")}
        assert sum(row["n"] for row in states) == PAGES
        assert hearsay(*INGEST, "--dask", cluster.address).code == 0
    articles = "SELECT version_id FROM articles ORDER BY ALL"
    assert hearsay.rows(articles) == Hearsay(alone, {}).rows(articles)


def test_without_workers_a_run_ends_with_the_advice(hearsay, tmp_path):
    """A cluster that is still starting gets `wait_seconds`; a run must not wait for ever."""
    (tmp_path / "hearsay.toml").write_text("wait_seconds = 1\n")
    with dask_cluster(tmp_path, workers=0) as cluster:
        ended = hearsay(*INGEST, "--dask", cluster.address)
    assert ended.code == 1
    assert f"start one with: dask worker {cluster.address} --no-nanny" in ended.err
    assert hearsay.rows("SELECT state, reason FROM runs") == [{"state": "failed", "reason": "no_workers"}]


@pytest.mark.heavy
def test_a_killed_scheduler_ends_the_run_and_published_pages_stay(hearsay, tmp_path):
    """The run would wait for ever, or take each of its pages for failed."""
    (tmp_path / "hearsay.toml").write_text(f"wait_seconds = 5\n[limits]\nworkers = 1\nchunk_pages = {CHUNK}\n")
    with dask_cluster(tmp_path) as cluster:
        run = hearsay.start(*INGEST, "--dask", cluster.address, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_for_processes_of(cluster.workers[0])
        cluster.scheduler.kill()
        _, errors = run.communicate(timeout=240)
    assert run.returncode == 1
    assert b"Traceback" not in errors
    assert b"the Dask scheduler at" in errors or b"no worker has been at the Dask scheduler" in errors
    assert hearsay.rows("SELECT state, reason FROM runs") == [{"state": "failed", "reason": "no_workers"}]


@pytest.fixture
def on_postgres(hearsay, postgres, environment_alone, tmp_path):
    """Commands on a lake, with a Prefect server on the same PostgreSQL; and the lake, which does not exist yet."""
    lake = postgres.new_lake(tmp_path)
    postgres.execute("CREATE DATABASE prefect")
    database = f"postgresql+asyncpg://hearsay:{PASSWORD}@127.0.0.1:{postgres.port}/prefect"
    (tmp_path / "home").mkdir()
    settings = (tmp_path / "hearsay.toml").read_text()
    (tmp_path / "hearsay.toml").write_text(f"warehouse = {json.dumps(str(lake))}\n{settings}")
    with prefect_server(environment_alone, tmp_path / "home", database) as clients:
        own = {"PYTHONPATH": python_path(), "PGPASSWORD": PASSWORD, "XDG_CACHE_HOME": str(tmp_path / "cache")}
        yield Hearsay(tmp_path, clients | own), lake
    postgres.drop(lake)
    postgres.execute("DROP DATABASE prefect WITH (FORCE)")


@pytest.mark.heavy
def test_workers_publish_into_a_lake(on_postgres, alone, tmp_path):
    """PostgreSQL, a Prefect server, two Dask workers and a lake: the rows are those of one process and a file."""
    hearsay, lake = on_postgres
    with dask_cluster(tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache")) as cluster:
        ended = hearsay(*INGEST, "--dask", cluster.address)
        assert ended.code == 0, ended.err
        assert_equal(alone / "hearsay.duckdb", lake)
        again = hearsay(*INGEST, "--dask", cluster.address)
        logs = "".join(file.read_text() for file in tmp_path.glob("worker-*.log"))
    assert again.json["inputs"]["unchanged"] + again.json["inputs"]["duplicate"] == PAGES
    assert "publish" in logs, "the workers did not publish"
    assert PASSWORD not in logs


@pytest.mark.heavy
def test_a_worker_killed_in_a_publication_costs_its_chunk_a_retry(on_postgres, alone, tmp_path):
    """Its transaction is gone or committed, and the other worker finds out which. No page is lost or loaded twice."""
    hearsay, lake = on_postgres
    with dask_cluster(tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache")) as cluster:
        run = hearsay.start(*INGEST, "--dask", cluster.address, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_for_writer(cluster.workers, lake).kill()
        _, errors = run.communicate(timeout=240)
        log = (tmp_path / "scheduler.log").read_text()
    assert run.returncode == 0, errors.decode()
    assert re.search("Remove worker|removed.*tasks", log), log
    assert_equal(alone / "hearsay.duckdb", lake)


def wait_for_writer(workers, lake):
    """Wait until a file of claims is written, and return the worker that wrote it."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        for worker in workers:
            for file in psutil.Process(worker.pid).open_files():
                if file.path.startswith(str(lake.data)):
                    return worker
    raise AssertionError("no worker published a chunk")
