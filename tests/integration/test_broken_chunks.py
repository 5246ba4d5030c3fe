"""Chunks that the audit quarantines, that cannot be audited or that break: outcomes of the inputs and the run."""

import pytest

from hearsay.errors import AuditFailedError, WarehouseBusyError, WarehouseFullError
from hearsay.flows.config.settings import OwnRule, Settings
from hearsay.flows.run import gathering
from hearsay.flows.run.chunks import fail_chunk
from hearsay.flows.run.fetching import NumberedInputs, fetch_ahead
from hearsay.flows.run.gathering import gather_chunk
from hearsay.flows.run.publishing import audit_rows, audit_run
from hearsay.pipelines.inputs import AddressInput, BytesInput, FileInput, Hints
from hearsay.pipelines.records import Failure
from hearsay.pipelines.rows import shape_rows
from hearsay.pipelines.workers import Done
from tests.integration.test_gathering import PAGES, outlet, run_on
from tests.integration.test_killed_runs import begin
from tests.integration.test_publish import ask, publish
from tests.integration.test_rebuild_flow import take_in
from tests.made_news import news_page
from tests.made_pages import NOON, page, stamp
from tests.made_runs import InProcess


class WithoutMemory:
    """Pool without memory for a process."""

    def begin(self):
        pass

    def map(self, work, items):
        return iter([Done(Failure("out_of_memory", "the audit needed too much"), 0.0) for _ in items])


def news(number):
    return BytesInput(f"{number}.html", news_page(number).encode(), Hints(url=f"https://harbour.example/{number}"))


def test_an_article_that_the_audit_keeps_back_is_rejected_and_the_rest_is_loaded(tmp_path):
    """The ledger must give the reason for a missing page, and the capture must be missing too."""
    path = tmp_path / "w.duckdb"
    own = OwnRule("articles", "not_that_one", "url <> 'https://harbour.example/2'", "A test.", severity="row")
    take_in(path, *(news(number) for number in (1, 2, 3)), settings=Settings(rules=[own]))
    ledger = ask(path, "SELECT given, outcome, reason, detail, capture_id FROM inputs ORDER BY input_number").rows()
    assert [row[1:3] for row in ledger] == [("loaded", "new"), ("rejected", "quarantined"), ("loaded", "new")]
    assert ledger[1][3] == "the audit rejected it; see: hearsay quarantine list"
    assert ledger[1][4] is None
    assert ask(path, "SELECT DISTINCT rule FROM quarantine WHERE table_name = 'articles'")["rule"].to_list() == [
        "not_that_one"
    ]


def test_what_cannot_be_audited_is_not_published(warehouse):
    """Unaudited rows could be wrong without a sign; the error must name the audit and the fault."""
    run = run_on(warehouse)
    rows = shape_rows([page()], stamp(), NOON)
    with pytest.raises(AuditFailedError, match="the audit did not finish: out_of_memory: the audit needed"):
        audit_rows(rows, run, WithoutMemory())
    publish(warehouse, [page()])
    with pytest.raises(AuditFailedError, match="the run could not be compared: out_of_memory"):
        audit_run(run, WithoutMemory())
    with pytest.raises(AuditFailedError, match="the audit of stories did not finish: the audit needed"):
        gather_chunk([page().version_id], run, WithoutMemory())
    assert ask(warehouse, "SELECT count(*) AS n FROM checks")["n"][0] == 0


def test_a_chunk_that_finds_the_disk_full_is_in_the_ledger_and_ends_the_run(warehouse):
    """Every later chunk would fail too, after its pages were fetched for nothing."""
    run = begin(warehouse)
    inputs: NumberedInputs = [(1, FileInput("a.html", "a.html")), (2, FileInput("b.html", "b.html"))]
    with pytest.raises(WarehouseFullError, match="no room"):
        fail_chunk(inputs, WarehouseFullError("no room; make some"), run)
    rows = ask(warehouse, "SELECT given, outcome, reason, detail FROM inputs ORDER BY input_number").rows()
    assert rows == [
        (name, "failed", "disk_full", "its chunk broke: no room; make some") for name in ("a.html", "b.html")
    ]


def test_runs_that_gather_without_end_end_in_an_error_with_what_to_do(warehouse_file, monkeypatch):
    """Two programs could otherwise gather in turns forever."""
    publish(warehouse_file, [PAGES[0]])
    audited, others = gathering._audited, [outlet("wire-2", hour=7)]

    def audited_while_another_writes(*arguments):
        if others:
            one = others.pop()
            publish(warehouse_file, [one], run="run-2")
            gather_chunk([one.version_id], run_on(warehouse_file, "run-2"), InProcess())
        return audited(*arguments)

    monkeypatch.setattr(gathering, "_audited", audited_while_another_writes)
    monkeypatch.setattr(gathering, "TRIES", 1)
    with pytest.raises(
        WarehouseBusyError, match="another run changed the stories during each of 1 attempts; run hearsay again"
    ):
        gather_chunk([PAGES[0].version_id], run_on(warehouse_file), InProcess())


def test_a_source_that_breaks_takes_nothing_with_it_that_came_before(warehouse):
    """A feed may break while the earlier chunk is processed, whose pages are complete."""
    run = run_on(warehouse)

    def chunks():
        yield [(1, AddressInput("http://127.0.0.1:9/a", "http://127.0.0.1:9/a"))]
        raise OSError("the drive is gone")

    fetched = fetch_ahead(chunks(), run, lambda: None)
    (numbered, fetching) = next(fetched)
    assert [number for number, _ in numbered] == [1]
    assert len(fetching.results()) == 1
    with pytest.raises(OSError, match="the drive is gone"):
        next(fetched)
