"""Every input of a source is found, in a fixed order, and an unusable line has a reason."""

import gzip
import json
import os
import threading
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearsay.errors import SourceError
from hearsay.pipelines.inputs import AddressInput, BytesInput, EndedInput
from hearsay.pipelines.records import OutcomeKind
from hearsay.pipelines.sources.checks import check_sources
from hearsay.pipelines.sources.find import find_inputs
from hearsay.pipelines.sources.lines import line_input
from hearsay.pipelines.sources.source import Source, parse_instant
from tests.made_archives import http, record
from tests.source_tools import tools


def _found(*sources, stdin=b"", kind=None, **columns):
    return list(find_inputs([Source(str(source), kind, columns=columns) for source in sources], tools(stdin)))


def _check(*sources, kind=None):
    check_sources(Source(str(source), kind) for source in sources)


def test_a_folder_gives_all_its_files_by_name(tmp_path):
    """Files that are not pages must be in the ledger too."""
    (tmp_path / "b").mkdir()
    for name in ("z.html", "a.pdf", "b/.hidden", "b/c"):
        (tmp_path / name).write_bytes(b"x")
    assert [one.path.removeprefix(f"{tmp_path}/") for one in _found(str(tmp_path))] == [
        "a.pdf",
        "z.html",
        "b/.hidden",
        "b/c",
    ]


def test_a_glob_is_expanded_in_order(tmp_path):
    """Shells expand globs; schedules in hearsay.toml do not."""
    for name in ("2.html", "1.html", "3.txt"):
        (tmp_path / name).write_text("x")
    assert [one.path[-6:] for one in _found(str(tmp_path / "*.html"))] == ["1.html", "2.html"]


def test_urls_are_to_be_fetched():
    """Only pipelines.fetch uses the network; a source only names addresses."""
    (one,) = _found("HTTPS://news.example/a")
    assert one == AddressInput("HTTPS://news.example/a", "HTTPS://news.example/a")


def test_standard_input_is_one_page_or_lines():
    """`-` is a page by default."""
    assert [one.body for one in _found("-", stdin=b"<p>x")] == [b"<p>x"]
    lines = b'{"html": "<p>x"}\n\n{"text": "y"}\n'
    assert [one.body for one in _found("-", stdin=lines, kind="jsonl")] == [b"<p>x", b"y"]


def test_jsonl_files_are_read_by_line_also_compressed(tmp_path):
    """A dump of a million pages is a single file."""
    line = json.dumps({"url": "https://news.example/a", "html": "<p>x", "fetched_at": "2026-03-01T10:00Z"}) + "\n"
    (tmp_path / "dump.jsonl").write_text(line)
    (tmp_path / "dump.jsonl.gz").write_bytes(gzip.compress(line.encode()))
    plain, packed = _found(str(tmp_path))
    assert plain.body == packed.body == b"<p>x"
    assert plain.hints.url == "https://news.example/a"
    assert plain.hints.captured_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert plain.given.endswith("dump.jsonl:1")


def test_a_cut_off_compressed_dump_keeps_the_lines_before(tmp_path):
    """A broken download must neither lose earlier lines nor end the run."""
    line = json.dumps({"text": "x" * 50}).encode() + b"\n"
    whole = gzip.compress(b"".join(line for _ in range(2000)), compresslevel=1)
    (tmp_path / "dump.jsonl.gz").write_bytes(whole[: len(whole) - 20])
    found = _found(str(tmp_path / "dump.jsonl.gz"))
    assert (found[-1].outcome.kind, found[-1].outcome.reason) == (OutcomeKind.FAILED, "broken_jsonl")
    assert len(found) > 1
    assert all(not isinstance(one, EndedInput) for one in found[:-1])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "is not JSON"),
        (b"[1]", "is not a JSON object but list"),
        (b"{}", "exactly one of"),
        (b'{"html": "a", "text": "b"}', "exactly one of"),
        (b'{"html": 7}', "needs text in ['html']"),
        (b'{"html": "a", "titel": "b"}', "unknown fields ['titel']"),
        (b'{"html": "a", "fetched_at": "yesterday"}', "'yesterday' is not an ISO 8601 time"),
        (b"[" * 100_000, "is not JSON"),
    ],
)
def test_an_unusable_line_has_a_reason(line, problem):
    """The ledger must have the value and the next action."""
    ended = line_input(line, "f:1", Source("f"))
    assert isinstance(ended, EndedInput)
    assert problem in (ended.outcome.detail or "")


@given(st.binary(max_size=200))
def test_any_line_gives_an_input(line):
    """No line may end the run."""
    assert line_input(line, "f:1", Source("f")).given == "f:1"


def test_a_source_that_names_nothing_is_refused_before_any_work(tmp_path):
    """After a typing error, an empty run must not look successful."""
    with pytest.raises(SourceError, match="no-such"):
        _check(tmp_path, "no-such-file.html")
    with pytest.raises(SourceError, match=r"\*\.nothing"):
        _check(tmp_path / "*.nothing")
    _check(tmp_path, "-", "http://news.example/")


def test_an_archive_is_not_fetched():
    """An archive can have any size, and the limit for pages would cut it off.

    The message must name the command to use.
    """
    with pytest.raises(SourceError, match="hearsay ingest --as warc -"):
        _check("https://data.example/crawl/CC-NEWS-1.warc.gz?part=1")
    with pytest.raises(SourceError, match="'video' is not a kind"):
        _check("a", kind="video")


def test_a_dump_without_a_page_is_reported(tmp_path):
    """An empty download must not look like a quiet day."""
    (tmp_path / "empty.jsonl").write_bytes(b"\n")
    (one,) = _found(tmp_path)
    assert (one.outcome.kind, one.outcome.reason) == (OutcomeKind.REJECTED, "no_pages")


def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path):
    """A line of 10 GB is not a page, and the lines behind it still are."""
    (tmp_path / "long.jsonl").write_bytes(b'{"text": "' + b"x" * 3_000_000 + b'"}\n{"text": "y"}\n')
    long, short = _found(tmp_path)
    assert (long.outcome.reason, long.given[-2:]) == ("too_big", ":1")
    assert (short.body, short.given[-2:]) == (b"y", ":2")


@pytest.mark.parametrize(
    ("text", "hour"), [("2026-01-30T12:00Z", 12), ("2026-01-30T12:00", 12), ("2026-01-30T12:00+02:00", 10)]
)
def test_instants_are_utc(text, hour):
    """Times of two zones in a column would be compared wrongly."""
    assert parse_instant(text) == datetime(2026, 1, 30, hour, tzinfo=UTC)


def test_a_slow_pipe_is_known_as_well_as_a_file():
    """A program may write only a few bytes at first. From these alone, an archive would look like a page."""
    archive = record("https://news.example/a", http(b"<p>x"))
    reading, writing = os.pipe()

    def drip():
        for at in range(0, len(archive), 100):
            os.write(writing, archive[at : at + 100])
            time.sleep(0.01)
        os.close(writing)

    writer = threading.Thread(target=drip)
    writer.start()
    with os.fdopen(reading, "rb") as pipe:
        (one,) = find_inputs([Source("-")], tools(pipe))
    writer.join()
    assert isinstance(one, BytesInput)
    assert one.body == b"<p>x"
