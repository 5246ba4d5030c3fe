"""Ranges of time: a page outside the range ends in the ledger without a request."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner

from hearsay.errors import SourceError, UsageError
from hearsay.flows.command_line import hearsay
from hearsay.flows.config.named_sources import resolve_sources
from hearsay.flows.config.ranges import Between, parse_since, parse_until, read_between
from hearsay.flows.config.settings import NamedSource, Settings
from hearsay.pipelines.sources.checks import check_sources
from hearsay.pipelines.sources.find import find_inputs
from hearsay.pipelines.sources.source import Source
from tests.made_archives import http, record
from tests.source_tools import ends, found, tools

SITE = "https://news.example"
MARCH: dict[str, Any] = {"since": parse_since("2026-03-01"), "until": parse_until("2026-03-31")}
OUT = ("rejected", "out_of_range")


def feed(*dated):
    items = "".join(
        f"<item><link>{SITE}/{number}</link>{f'<pubDate>{date}</pubDate>' if date else ''}</item>"
        for number, date in enumerate(dated)
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'


def test_a_feed_s_items_from_the_range(tmp_path):
    """The last day counts to midnight; a partly covered day and an item without a date are kept."""
    file = tmp_path / "feed.xml"
    dates = (
        "Sat, 28 Feb 2026 23:59:59 GMT",
        "Sun, 01 Mar 2026 00:00:01 GMT",
        "2026-03-31",
        "Tue, 31 Mar 2026 23:59:59 GMT",
        "Wed, 01 Apr 2026 00:00:01 GMT",
        "2026-04-01",
        "2026-02-28",
        "",
    )
    file.write_text(feed(*dates))
    kept = [f"{SITE}/{number}" for number in range(8)]
    inputs = found(file, **MARCH)
    assert ends(inputs) == [OUT, *kept[1:4], OUT, OUT, OUT, kept[7]]
    assert inputs[0].given == f"{SITE}/0"
    assert (
        "its date 2026-02-28T23:59:59+00:00 is before the start of the range, 2026-03-01" in inputs[0].outcome.detail
    )
    assert ends(found(file, **MARCH, is_dated_only=True))[7] == ("rejected", "undated")
    noon = {"since": parse_since("2026-03-31T12:00"), "until": None}
    assert ends(found(file, **noon))[2] == kept[2], "some of that day lies in the range"


def test_a_sitemap_by_publication_and_else_by_last_change(tmp_path):
    """A template changes old stories; the publication date then decides, not `lastmod`."""
    news = (
        "<news:news><news:publication_date>2026-01-05</news:publication_date><news:title>T</news:title></news:news>"
    )
    urls = (
        f"<url><loc>{SITE}/1</loc><lastmod>2026-03-05</lastmod></url>"
        f"<url><loc>{SITE}/2</loc><lastmod>2026-05-05</lastmod></url>"
        f"<url><loc>{SITE}/3</loc><lastmod>2026-03-05</lastmod>{news}</url>"
    )
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    (tmp_path / "map.xml").write_text(f"<urlset {spaces}>{urls}</urlset>")
    assert ends(found(tmp_path / "map.xml", kind="sitemap", **MARCH)) == [f"{SITE}/1", OUT, OUT]


def test_dumps_and_folders_by_the_time_of_capture(tmp_path):
    """Lines have their own time, files that of --captured-at; pages without a time are kept."""
    lines = [{"html": "x", "fetched_at": f"2026-0{month}-15T00:00:00Z"} for month in (2, 3, 4)] + [{"html": "x"}]
    (tmp_path / "dump.jsonl").write_text("\n".join(map(json.dumps, lines)))
    assert ends(found(tmp_path / "dump.jsonl", **MARCH)) == [OUT, "page", OUT, "page"]
    april = datetime(2026, 4, 15, tzinfo=UTC)
    assert ends(found(tmp_path / "dump.jsonl", **MARCH, captured_at=april))[3] == OUT
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_text("x")
    assert ends(found(folder, **MARCH)) == ["page"]
    assert ends(found(folder, **MARCH, captured_at=april)) == [OUT]
    assert ends(found(folder, **MARCH, is_dated_only=True)) == [("rejected", "undated")]
    assert ends(found(folder / "a.html", **MARCH, is_dated_only=True)) == ["page"], "it was named"


def test_what_is_listed_out_of_range_may_be_listed_within_it(tmp_path):
    """Two feeds may differ about a page; a date in the range is enough."""
    for name, date in (("a.xml", "2026-01-01"), ("b.xml", "2026-03-05"), ("c.xml", "")):
        (tmp_path / name).write_text(feed(date))
    sources = [Source(str(tmp_path / name), **MARCH) for name in ("a.xml", "b.xml", "c.xml")]
    assert ends(find_inputs(sources, tools())) == [OUT, f"{SITE}/0", ("duplicate", "same_address")]


def test_an_archive_s_answers_by_their_dates(tmp_path):
    """A backfill passes over most of an archive, so these bytes must not be read."""
    records = [record(f"{SITE}/{month}", http(), date=f"2026-0{month}-15T10:00:00Z") for month in (2, 3, 4)]
    (tmp_path / "old.warc").write_bytes(b"".join(records))
    inputs = found(tmp_path / "old.warc", **MARCH)
    assert ends(inputs) == [OUT, "page", OUT]
    assert inputs[0].given.endswith(f"{SITE}/2")


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-03-01", "2026-03-01T00:00:00+00:00", "2026-03-02T00:00:00+00:00"),
        ("20260301", "2026-03-01T00:00:00+00:00", "2026-03-02T00:00:00+00:00"),
        ("2026-03-01T12:00+01:00", "2026-03-01T11:00:00+00:00", "2026-03-01T11:00:00+00:00"),
        ("2026-03-01T12:00", "2026-03-01T12:00:00+00:00", "2026-03-01T12:00:00+00:00"),
    ],
)
def test_a_day_ends_with_its_last_moment(text, since, until):
    """--since 1 March --until 1 March means a whole day, not an empty range."""
    assert (parse_since(text).isoformat(), parse_until(text).isoformat()) == (since, until)


@pytest.mark.parametrize("text", ["March", "2026-02-30", "", "0001-01-01T00:00+14:00", "9999-12-31"])
def test_what_is_no_time_is_refused(text):
    """The error must give the value before anything is fetched."""
    with pytest.raises(ValueError, match=r"neither a day such as|later than the last date"):
        parse_until(text)


def test_a_named_source_has_its_range_and_the_command_line_wins():
    """A user names an archive once with its years, and may want a part of these later."""
    settings = Settings(sources=[NamedSource("old", f"{SITE}/map", since="2020-01-01", until="2020-12-31")])
    (declared,) = resolve_sources(["old"], settings)
    assert (declared.since, declared.until) == (parse_since("2020-01-01"), parse_since("2021-01-01"))
    (asked,) = resolve_sources(["old"], settings, between=Between(since=parse_since("2020-06-01")))
    assert (asked.since, asked.until) == (parse_since("2020-06-01"), parse_since("2021-01-01"))
    with pytest.raises(ValueError, match="neither a day such as"):
        NamedSource("old", f"{SITE}/map", since="long ago")


def test_an_impossible_range_is_refused():
    """An empty range would look like a site without news."""
    with pytest.raises(SourceError, match="--since must be before --until"):
        check_sources([Source(f"{SITE}/map", since=parse_since("2026-02-01"), until=parse_since("2026-02-01"))])
    with pytest.raises(SourceError, match="give --since or --until too"):
        resolve_sources(["x"], Settings(), between=read_between({"dated_only": True}))
    with pytest.raises(UsageError, match="'March' is neither a day"):
        read_between({"until": "March"})
    ended = CliRunner().invoke(hearsay, ["ingest", "x", "--since", "yesterday"])
    assert ended.exit_code == 2
    assert "'yesterday' is neither a day such as 2026-01-30" in ended.output
