"""Dumps of other systems: the user maps their columns, and an unusable row has a reason."""

import json
import tracemalloc
from datetime import UTC, date, datetime

import polars as pl
import pytest

from hearsay.errors import SourceError
from hearsay.pipelines.inputs import BytesInput, EndedInput
from hearsay.pipelines.records import OutcomeKind
from hearsay.pipelines.sources.checks import check_sources
from hearsay.pipelines.sources.find import find_inputs
from hearsay.pipelines.sources.source import Source
from tests.source_tools import tools

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _found(at, stdin=b"", kind=None, **columns):
    return list(find_inputs([Source(str(at), kind, columns=columns)], tools(stdin)))


def _parquet(path, **columns):
    pl.DataFrame(columns).write_parquet(path)
    return path


def test_a_mapping_tells_which_column_holds_what(tmp_path):
    """JSON lines and Parquet behave alike, and unmapped columns are not read."""
    row = {"content": "<p>x", "link": "https://news.example/a", "crawled": "2026-03-01T12:00Z", "score": 3}
    (tmp_path / "dump.jsonl").write_text(json.dumps(row))
    _parquet(tmp_path / "dump.parquet", **{name: [value] for name, value in row.items()})
    for name in ("dump.jsonl", "dump.parquet"):
        (one,) = _found(tmp_path / name, html="content", url="link", fetched_at="crawled")
        assert (one.body, one.hints.url, one.hints.captured_at) == (b"<p>x", "https://news.example/a", NOON)
        assert one.given.endswith(f"{name}:1")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (datetime(2026, 3, 1, 12), NOON),
        (NOON, NOON),
        ("2026-03-01T13:00+01:00", NOON),
        (date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC)),
        (None, None),
        ("", None),
    ],
)
def test_times_of_any_type_are_utc(tmp_path, written, read):
    """Parquet has types for times, while JSON has only text."""
    (one,) = _found(_parquet(tmp_path / "a.parquet", text=["x"], fetched_at=[written]))
    assert one.hints.captured_at == read


def test_bytes_are_taken_as_the_server_sent_them(tmp_path):
    """A dump of bytes has only the page's own charset; a dump of text is decoded already."""
    raw, text = (
        _found(_parquet(tmp_path / "a.parquet", html=["<p>ä".encode("latin-1")])),
        _found(_parquet(tmp_path / "b.parquet", html=["<p>ä"])),
    )
    assert (raw[0].body, raw[0].hints.media_type) == (b"<p>\xe4", "text/html")
    assert (text[0].body, text[0].hints.media_type) == ("<p>ä".encode(), "text/html; charset=utf-8")


def test_a_title_of_its_own_stands_where_a_page_has_it(tmp_path):
    """Otherwise the article would have no headline, or its first sentence would become the headline."""
    columns = {"title": ["A & B", "Storm", None], "text": ["It rained.", "Storm\nIt rained.", "Dry."]}
    assert [one.body for one in _found(_parquet(tmp_path / "a.parquet", **columns))] == [
        b"A & B\n\nIt rained.",
        b"Storm\nIt rained.",
        b"Dry.",
    ]
    pages = {"title": ["A & B", "other"], "html": ["<p>x", "<title>Own</title><p>x"]}
    assert [one.body for one in _found(_parquet(tmp_path / "b.parquet", **pages))] == [
        b"<title>A &amp; B</title>\n<p>x",
        b"<title>Own</title><p>x",
    ]


def test_html_is_taken_where_there_is_text_too(tmp_path):
    """The text of a dump was derived from its HTML, so it is used only if the HTML is missing."""
    found = _found(_parquet(tmp_path / "a.parquet", html=["<p>x", None, None], text=["x", "y", None]))
    assert [one.body for one in found[:2]] == [b"<p>x", b"y"]
    assert (found[2].outcome.reason, "needs exactly one of" in found[2].outcome.detail) == ("bad_row", True)


@pytest.mark.parametrize(
    ("columns", "mapping", "reason", "told"),
    [
        ({"body": ["x"]}, {}, "no_such_column", "--column html=NAME"),
        ({"body": ["x"]}, {"html": "content"}, "no_such_column", "['content']"),
        ({"html": [7]}, {}, "bad_row", "needs text in ['html'], and has int"),
        ({"html": [["x"]]}, {}, "bad_row", "has list"),
        ({"text": ["x"], "fetched_at": [1e300]}, {}, "bad_row", "is not an ISO 8601 time"),
        ({"text": ["x"], "url": [b"x"]}, {}, "bad_row", "needs text in ['url']"),
        ({"text": []}, {}, "no_pages", "contains no page"),
    ],
)
def test_an_unusable_row_has_a_reason(tmp_path, columns, mapping, reason, told):
    """The message must have the value and the next action."""
    (one,) = _found(_parquet(tmp_path / "a.parquet", **columns), **mapping)
    assert one.outcome.reason == reason
    assert told in one.outcome.detail


def test_a_dump_does_not_choose_files_of_this_machine(tmp_path):
    """A column named path belongs to the system that wrote the dump.

    Only a mapping makes it a path of this machine.
    """
    dump = tmp_path / "a.parquet"
    pl.DataFrame({"path": ["/etc/hostname"], "text": ["x"]}).write_parquet(dump)
    assert [type(one) for one in _found(dump)] == [BytesInput]
    assert [one.path for one in _found(dump, path="path")] == ["/etc/hostname"]


def test_a_mapping_without_a_page_is_refused_before_any_work(tmp_path):
    """A typing error in hearsay.toml must not reject a million rows."""
    for columns, told in (
        ({"url": "link"}, "name the column that holds the page"),
        ({"htm": "content"}, r"\['htm'\] are not fields"),
    ):
        with pytest.raises(SourceError, match=told):
            check_sources([Source(str(tmp_path), columns=columns)])


def test_parquet_is_known_by_its_first_bytes_also_on_standard_input(tmp_path):
    """Parquet is read from its end, so a stream is copied to a file."""
    whole = _parquet(tmp_path / "dump.bin", text=["x", "y"]).read_bytes()
    assert (
        [one.body for one in _found("-", whole)]
        == [one.body for one in _found(tmp_path / "dump.bin")]
        == [b"x", b"y"]
    )


def test_a_broken_parquet_file_is_reported(tmp_path):
    """A cut-off file has no table of contents; in a corrupt file the earlier rows are kept."""
    whole = _parquet(tmp_path / "a.parquet", text=[f"{number} " * 200 for number in range(500)]).read_bytes()
    (cut,) = _found("-", whole[:-100], kind="parquet")
    assert (cut.outcome.kind, cut.outcome.reason) == (OutcomeKind.FAILED, "broken_parquet")
    for at in range(5, len(whole), max(1, len(whole) // 15)):
        damaged = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        assert all(isinstance(one, (BytesInput, EndedInput)) for one in _found("-", damaged, kind="parquet"))


def test_memory_stays_flat_over_a_long_dump(tmp_path):
    """A dump of a million pages must be read in batches."""
    peaks = []
    for count in (200, 1000):
        _parquet(tmp_path / "a.parquet", html=[f"<p>{number}" + "x" * 20_000 for number in range(count)])
        tracemalloc.start()
        assert sum(1 for _ in find_inputs([Source(str(tmp_path / "a.parquet"))], tools())) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
