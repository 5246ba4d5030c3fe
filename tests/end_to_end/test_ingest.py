"""The spine through the command line, on the sample pages: what a first user does, and what must hold of it."""

import gzip
import json
import re
from pathlib import Path

import polars as pl
import pytest

from tests.end_to_end.conftest import ONE_WORKER, SAMPLES

pytestmark = pytest.mark.slow

PAGES = sorted(path for path in SAMPLES.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def first(samples):
    """The receipt of the first run over the samples."""
    return samples.receipt


def _table_counts(hearsay):
    tables = "captures articles mentions entities entity_links claims claim_mentions quarantine".split()
    union = " UNION ALL ".join(f"SELECT '{name}' AS t, count(*) AS n FROM {name}" for name in tables)
    return {row["t"]: row["n"] for row in hearsay.rows(union)}


def test_nothing_but_the_receipt_is_printed(first):
    """Tracebacks and log lines of the machinery below drown what the user asked for."""
    assert first.err == ""
    assert set(first.json) >= {"run_id", "inputs", "rows", "problems", "exit_code"}


def test_every_input_ends_in_exactly_one_outcome(first, with_samples):
    """The ledger's sum is the number of pages; nothing is dropped in silence."""
    assert sum(first.json["inputs"].values()) == len(PAGES)
    (run,) = with_samples.rows(
        "SELECT inputs_loaded + inputs_unchanged + inputs_duplicate + inputs_rejected + inputs_failed AS told, "
        "(SELECT count(*) FROM inputs WHERE run_id = runs.run_id) AS kept, "
        "(SELECT count(DISTINCT given) FROM inputs WHERE run_id = runs.run_id) AS pages FROM runs"
    )
    assert run == {"told": len(PAGES), "kept": len(PAGES), "pages": len(PAGES)}


def test_the_ledger_says_which_articles_were_not_read(first, with_samples):
    """The reader knows English; an article in another language is kept without rows that nobody could believe."""
    rows = with_samples.rows(
        "SELECT language, detail, (SELECT count(*) FROM mentions WHERE version_id = inputs.version_id) AS found "
        "FROM inputs JOIN articles USING (version_id) WHERE outcome = 'loaded' ORDER BY language"
    )
    assert {row["language"] for row in rows} == {"de", "en"}
    for row in rows:
        if row["language"] == "de":
            assert row["detail"].startswith("its language is 'de', and the reader knows en")
            assert row["found"] == 0
        else:
            assert row["detail"] is None


def test_rows_balance(first, with_samples):
    """extracted = loaded + quarantined, and loaded is what is in the tables."""
    rows = first.json["rows"]
    assert rows["extracted"] == rows["loaded"] + rows["quarantined"]
    counts = _table_counts(with_samples)
    quarantined = {row["row_id"] for row in with_samples.rows("SELECT DISTINCT table_name, row_id FROM quarantine")}
    assert rows["quarantined"] == len(quarantined)
    assert rows["loaded"] == sum(count for table, count in counts.items() if table != "quarantine")


def test_every_span_leads_back_to_its_characters(first, with_samples):
    """Every row is traceable: this is what hearsay is for."""
    assert with_samples.rows(
        "SELECT count(*) FILTER (WHERE text[start_char + 1 : end_char] <> mention_text) AS astray, "
        "count(*) > 50 AS many FROM mentions JOIN articles USING (version_id)"
    ) == [{"astray": 0, "many": True}]
    for role in ("source", "cue", "content"):
        (found,) = with_samples.rows(
            "SELECT count(*) FILTER (WHERE array_to_string("
            f"list_transform({role}_spans, lambda span: text[span.start + 1 : span.end]), ' … ') "
            f"<> {role}_text) AS astray "
            "FROM claims JOIN articles USING (version_id)"
        )
        assert found == {"astray": 0}, role


def test_the_same_again_is_unchanged_and_adds_no_row(first, with_samples):
    """What a schedule does every hour."""
    before = _table_counts(with_samples)
    again = with_samples("ingest", str(SAMPLES), "--captured-at", "2026-03-31T12:00Z", "--json")
    assert again.json["inputs"] == {"loaded": 0, "unchanged": len(PAGES), "duplicate": 0, "rejected": 0, "failed": 0}
    assert again.json["rows"] == {"extracted": 0, "loaded": 0, "quarantined": 0}
    assert _table_counts(with_samples) == before


def test_a_corrected_article_is_two_versions_of_one(first, with_samples):
    """The later version's claims stand, the earlier one's are closed and kept."""
    versions = with_samples.rows(
        "SELECT version, is_current, (SELECT count(*) FROM claims WHERE claims.version_id = articles.version_id "
        "AND closed_at IS NULL) AS open_claims FROM articles WHERE article_id IN "
        "(SELECT article_id FROM articles GROUP BY article_id HAVING count(*) > 1) ORDER BY version"
    )
    assert [(row["version"], row["is_current"]) for row in versions] == [(1, False), (2, True)]
    assert versions[0]["open_claims"] == 0
    assert versions[1]["open_claims"] > 0


def test_a_wire_story_on_two_outlets_is_two_articles(first, with_samples):
    """Who copied it is asked later; that both ran it is a fact."""
    rows = with_samples.rows("SELECT domain FROM articles WHERE title ILIKE '%herring%' ORDER BY domain")
    assert len({row["domain"] for row in rows}) == 2


def test_what_is_no_article_is_rejected_with_a_reason(first):
    """A section front and an empty shell are in the ledger, not in the tables."""
    reasons = {Path(problem["given"]).name: problem["reason"] for problem in first.json["problems"]}
    assert reasons["section-business.html"] == "not_an_article"
    assert reasons["app-shell.html"] in {"no_text", "too_short"}
    assert len(reasons) == 2


def test_the_views_answer(first, with_samples):
    """The public face of the warehouse."""
    for view in ("who_said_what", "entity_timeline", "outlet_coverage", "quality_latest"):
        ended = with_samples("query", f"FROM {view} LIMIT 3", "--format", "json")
        assert ended.code == 0, ended.err
        assert ended.json, view


def test_the_checks_of_the_run_are_kept(first, with_samples):
    """Data quality is data: each expectation with its severity and its counts."""
    rows = with_samples.rows("SELECT severity, count(*) AS n FROM checks GROUP BY severity")
    assert {row["severity"] for row in rows} == {"fatal", "row", "warn"}


def test_the_report_is_one_page_that_needs_no_network(first, with_samples):
    """It is mailed around and opened years later."""
    ended = with_samples("report", "--run", first.json["run_id"][:12], "--out", "report.html")
    assert ended.code == 0, ended.err
    page = (with_samples.folder / "report.html").read_text(encoding="utf-8")
    for outside in ("<script src", "<link ", "@import", "url(http", '<img src="http'):
        assert outside not in page
    assert first.json["run_id"][:8] in page


def test_data_docs_stand_beside_the_report(first, with_samples):
    """Whoever works with Great Expectations finds its own pages, with every suite that the run was judged by."""
    (run,) = with_samples.rows("SELECT run_id FROM checks GROUP BY run_id ORDER BY count(*) DESC LIMIT 1")
    ended = with_samples("report", "--out", "-", "--data-docs", "docs", "--run", run["run_id"])
    assert ended.code == 0, ended.err
    assert ended.out.lower().startswith("<!doctype html>")
    index = (with_samples.folder / "docs" / "index.html").read_text(encoding="utf-8")
    suites = with_samples.rows(f"SELECT DISTINCT suite FROM checks WHERE run_id = '{run['run_id']}'")
    assert len(suites) > 5
    assert {row["suite"] for row in suites} == set(re.findall(r'href="expectations/(\w+)\.html"', index))
    (with_samples.folder / "taken").write_text("a file")
    refused = with_samples("report", "--out", "-", "--data-docs", "taken")
    assert refused.code == 2
    assert "taken cannot be written" in refused.err


def test_standard_input_and_json_lines(hearsay):
    """Pages come out of other programs' pipes, compressed or not, and a bad line costs nobody else."""
    (hearsay.folder / "hearsay.toml").write_text(ONE_WORKER)
    page = (SAMPLES / "harbour-post" / "2026-03-14-port-strike.html").read_bytes()
    ended = hearsay("ingest", "-", "--json", stdin=gzip.compress(page))
    assert ended.json["inputs"]["loaded"] == 1
    lines = [
        json.dumps({"url": "https://wire.example/1", "html": page.decode()}),
        "{",
        json.dumps({"path": "a\0b"}),
        '{"path": "\\ud800.html"}',
        '{"html": "x", "fetched_at": "0001-01-01T00:00:00+14:00"}',
        '{"html": "x", "fetched_at": "2999-01-01T00:00:00Z"}',
    ]
    ended = hearsay(
        "ingest", "-", "http://a..b/", "http://[bad/", "--as", "jsonl", "--json", stdin="\n".join(lines).encode()
    )
    assert ended.code == 1
    # The page at wire.example is another article: its own canonical address is of another domain.
    assert ended.json["inputs"] == {"loaded": 1, "unchanged": 0, "duplicate": 0, "rejected": 4, "failed": 3}
    assert [problem["reason"] for problem in ended.json["problems"]] == [
        "bad_line",
        "ValueError",
        "bad_line",
        "bad_line",
        "future_capture",
        "robots_unreachable",
        "bad_address",
    ]


def test_extract_prints_a_record_for_each_line_in_order(hearsay):
    """The scorers, and everybody's scripts, zip the two files."""
    lines = [
        {"id": "good", "path": str(SAMPLES / "harbour-post" / "2026-03-14-port-strike.html")},
        {"id": "empty", "html": ""},
        {"id": "missing", "path": "/no/such/file"},
        {"id": "capture", "text": (SAMPLES / "meridian-now" / "cruise-tax-capture.txt").read_text(encoding="utf-8")},
    ]
    ended = hearsay("extract", "--jsonl", stdin="\n".join(map(json.dumps, lines)).encode())
    records = [json.loads(line) for line in ended.out.splitlines()]
    assert [(row["id"], row["outcome"]) for row in records] == [
        ("good", "extracted"),
        ("empty", "rejected"),
        ("missing", "failed"),
        ("capture", "extracted"),
    ]
    needed = (
        "id title subtitle authors published_at published_basis site_name language tags text outcome reason".split()
    )
    assert all(set(needed) <= set(row) for row in records)


def test_read_prints_a_reading_for_each_line(hearsay):
    """Spans are offsets into the text that was given."""
    text = "“We will pay,” said Mara Voss."
    ended = hearsay("read", "--jsonl", stdin=json.dumps({"id": 7, "text": text}).encode() + b"\nnonsense\n")
    good, bad = (json.loads(line) for line in ended.out.splitlines())
    assert good["id"] == 7
    (said,) = good["attributions"]
    assert [text[start:end] for start, end in said["source"]] == ["Mara Voss"]
    assert "not JSON" in bad["error"]


def test_export_holds_what_the_warehouse_holds(first, with_samples):
    """An export that holds less than the query is found out months later."""
    ended = with_samples("export", "out")
    assert ended.code == 0, ended.err
    folder = with_samples.folder / "out"
    (wanted,) = with_samples.rows(
        "SELECT count(*) AS claims, count(*) FILTER (WHERE closed_at IS NULL) AS current FROM claims"
    )
    assert pl.read_parquet(folder / "claims.parquet").height == wanted["claims"]
    assert pl.read_parquet(folder / "articles.parquet").schema["published_at"] == pl.Datetime("us", "UTC")
    lines = [json.loads(line) for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == wanted["current"]
    assert lines[0]["content_spans"][0]["start"] >= 0
    linked = json.loads((folder / "claims.jsonld").read_text(encoding="utf-8"))
    assert linked["@context"] == "https://schema.org"
    assert len(linked["@graph"]) == wanted["current"]
    assert {"@type", "@id", "text", "appearance"} <= set(linked["@graph"][0])
