"""Chunks that several workers have at once: whoever is done first, the rows and outcomes are those of one process.

The cluster of these tests works in this process, when its result is asked for; tests of a real cluster are in
end_to_end.
"""

from dataclasses import dataclass, replace

import pytest

from hearsay.errors import ClusterError, ConfigError, UsageError, WorkerLostError, WorkerUnfitError
from hearsay.flows.config import extras
from hearsay.flows.config.settings import Archive, RunLimits, Settings, with_dask
from hearsay.flows.run import chunks, cluster_chunks
from hearsay.flows.run.chunks import Gatherer, gather_chunk_task, ingest_chunk, ingest_chunks
from hearsay.flows.run.cluster_chunks import prepare_task, publish_task
from hearsay.flows.run.dask_work import pack_chunk, unpack_work, work_here
from hearsay.flows.run.fetching import Fetching
from hearsay.flows.run.lifecycle import open_run
from hearsay.flows.run.pool import Processes
from hearsay.flows.run.resources import Resources
from hearsay.pipelines.inputs import BytesInput, Hints
from hearsay.pipelines.pages import EndedPage
from tests.made_news import news_page
from tests.made_pages import page
from tests.made_runs import Counted, InProcess, ask

SETTINGS = Settings(limits=RunLimits(chunk_pages=2, workers=1), archive=Archive(enabled=False))
OUTCOMES = "SELECT input_number, outcome, reason FROM inputs ORDER BY ALL"


@dataclass
class Sent:
    """A chunk on its way."""

    number: int
    parcel: bytes
    is_done: bool = True


class OwnProcess:
    """A cluster for three chunks that works on a chunk when its result is asked for. Some chunks may break."""

    most_in_flight = 3

    def __init__(self, errors=None):
        self.sent = []
        self.returned = []
        self.most = 0
        self.errors = errors or {}

    def send(self, parcel):
        self.sent.append(Sent(len(self.sent), parcel))
        self.most = max(self.most, len(self.sent) - len(self.returned))
        return self.sent[-1]

    def result(self, chunk):
        if (error := self.errors.get(chunk.number)) is not None:
            self.returned.append(b"")
            raise error
        self.returned.append(work_here(chunk.parcel))
        return self.returned[-1]


def saved(number, text=None, url=None):
    body = (text or news_page(number)).encode()
    return BytesInput(f"{number}", body, Hints(url=url or f"https://harbour.example/{number}"))


def in_chunks(inputs):
    numbered = list(enumerate(inputs, start=1))
    for start in range(0, len(numbered), 2):
        yield numbered[start : start + 2], Fetching(None)


@pytest.fixture
def ingest(tmp_path, monkeypatch):
    """Ingest inputs into a warehouse, on a cluster or in this process."""
    monkeypatch.setattr(chunks, "ingest_chunk", ingest_chunk.fn)
    monkeypatch.setattr(chunks, "gather_chunk_task", gather_chunk_task.fn)
    monkeypatch.setattr(cluster_chunks, "prepare_task", prepare_task.fn)
    monkeypatch.setattr(cluster_chunks, "publish_task", publish_task.fn)

    def ingested(name, inputs, cluster=None):
        progress = Counted()
        resources = Resources(Processes(InProcess(), InProcess(), InProcess()), progress, cluster=cluster)
        with (
            open_run([], str(tmp_path / name), SETTINGS, "command") as run,
            Gatherer(run, resources.processes.audit) as gatherer,
        ):
            ingest_chunks(in_chunks(inputs), run, resources, gatherer)
        assert progress.done == len(inputs) or (cluster and cluster.errors), "broken chunks are not progress"
        return tmp_path / name

    return ingested


def test_pages_that_repeat_in_chunks_in_flight_end_as_in_one_process(ingest):
    """A chunk is prepared before the chunks ahead of it are published, so it cannot know their pages yet."""
    other_bytes = news_page(1).replace("<nav>", "<nav><!-- 7 -->")
    inputs = [saved(1), saved(2), saved(1), saved(3, other_bytes, "https://harbour.example/1"), saved(4, "no page")]
    alone = ingest("alone.duckdb", inputs)
    cluster = OwnProcess()
    together = ingest("together.duckdb", inputs, cluster)
    assert cluster.most == 3
    assert ask(together, OUTCOMES) == ask(alone, OUTCOMES)
    assert [row[2] for row in ask(alone, OUTCOMES)][2:4] == ["same_bytes", "same_article"]
    counts = "SELECT count(*) FROM captures UNION ALL SELECT count(*) FROM claims UNION ALL SELECT count(*) FROM runs"
    assert ask(together, counts) == ask(alone, counts)


def test_a_worker_does_not_read_a_text_again_that_the_warehouse_has_for_its_address(ingest):
    """Feeds list the same articles for days, each time with other bytes; reading is the larger part of the work."""
    path = ingest("w.duckdb", [saved(1)])
    cluster = OwnProcess()
    again = saved(1, news_page(1).replace("<nav>", "<nav><!-- 7 -->"))
    ingest("w.duckdb", [again], cluster)
    (ended,) = unpack_work(cluster.returned[0], [replace(page().captured, number=1)]).pages
    assert isinstance(ended, EndedPage)
    assert (ended.outcome.kind, ended.outcome.reason) == ("unchanged", "same_text")
    assert ask(path, "SELECT outcome, count(*) FROM inputs GROUP BY ALL ORDER BY ALL") == [
        ("loaded", 1),
        ("unchanged", 1),
    ]


def test_a_chunk_whose_workers_died_is_failed_and_the_others_are_loaded(ingest):
    """A page that kills every worker must not take the pages of other chunks with it."""
    path = ingest("w.duckdb", map_pages(5), OwnProcess({1: WorkerLostError("died 4 times")}))
    assert [row[1:] for row in ask(path, OUTCOMES)] == [
        ("loaded", "new"),
        ("loaded", "new"),
        ("failed", "worker_lost"),
        ("failed", "worker_lost"),
        ("loaded", "new"),
    ]


def map_pages(count):
    return [saved(number) for number in range(1, count + 1)]


def test_a_cluster_that_is_gone_ends_the_run(ingest, tmp_path):
    """Every later chunk would wait for a worker in vain."""
    with pytest.raises(ClusterError):
        ingest("w.duckdb", map_pages(5), OwnProcess({1: ClusterError("nobody is left")}))
    assert ask(tmp_path / "w.duckdb", "SELECT state, reason FROM runs") == [("failed", "no_workers")]
    assert [row[1] for row in ask(tmp_path / "w.duckdb", OUTCOMES)] == ["loaded"] * 2 + ["failed"] * 2


def test_a_worker_with_another_version_is_refused(tmp_path):
    """Half of a run would be read by one reader and half by another."""
    with open_run([], str(tmp_path / "w.duckdb"), SETTINGS, "command") as run:
        other = replace(run, stamp=replace(run.stamp, reader_version="reader-0"))
        with pytest.raises(WorkerUnfitError, match="install the same version of hearsay on all machines"):
            work_here(pack_chunk([page().captured], other, {}, None))


def test_bytes_of_a_page_travel_once_and_do_not_come_back(tmp_path):
    """A source may hold the bytes that the capture has too, and this process needs no copy of its own pages."""
    captured = page().captured
    body = b"<p>" + b"x" * 1_000_000
    heavy = replace(captured, input=BytesInput("a", body), capture=replace(captured.capture, body=body))
    with open_run([], str(tmp_path / "w.duckdb"), SETTINGS, "command") as run:
        parcel = pack_chunk([heavy], run, {}, None)
        work = work_here(parcel)
    assert len(parcel) < 1_100_000
    assert len(work) < 100_000
    (returned,) = unpack_work(work, [heavy]).pages
    assert returned.captured is not None
    assert returned.captured.capture.body == body
    assert returned.captured.input == heavy.input


def test_an_address_that_is_none_and_a_missing_extra_are_refused(monkeypatch):
    """Both are better said before the Prefect server starts."""
    with pytest.raises(ConfigError, match=r"such as tcp://10\.0\.0\.5:8786"):
        with_dask(Settings(), "10.0.0.5")
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=r"hearsay-news\[dask\]"):
        extras.check_dask(with_dask(Settings(), "tcp://10.0.0.5:8786"))
    extras.check_dask(Settings())
