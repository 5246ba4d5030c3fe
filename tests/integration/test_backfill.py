"""A backfill gives what daily runs would have given, whatever the order, and goes on where it was killed."""

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hearsay.flows.config.ranges import parse_since, parse_until
from hearsay.pipelines.sources.source import Source
from hearsay.warehouse.schema import TABLES
from tests.loopback import Loopback, answer
from tests.made_news import news_page
from tests.made_runs import Counted, KilledError, ask, run_sources

NUMBERS = {table.number for table in TABLES.values() if table.number}
WORK = {"run_id", "loaded_at", "closed_at", "outcome", "reason"} | NUMBERS
"""Columns that tell of the work and not of the news: which run, when it was done, and what it came to then."""


def changed(number, **words):
    """A page with some words replaced."""
    page = news_page(number)
    for old, new in words.items():
        assert old in page
        page = page.replace(old, new)
    return page


def with_keyword(number):
    """The same article, of which other bytes tell more."""
    return news_page(number).replace("<head>", '<head><meta name="keywords" content="harbour">')


FIRST, FOURTH = (f"https://www.pelican-{number % 6}.com/news/{number}" for number in (1, 4))
DAYS = [
    # An edit that is taken back; the page of the second day has the same text and another keyword.
    ("2026-03-02T06:00:00Z", FIRST, changed(1)),
    ("2026-03-03T06:00:00Z", f"{FIRST}?utm_source=rss", with_keyword(1)),
    ("2026-03-04T06:00:00Z", FIRST, changed(1, warned="denied")),
    ("2026-03-05T06:00:00Z", f"{FIRST}/amp", changed(1)),
    # The twin comes first and says something of its own.
    (
        "2026-03-02T07:00:00Z",
        f"{FOURTH}?amp=1",
        changed(4).replace("<head>", '<head><meta name="keywords" content="k">'),
    ),
    ("2026-03-03T07:00:00Z", FOURTH.replace("https", "http"), changed(4)),
    ("2026-03-04T07:00:00Z", FOURTH, changed(4, April="May")),
    # The same bytes, three days running, and a page that is none.
    ("2026-03-02T08:00:00Z", "https://www.pelican-2.com/news/2", changed(2)),
    ("2026-03-03T08:00:00Z", "https://www.pelican-2.com/news/2", changed(2)),
    ("2026-03-04T08:00:00Z", "https://www.pelican-2.com/news/2", changed(2)),
    ("2026-03-04T09:00:00Z", "https://www.pelican-2.com/news/3", "<p>Too short."),
]


@dataclass(frozen=True)
class Load:
    """Takes captures into a warehouse of its folder."""

    folder: Path

    def __call__(self, warehouse, captures, **options):
        """Take captures in, in that order, in one run."""
        lines = [json.dumps({"fetched_at": at, "url": url, "html": page}) for at, url, page in captures]
        (self.folder / "captures.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return run_sources(self.folder / warehouse, [Source(str(self.folder / "captures.jsonl"))], **options)


@pytest.fixture
def load(tmp_path):
    return Load(tmp_path)


def tables(path):
    """What a warehouse holds of the news."""
    found = {}
    for name in ("captures", "articles", "mentions", "entities", "claims", "claim_mentions"):
        columns = [column for (column, *_) in ask(path, f"DESCRIBE {name}") if column not in WORK]
        found[name] = ask(path, f"SELECT {', '.join(columns)}, FROM {name} ORDER BY ALL")
    return found


@pytest.fixture(scope="module")
def daily(tmp_path_factory):
    """The tables after a run for each day."""
    folder = tmp_path_factory.mktemp("daily")
    for day in ("02", "03", "04", "05"):
        lines = [
            json.dumps({"fetched_at": at, "url": url, "html": page})
            for at, url, page in DAYS
            if at.startswith(f"2026-03-{day}")
        ]
        (folder / "day.jsonl").write_text("\n".join(lines), encoding="utf-8")
        run_sources(folder / "w.duckdb", [Source(str(folder / "day.jsonl"))])
    return folder / "w.duckdb"


def test_the_daily_runs_keep_versions(daily):
    """Three articles; the edit that was taken back is closed and kept, and the first text is current again."""
    versions = ask(
        daily,
        "SELECT domain, version, is_current, first_seen_at, last_seen_at FROM articles ORDER BY domain, version",
    )

    def at(day, hour):
        return datetime(2026, 3, day, hour, tzinfo=UTC)

    assert versions == [
        ("pelican-1.com", 1, True, at(2, 6), at(5, 6)),
        ("pelican-1.com", 2, False, at(4, 6), at(4, 6)),
        ("pelican-2.com", 1, True, at(2, 8), at(4, 8)),
        ("pelican-4.com", 1, False, at(2, 7), at(3, 7)),
        ("pelican-4.com", 2, True, at(4, 7), at(4, 7)),
    ]
    closed = ask(
        daily,
        "SELECT domain, version, bool_and(closed_at IS NOT NULL), count(*) > 0 FROM claims "
        "JOIN articles USING (version_id) GROUP BY ALL ORDER BY ALL",
    )
    assert [(domain, version, is_closed) for domain, version, is_closed, _ in closed] == [
        ("pelican-1.com", 1, False),
        ("pelican-1.com", 2, True),
        ("pelican-2.com", 1, False),
        ("pelican-4.com", 1, True),
        ("pelican-4.com", 2, False),
    ]


@pytest.mark.parametrize("order", ["as it came", "backwards", "shuffled"])
def test_a_backfill_gives_what_daily_runs_gave(load, daily, order):
    """Ids, numbers of versions, which is current, first and last sightings: none hangs on when a page was loaded."""
    captures = {
        "as it came": sorted(DAYS),
        "backwards": sorted(DAYS, reverse=True),
        "shuffled": random.Random(7).sample(DAYS, len(DAYS)),
    }[order]
    load("w.duckdb", captures, chunk_pages=3)
    assert tables(load.folder / "w.duckdb") == tables(daily)


def test_an_archive_loaded_after_the_day_s_news(load, daily):
    """The latest capture decides what is current; the runs for the days before are late, and in their own runs."""
    for day in ("04", "02", "05", "03"):
        load("w.duckdb", [one for one in DAYS if one[0].startswith(f"2026-03-{day}")])
    assert tables(load.folder / "w.duckdb") == tables(daily)
    load("w.duckdb", DAYS)
    assert tables(load.folder / "w.duckdb") == tables(daily), "once more adds nothing"


@pytest.fixture
def server():
    with Loopback() as server:
        yield server


def serve_feed(server, count, dates=None):
    """A feed of plain pages, none with validators."""
    for number in range(count):
        server.pages[f"/{number}"] = answer(news_page(number).encode())
    items = "".join(
        f"<item><link>{server.url(f'/{number}')}</link>"
        f"<pubDate>{(dates or {}).get(number, '2020-03-05')}</pubDate></item>"
        for number in range(count)
    )
    server.pages["/feed.xml"] = answer(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())
    return Source(server.url("/feed.xml"), "feed", since=parse_since("2020-03-01"), until=parse_until("2020-03-31"))


def pages_asked(server):
    return sorted(target for target in server.targets if target != "/feed.xml")


def test_a_killed_backfill_goes_on_without_fetching_again(server, tmp_path):
    """Its pages have no validators: each would be a whole page once more, and a host waits a second for each."""
    source = serve_feed(server, 6)
    with pytest.raises(KilledError):
        run_sources(tmp_path / "w.duckdb", [source], chunk_pages=2, killed_after=2)
    before = set(pages_asked(server))
    loaded = {f"/{number}" for number in range(4)}
    assert loaded <= before
    server.log.clear()
    receipt = run_sources(tmp_path / "w.duckdb", [source], chunk_pages=2)
    assert pages_asked(server) == ["/4", "/5"]
    assert dict((reason, n) for _, reason, n in receipt.summary.reasons) == {"had_before": 4, "new": 2}
    run_sources(tmp_path / "whole.duckdb", [source])
    ids = "SELECT article_id, version_id FROM articles ORDER BY ALL"
    assert ask(tmp_path / "w.duckdb", ids) == ask(tmp_path / "whole.duckdb", ids)
    ledger = ask(tmp_path / "w.duckdb", "SELECT capture_id, version_id FROM inputs WHERE reason = 'had_before'")
    assert all(capture and version for capture, version in ledger), "the ledger says which version it was"


def test_a_backfill_that_ended_asks_for_what_failed_alone(server, tmp_path):
    """A range that is over brings nothing new; ten thousand pages for the sake of one would be rude."""
    source = serve_feed(server, 3)
    whole, server.pages["/1"] = server.pages["/1"], answer(status="503 Busy")
    first = run_sources(tmp_path / "w.duckdb", [source], attempts=1)
    seen = ask(tmp_path / "w.duckdb", "SELECT max(last_seen_at) FROM captures")
    assert first.summary.inputs["failed"] == 1
    server.pages["/1"] = whole
    server.log.clear()
    again = run_sources(tmp_path / "w.duckdb", [source])
    assert pages_asked(server) == ["/1"]
    assert again.summary.inputs == {"loaded": 1, "unchanged": 2, "duplicate": 0, "rejected": 0, "failed": 0}
    last = "SELECT count(*) FROM captures WHERE last_seen_at <= (SELECT started_at FROM runs ORDER BY 1 DESC LIMIT 1)"
    assert ask(tmp_path / "w.duckdb", last) == [(2,)], f"nobody saw them again after {seen}"


def test_a_range_without_end_looks_again(server, tmp_path):
    """A schedule over all since 2020 must see the corrections of today's news."""
    source = serve_feed(server, 2)
    source = Source(source.at, source.kind, since=source.since)
    run_sources(tmp_path / "w.duckdb", [source])
    server.log.clear()
    run_sources(tmp_path / "w.duckdb", [source])
    assert pages_asked(server) == ["/0", "/1"]


def test_another_reader_has_to_have_the_pages_again(server, tmp_path):
    """What it would make of them is in no warehouse."""
    source = serve_feed(server, 2)
    run_sources(tmp_path / "w.duckdb", [source])
    server.log.clear()
    run_sources(tmp_path / "w.duckdb", [source], reader="newer")
    assert pages_asked(server) == ["/0", "/1"]


def test_what_the_range_leaves_out_is_counted(server, tmp_path):
    """Not as a problem of the page, and not in silence."""
    source = serve_feed(server, 3, {0: "2020-02-01", 2: "2021-01-01"})
    receipt = run_sources(tmp_path / "w.duckdb", [source])
    assert pages_asked(server) == ["/1"]
    assert receipt.summary.inputs["rejected"] == receipt.summary.left_out == receipt.as_dict()["left_out"] == 2
    assert receipt.summary.problems == []
    assert "2 rejected inputs outside --since" in receipt.as_text()
    assert receipt.exit_code == 0


def test_the_feed_dates_a_page_that_does_not_date_itself(server, tmp_path):
    """And says so; ids do not hang on who listed the page."""
    bare = news_page(3).replace('<meta property="article:published_time" content="2026-03-04T08:30:00Z">', "")
    server.pages["/3"] = answer(bare.encode())
    item = f"<item><link>{server.url('/3')}</link><pubDate>Wed, 04 Mar 2020 09:15:00 +0100</pubDate></item>"
    server.pages["/feed.xml"] = answer(f'<rss version="2.0"><channel>{item}</channel></rss>'.encode())
    dated = "SELECT epoch(published_at), published_basis, published_precision, published_text FROM articles"
    run_sources(tmp_path / "plain.duckdb", [Source(server.url("/3"))])
    assert ask(tmp_path / "plain.duckdb", dated) == [(None, "none", "none", None)]
    run_sources(tmp_path / "w.duckdb", [Source(server.url("/feed.xml"))])
    at = datetime(2020, 3, 4, 8, 15, tzinfo=UTC).timestamp()
    assert ask(tmp_path / "w.duckdb", dated) == [(at, "feed", "second", "Wed, 04 Mar 2020 09:15:00 +0100")]
    ids = "SELECT article_id, version_id FROM articles"
    assert ask(tmp_path / "w.duckdb", ids) == ask(tmp_path / "plain.duckdb", ids)
    run_sources(tmp_path / "w.duckdb", [Source(server.url("/3"))], reader="newer")
    assert ask(tmp_path / "w.duckdb", dated)[0][1] == "feed", "what only the feed said is not lost"


def test_the_next_chunk_is_fetched_meanwhile_and_no_more(server, tmp_path):
    """Memory holds two chunks at most; progress is told for each page."""
    source = serve_feed(server, 6)
    progress = Counted()
    at_start = []

    class Watched(Counted):
        def advance(self, inputs):
            super().advance(inputs)
            at_start.append(len(pages_asked(server)))

    progress = Watched()
    run_sources(tmp_path / "w.duckdb", [source], chunk_pages=2, progress=progress)
    assert (progress.done, progress.asked) == (6, 6)
    assert max(at_start[:3]) <= 4, "while the first two are worked on, the next two are asked for"


def test_robots_txt_is_asked_for_once(server, tmp_path):
    """For its rules and for its sitemaps."""
    server.pages["/"] = answer(b"<html><p>Welcome")
    server.pages["/robots.txt"] = answer(f"User-agent: *\nSitemap: {server.url('/map')}\n".encode())
    urls = f"<url><loc>{server.url('/0')}</loc></url>"
    server.pages["/map"] = answer(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    )
    server.pages["/0"] = answer(news_page(0).encode())
    receipt = run_sources(tmp_path / "w.duckdb", [Source(server.url("/"))], obey_robots=True)
    assert receipt.summary.inputs["loaded"] == 1
    assert server.targets.count("/robots.txt") == 1


def test_a_page_that_was_looked_at_keeps_its_validators(server, tmp_path):
    """An address like a feed's that is a page costs one round trip the next day, as any page."""
    server.pages["/story.xml"] = answer(news_page(0).encode(), ETag='"v1"')
    assert run_sources(tmp_path / "w.duckdb", [Source(server.url("/story.xml"))]).summary.inputs["loaded"] == 1
    assert ask(tmp_path / "w.duckdb", "SELECT url, etag FROM validators") == [(server.url("/story.xml"), '"v1"')]
