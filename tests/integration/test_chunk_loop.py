"""The loop over chunks: a broken chunk or gathering does not end the run, and the run ends with the right state."""

import json

import pytest

from hearsay.errors import WarehouseFullError
from hearsay.flows.config.logs import open_log
from hearsay.flows.config.settings import Archive, Log, RunLimits, Settings
from hearsay.flows.run import chunks
from hearsay.flows.run.chunks import Chunks, Gatherer, gather_chunk_task, ingest_chunk, ingest_chunks
from hearsay.flows.run.fetching import Fetching
from hearsay.flows.run.lifecycle import open_run
from hearsay.flows.run.pool import Processes
from hearsay.flows.run.resources import Resources
from hearsay.pipelines.inputs import BytesInput, Hints
from tests.made_news import news_page
from tests.made_runs import Counted, InProcess, ask

SETTINGS = Settings(limits=RunLimits(chunk_pages=1), archive=Archive(enabled=False))
NUMBERS = (1, 2, 3)


def chunks_of_one() -> Chunks:
    for number in NUMBERS:
        address = f"https://harbour.example/{number}"
        yield [(number, BytesInput(address, news_page(number).encode(), Hints(url=address)))], Fetching(None)


@pytest.fixture
def ingest_all(warehouse, monkeypatch):
    """A run over the chunks, and its warehouse."""
    monkeypatch.setattr(chunks, "ingest_chunk", ingest_chunk.fn)
    monkeypatch.setattr(chunks, "gather_chunk_task", gather_chunk_task.fn)

    def ingest():
        resources = Resources(Processes(InProcess(), InProcess(), InProcess()), Counted())
        with (
            open_run([], str(warehouse), SETTINGS, "command") as run,
            Gatherer(run, resources.processes.audit) as gatherer,
        ):
            ingest_chunks(chunks_of_one(), run, resources, gatherer)

    return ingest


def break_second(monkeypatch, error):
    """Make the second call of ingest_chunk raise an error."""

    def broken(inputs, *others):
        if inputs[0][0] == NUMBERS[1]:
            raise error
        return ingest_chunk.fn(inputs, *others)

    monkeypatch.setattr(chunks, "ingest_chunk", broken)


def outcomes(location):
    return [row[0] for row in ask(location, "SELECT outcome FROM inputs ORDER BY input_number")]


def states(location):
    return ask(location, "SELECT state, reason FROM runs")


def test_a_broken_chunk_becomes_failed_inputs_and_the_run_goes_on(ingest_all, warehouse, monkeypatch):
    """An error of ours in a hundred pages must not cost the other million."""
    break_second(monkeypatch, OSError("odd"))
    ingest_all()
    assert outcomes(warehouse) == ["loaded", "failed", "loaded"]
    assert states(warehouse) == [("finished", None)]
    assert ask(warehouse, "SELECT count(*) FROM articles WHERE story_id IS NULL") == [(0,)]


def test_a_full_disk_ends_the_run(ingest_all, warehouse, monkeypatch):
    """Every later chunk would be fetched and fail too."""
    break_second(monkeypatch, WarehouseFullError("no room"))
    with pytest.raises(WarehouseFullError):
        ingest_all()
    assert outcomes(warehouse) == ["loaded", "failed"]
    assert states(warehouse) == [("failed", "disk_full")]


def test_a_gathering_error_lets_the_pages_go_first_and_then_fails_the_run(ingest_all, warehouse, monkeypatch):
    """Pages are worth more than their links; the next run links the articles."""
    calls = []

    def broken(*_arguments):
        calls.append(1)
        raise ValueError("odd story")

    with monkeypatch.context() as patched:
        patched.setattr(chunks, "gather_chunk_task", broken)
        with pytest.raises(ValueError, match="odd story"):
            ingest_all()
    assert len(calls) == 1, "after an error nothing more is gathered"
    assert outcomes(warehouse) == ["loaded"] * 3
    assert states(warehouse) == [("failed", "ValueError")]
    ingest_all()
    assert ask(warehouse, "SELECT count(*) FROM articles WHERE story_id IS NULL") == [(0,)]


def test_a_run_that_is_stopped_says_so(ingest_all, warehouse, monkeypatch):
    """Ctrl-C is not a failure, and a gathering error must not hide the stop."""
    break_second(monkeypatch, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        ingest_all()
    assert outcomes(warehouse) == ["loaded"]
    assert states(warehouse) == [("interrupted", "stopped")]


def test_a_run_logs_each_page_and_each_chunk(ingest_all, warehouse, tmp_path, monkeypatch):
    """The log must say what became of every input, in which stage, and where the time went."""
    break_second(monkeypatch, OSError("odd"))
    with open_log(Log(file=str(tmp_path / "log"))):
        ingest_all()
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    pages = [(line["stage"], line["outcome"], line["reason"]) for line in lines if line["page"]]
    assert pages == [("publish", "loaded", "new"), ("chunk", "failed", "OSError"), ("publish", "loaded", "new")]
    assert [line["level"] for line in lines if line["page"]] == ["info", "warning", "info"]
    chunk_lines = [line for line in lines if line["stages"]]
    assert [line["pages"] for line in chunk_lines] == [1, 1]
    assert {"capture", "article", "reading", "audit", "publish"} <= chunk_lines[0]["stages"].keys()
    assert any("chunk from page 2 broke: OSError: odd" in line["message"] for line in lines)
    ((run_id,),) = ask(warehouse, "SELECT run_id FROM runs")
    assert {line["run_id"] for line in lines} == {run_id}
    assert lines[-1]["message"] == "run finished"
    assert "Voss" not in (tmp_path / "log").read_text(), "no text of a page"
