"""The report: says the run in a sentence, holds every section, and lets nothing from a page become markup."""

import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser

import polars as pl
import pytest

from hearsay.expectations.audit import KnownKeys, audit_chunk
from hearsay.expectations.figures import TREND_SCHEMA, ReportData, answer
from hearsay.explore.report.report_page import render_report
from hearsay.warehouse.schema import CHECKS, INPUTS, QUARANTINE, RUNS, TABLES, empty_frame
from tests.unit.expectations.conftest import RUN, SEEN_AT, change, make_chunk

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)> $x^2$ \u202e\x00 ]]> -->'
VOID = {"meta", "br", "use", "path", "link", "img", "rect", "wbr"}
OUTLET_SCHEMA = {
    "domain": pl.String,
    "language": pl.String,
    "articles": pl.Int64,
    "articles_without_date": pl.Int64,
    "articles_without_claims": pl.Int64,
    "claims": pl.Int64,
    "last_published_at": TABLES["articles"].column("published_at").dtype,
    "last_seen_at": TABLES["articles"].column("last_seen_at").dtype,
}
CLAIM_COLUMNS = (
    "title",
    "url",
    "domain",
    "published_at",
    "source_text",
    "source_entity",
    "source_type",
    "cue_text",
    "content_text",
    "quote_type",
    "certainty",
    "polarity",
    "kind",
)


def run_row(**more):
    return {
        "run_id": RUN,
        "trigger": "command",
        "started_at": SEEN_AT,
        "finished_at": SEEN_AT + timedelta(seconds=9),
        "state": "finished",
        "code_version": "0.1.0",
        "extractor_version": "extractor-1",
        "reader_version": "reader-1",
        "schema_version": 1,
        "settings": '{"sources": ["pages"]}',
        "backfill_id": None,
        "reason": None,
        "detail": None,
        "inputs_loaded": 2,
        "inputs_unchanged": 0,
        "inputs_duplicate": 0,
        "inputs_rejected": 1,
        "inputs_failed": 1,
        "rows_extracted": 18,
        "rows_loaded": 17,
        "rows_quarantined": 1,
        **more,
    }


def input_row(number, outcome, reason, detail=None):
    return {
        "run_id": RUN,
        "input_number": number,
        "given": f"pages/{number}.html",
        "outcome": outcome,
        "reason": reason,
        "detail": detail,
        "capture_id": None,
        "version_id": None,
        "seconds": 0.25,
    }


def frame(table, rows):
    return pl.DataFrame(rows, schema=table.polars_schema, orient="row")


def claim_cells(**more):
    cells = dict.fromkeys(CLAIM_COLUMNS, "x") | {"published_at": SEEN_AT, "certainty": "PR", "polarity": "-"}
    return cells | {"url": "https://news.example/1"} | more


@cache
def audited(word):
    """The audit of the sound chunk with one bad claim that says `word`."""
    chunk = make_chunk()
    frames = chunk | {"claims": change(chunk["claims"], 2, polarity="?", content_text=word)}
    return audit_chunk(frames, KnownKeys(), RUN, SEEN_AT)


def make_data(word="plain", **more):
    """A run with one of everything; `word` stands wherever a page could have put it."""
    audit = audited(word)
    inputs = [
        input_row(1, "loaded", "new"),
        input_row(2, "loaded", "new"),
        input_row(3, "rejected", "no text", word),
        input_row(4, "failed", "ValueError", word) | {"given": word},
    ]
    outlet = {"domain": word, "language": word, "articles": 2, "articles_without_date": 1}
    outlet |= {"articles_without_claims": 0, "claims": 6, "last_published_at": SEEN_AT, "last_seen_at": SEEN_AT}
    outlets = [outlet, outlet | {"domain": None, "language": None}, outlet | {"domain": "b.example", "articles": 1}]
    run = run_row(settings=json.dumps([word]))
    data = {
        "run": run,
        "runs": frame(RUNS, [run, run_row(run_id="older", started_at=SEEN_AT - timedelta(days=1))]),
        "inputs": frame(INPUTS, inputs),
        "checks": audit.checks,
        "quarantine": audit.quarantine,
        "outlets": pl.DataFrame(outlets, schema=OUTLET_SCHEMA, orient="row"),
        "dates": pl.DataFrame({"day": ["2026-03-01"], "articles": [2]}),
        "claims": pl.DataFrame([claim_cells(content_text=word, title=word), claim_cells(url="javascript:alert(3)")]),
        "totals": {"articles": 2, "claims": 5},
    }
    return ReportData(**(data | more))


def empty_data():
    run = run_row(**{f"inputs_{what}": 0 for what in ("loaded", "rejected", "failed")})
    run |= {"rows_extracted": 0, "rows_loaded": 0, "rows_quarantined": 0, "finished_at": None}
    return ReportData(
        run=run,
        runs=empty_frame(RUNS),
        inputs=empty_frame(INPUTS),
        checks=empty_frame(CHECKS),
        quarantine=empty_frame(QUARANTINE),
        outlets=pl.DataFrame(schema=OUTLET_SCHEMA),
        dates=pl.DataFrame(),
        claims=pl.DataFrame(schema=dict.fromkeys(CLAIM_COLUMNS, pl.String)),
        totals={},
    )


class Page(HTMLParser):
    """The elements of a page, and whether each was closed where it should be."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.words = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def test_the_answer_comes_in_one_sentence():
    """Somebody who reads one line must know what came in, what became of it and whether to read on."""
    assert answer(make_data()) == (
        "4 inputs: 2 loaded, 1 rejected, 1 failed; 18 rows extracted = 17 loaded + 1 quarantined; "
        "failing: 2 row checks."
    )
    assert answer(empty_data()) == (
        "0 inputs: nothing came in; 0 rows extracted = 0 loaded + 0 quarantined; every check holds."
    )


@pytest.mark.parametrize("make", [make_data, empty_data])
def test_every_section_is_there(make):
    """A section without rows says so; it must not vanish, or its absence could mean either thing."""
    page = Page(render_report(make()))
    assert page.open == []
    headings = {attrs["id"] for attrs in page.all("h2")}
    assert headings == {"inputs", "checks", "quarantine", "coverage", "claims", "run"}
    assert len(page.all("h1")) == 1
    assert {attrs["aria-labelledby"] for attrs in page.all("section")} == headings


def test_what_pages_say_stays_text():
    """Titles, claims, outlets and error messages come from strangers; none may become an element or a handler."""
    plain, hostile = Page(render_report(make_data())), Page(render_report(make_data(HOSTILE)))
    assert [tag for tag, _ in hostile.tags if tag in ("script", "img", "iframe")] == []
    assert {tag for tag, _ in hostile.tags} == {tag for tag, _ in plain.tags}
    assert not [name for _, attrs in hostile.tags for name in attrs if name.startswith("on")]
    assert "".join(hostile.words).count("<script>alert(1)</script>") >= 8
    assert not {"\x00", "\u202e"} & set("".join(hostile.words))


def test_the_page_asks_for_nothing():
    """The report opens without a network, and opening it tells nobody: links are followed by hand or not at all."""
    html = render_report(make_data(HOSTILE))
    page = Page(html)
    assert not [attrs for _, attrs in page.tags if {"src", "srcset", "data", "action", "poster"} & set(attrs)]
    assert not page.all("link")
    for tag, attrs in page.tags:
        address = attrs.get("href", "#")
        assert address.startswith("#") or (tag == "a" and address.startswith("https://"))
    styles = [attrs.get("style", "") for _, attrs in page.tags] + re.findall(r"<style>(.*?)</style>", html, re.S)
    assert not [style for style in styles if "@import" in style or re.search(r"url\((?!#)", style)]
    assert "javascript:" not in "".join(attrs.get("href") or "" for _, attrs in page.tags)
    policy = next(attrs for attrs in page.all("meta") if "http-equiv" in attrs)
    assert policy["content"].startswith("default-src 'none'")


def test_the_page_can_be_read_by_everybody():
    """Screen readers need names for tables and plots, one id for each thing, and the language."""
    page = Page(render_report(make_data()))
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(attrs.get("scope") in ("col", "row") for attrs in page.all("th"))
    assert len(page.all("svg")) == 3
    assert all(attrs["role"] in {"img", "group"} and attrs["aria-label"] for attrs in page.all("svg"))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for tag, attrs in page.tags if tag in ("a", "use") and attrs["href"][0] == "#"} <= set(
        ids
    )


def test_bars_lead_to_what_the_page_tells_of_them():
    """Whoever sees a long bar wants to read on, and must not land at another outlet or run."""
    killed = run_row(run_id="killed", state="interrupted", started_at=SEEN_AT - timedelta(days=2))
    run = run_row()
    trend = [(one, SEEN_AT + timedelta(days=day), "row", 1) for day, one in enumerate(("older", RUN))]
    html = render_report(
        make_data(
            runs=frame(RUNS, [run, killed]),
            trend=pl.DataFrame(trend, schema=TREND_SCHEMA, orient="row"),
        )
    )
    links = [
        (attrs["aria-label"], attrs["href"]) for attrs in Page(html).all("a") if "chart-bar" in attrs.get("class", "")
    ]
    assert links == [
        ("2026-02-28 09:00: 4 inputs (2 loaded, 1 rejected, 1 failed)", "#run-killed"),
        ("2026-03-02 09:00: 4 inputs (2 loaded, 1 rejected, 1 failed)", "#outcomes"),
        ("2026-03-03 09:00: 1 check that fails (1 row)", "#failed-checks"),
        ("plain: 2 articles", "#outlet-1"),
        ("no address: 2 articles", "#outlet-2"),
        ("b.example: 1 article", "#outlet-3"),
    ]
    for number, outlet in enumerate(("plain", "no address", "b.example"), start=1):
        assert f'<tr id="outlet-{number}"><th scope="row" class="outlet">{outlet}</th>' in html
    assert '<li id="run-killed">killed, begun 2026-02-28' in html


def test_the_same_data_gives_the_same_page():
    """A report that changes without its data changing cannot be compared or archived."""
    assert render_report(make_data()) == render_report(make_data())


@pytest.mark.parametrize(
    ("change_run", "words"),
    [
        ({"state": "stopped"}, "The audit stopped the publication"),
        ({"state": "failed", "reason": "WarehouseFullError"}, "The run ended in an error: WarehouseFullError."),
        ({"state": "interrupted", "reason": "process_gone"}, "The run was interrupted: process_gone."),
        ({"rows_loaded": 16}, "The rows do not balance"),
        ({"inputs_loaded": 3}, "differ for these outcomes: loaded"),
    ],
)
def test_alarms_are_raised(change_run, words):
    """Sums that do not come out and a stopped publication must be seen before anything else."""
    data = make_data(run=run_row(**change_run))
    html = render_report(data)
    assert words in html
    assert 'role="alert"' in html
    assert 'role="alert"' not in render_report(make_data())


def test_runs_that_did_not_finish_are_told_of_with_their_reason():
    """A run that was killed at night has no report of its own; that of the next one tells."""
    killed = run_row(run_id="killed-run", state="interrupted", reason="process_gone", detail="process 7 has <ended>.")
    html = render_report(make_data(runs=frame(RUNS, [run_row(), killed])))
    assert "1 did not finish" in html
    assert "interrupted, process_gone: process 7 has &lt;ended&gt;." in html
    assert "did not finish" not in render_report(make_data())


def test_long_rows_are_cut():
    """The JSON of a quarantined article holds its whole text; fifty of them would make the page too big to open."""
    quarantine = make_data().quarantine.with_columns(row_json=pl.lit("y" * 5000))
    html = render_report(make_data(quarantine=pl.concat([quarantine] * 40)))
    assert max(map(len, re.findall("y+", html))) == 2000
    assert html.count("<details>") == 51
    assert "50 of 80 entries shown" in html


def test_moments_are_shown_in_utc():
    """Readers compare the page with logs of other machines."""
    zone = datetime(2026, 3, 2, 12, 30, tzinfo=UTC).astimezone()
    assert ">2026-03-02 12:30 UTC</span></h1>" in render_report(make_data(run=run_row(started_at=zone)))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"source_text": "she", "source_entity": "Ana Ruiz"}, "<strong>she</strong> (Ana Ruiz)"),
        ({"source_text": "Ana Ruiz", "source_entity": "Ana Ruiz"}, "<strong>Ana Ruiz</strong> <"),
        ({"source_text": None, "source_entity": None, "source_type": "author"}, "<strong>The article</strong> <"),
        ({"source_text": None, "source_entity": None, "source_type": "anonymous"}, "<strong>Somebody</strong> <"),
    ],
)
def test_claims_tell_who_is_meant(source, said):
    """An editor who reads 'she said' wants to know who, and what the paper itself states is nobody else's."""
    cells = dict.fromkeys(CLAIM_COLUMNS, "x") | {"published_at": SEEN_AT, "source_type": "named"} | source
    assert said in render_report(make_data(claims=pl.DataFrame([cells])))
