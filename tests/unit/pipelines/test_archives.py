"""Web archives as sources: every answer that a crawler received becomes an input, however encoded or damaged."""

import gzip
import io
import random
import threading
import tracemalloc
from datetime import UTC, datetime

import brotli
import pytest

from hearsay.pipelines.inputs import BytesInput, EndedInput
from hearsay.pipelines.records import OutcomeKind
from hearsay.pipelines.sources.find import find_inputs
from hearsay.pipelines.sources.source import Source
from tests.made_archives import chunked, http, packed, record, wacz
from tests.source_tools import tools

URL = "https://news.example/a"
PAGE = b"<p>" + b"The harbour of Osmere is closed. " * 90


def _found(archive, *, kind=None, stdin=None, max_bytes=100_000):
    if stdin is None:
        stdin, archive = io.BytesIO(archive), "-"
    return list(find_inputs([Source(archive, kind)], tools(stdin, max_bytes=max_bytes)))


def _ends(found):
    return [(one.outcome.kind.value, one.outcome.reason) if isinstance(one, EndedInput) else "page" for one in found]


@pytest.mark.parametrize(
    "pack", [b"".join, lambda records: packed(*records), lambda records: gzip.compress(b"".join(records))]
)
def test_a_page_has_what_the_crawler_knew(pack):
    """The compression of the archive must not matter, and data that only the archive has must be kept."""
    notes = record("dns:news.example", b"news.example 1.2.3.4", kind="resource", media_type="text/dns")
    asked = record(URL, b"GET /a HTTP/1.1\r\n\r\n", kind="request")
    (one,) = _found(pack([notes, asked, record(URL, http(PAGE, content_type="text/html; charset=iso-8859-2"))]))
    assert (one.body, one.hints.url, one.hints.http_status) == (PAGE, URL, 200)
    assert one.hints.captured_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert one.hints.media_type == "text/html; charset=iso-8859-2"
    assert one.given.startswith("-@")


@pytest.mark.parametrize(
    ("coded", "headers"),  # mtime=0: a packed time would be part of the test's name, on which two workers must agree
    [
        (gzip.compress(PAGE, mtime=0), {"Content_Encoding": "gzip"}),
        (brotli.compress(PAGE), {"Content_Encoding": "br"}),
        (chunked(PAGE), {"Transfer_Encoding": "chunked"}),
        (chunked(gzip.compress(PAGE, mtime=0), 20), {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}),
        (gzip.compress(brotli.compress(PAGE), mtime=0), {"Content_Encoding": "br, gzip"}),
        (PAGE, {"Content_Encoding": "gzip"}),
        (PAGE, {"Transfer_Encoding": "chunked"}),
        (PAGE, {"Content_Encoding": "utf-8"}),
    ],
)
def test_the_encodings_of_the_transport_are_decoded(coded, headers):
    """Crawlers also store decoded bytes below the headers of encoded bytes."""
    (one,) = _found(record(URL, http(coded, **headers)))
    assert one.body == PAGE


def test_every_answer_is_an_input_and_notes_are_not():
    """A user who misses a page must find its row in the ledger; a request is not an answer."""
    found = _found(
        b"".join(
            [
                record(URL, b"software: x", kind="warcinfo", media_type="application/warc-fields"),
                record(URL, http(b"", "301 Moved", Location="/b")),
                record(URL, http(b"gone", "404 Not Found")),
                record(URL, http(b"\x89PNG", content_type="image/png")),
                record("https://news.example/robots.txt", http(b"User-agent: *", content_type="text/plain")),
                record(URL, b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit"),
                record(URL, b"<p>saved by a browser", kind="resource"),
                record(URL, b"The text of a page.", kind="conversion", media_type="text/plain"),
                record("urn:pageinfo:x", b"{}", kind="resource", media_type="application/json"),
                record(URL, http(b"<p>no type told", content_type=None)),
            ]
        )
    )
    assert _ends(found) == [
        ("rejected", "redirect"),
        ("rejected", "http_status"),
        ("rejected", "wrong_type"),
        ("rejected", "robots_txt"),
        ("rejected", "revisit"),
        "page",
        "page",
        "page",
    ]
    assert "a redirect to /b" in found[0].outcome.detail


@pytest.mark.parametrize("pack", [b"".join, lambda records: packed(*records)])
@pytest.mark.parametrize("part", [0.4, 0.5, 0.6, 0.68, 0.75, 0.85, 0.97])
def test_an_archive_that_is_cut_off_keeps_what_was_read(pack, part):
    """A failed input must name the place: a broken download must not look complete."""
    words = random.Random(1).randbytes(2000).hex().encode()
    whole = pack([record(f"{URL}{number}", http(words)) for number in range(3)])
    found = _found(whole[: int(len(whole) * part)])
    assert _ends(found)[-1] == ("failed", found[-1].outcome.reason)
    assert found[-1].outcome.reason in {"broken_archive", "broken_record"}
    assert "-@" in found[-1].outcome.detail or "byte" in found[-1].outcome.detail
    assert len(found) == int(part * 3) + 1
    assert all(one.body == words for one in found[:-1])


@pytest.mark.parametrize("length", [-1, 0, 10, 4_000, 10**9, 2**63, 10**30, "many"])
def test_a_record_that_lies_about_its_length_ends_the_archive(length):
    """Only the length shows where the next record begins, so later bytes cannot be trusted."""
    found = _found(
        record(URL, http(PAGE)) + record(f"{URL}2", http(PAGE), length=length) + record(f"{URL}3", http(PAGE))
    )
    assert found[0].body == PAGE
    assert length == -1 or found[-1].outcome.kind == OutcomeKind.FAILED or "too_big" in _ends(found)[-1]


def test_a_corrupt_member_ends_the_archive():
    """A flipped bit in a compressed record must be reported with its place."""
    first = packed(record(URL, http(PAGE)))
    archive = bytearray(first + packed(record(URL, http(PAGE))))
    archive[len(first) + 40 : len(first) + 60] = b"\xff" * 20
    found = _found(bytes(archive))
    assert _ends(found) == ["page", ("failed", "broken_archive")]
    assert "record at byte 0" in found[-1].outcome.detail


def test_a_page_that_is_too_big_is_rejected_and_never_held():
    """Neither a long page nor a decompression bomb may fill the memory."""
    bomb = gzip.compress(b"0" * 300_000_000)
    assert len(bomb) < 2 * 200_000
    huge = record(URL, http(b"x" * 400_001))
    bombed = record(URL, http(bomb, Content_Encoding="gzip"))
    tracemalloc.start()
    found = _found(huge + bombed + record(URL, http(PAGE)), max_bytes=200_000)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    assert _ends(found) == [("rejected", "too_big"), "page", "page"]
    assert len(found[1].body) == 200_001  # one too many: extraction says that it is too big


def test_memory_stays_flat_over_a_long_archive(tmp_path):
    """A crawl of a million pages must be read a page at a time."""
    file = tmp_path / "long.warc.gz"
    peaks = []
    for count in (50, 500):
        words = random.Random(1).randbytes(20_000).hex().encode()
        file.write_bytes(packed(*[record(URL, http(words))]) * count)
        tracemalloc.start()
        assert sum(1 for _ in find_inputs([Source(str(file))], tools())) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_a_stream_is_read_as_it_comes():
    """With `curl … | hearsay ingest -`, the pipe has no position, and no end while it is read."""
    import os

    reading, writing = os.pipe()
    archive = packed(record(URL, http(PAGE)))
    release = threading.Event()

    def write():
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(archive * 2000)
            pipe.flush()
            release.wait(20)

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(reading, "rb") as pipe:
        inputs = find_inputs([Source("-")], tools(pipe))
        first = next(inputs)
        assert isinstance(first, BytesInput)
        assert first.body == PAGE
        release.set()
        assert sum(1 for _ in inputs) == 1999
    writer.join()


def test_a_wacz_file_gives_the_pages_of_its_archives(tmp_path):
    """The file is recognised by name, by its first bytes, and on standard input."""
    package = wacz(one=packed(record(URL, http(PAGE))), two=packed(record(f"{URL}2", http(PAGE))))
    (tmp_path / "crawl.wacz").write_bytes(package)
    (tmp_path / "crawl").write_bytes(package)
    for found in (
        _found(package),
        *[_found(str(tmp_path / name), stdin=io.BytesIO()) for name in ("crawl", "crawl.wacz")],
    ):
        assert [one.hints.url for one in found] == [URL, f"{URL}2"]
        assert "!archive/two.warc.gz@0" in found[1].given


def test_a_broken_wacz_file_is_reported():
    """The file is cut off, damaged in part, without an archive, or not a ZIP file."""
    package = wacz(one=packed(record(URL, http(random.Random(1).randbytes(5000).hex().encode()))))
    assert _ends(_found(package[:-50], kind="wacz")) == [("failed", "broken_archive")]
    damaged = bytearray(package)
    damaged[package.find(b"\x1f\x8b") + 2000] ^= 0xFF
    assert _ends(_found(bytes(damaged)))[-1] == ("failed", "broken_archive")
    assert _ends(_found(wacz())) == [("rejected", "no_pages")]
    assert _ends(_found(b"PK rubbish", kind="wacz")) == [("failed", "broken_archive")]


@pytest.mark.parametrize("bytes_", [b"", b"garbage " * 1000, b"WARC/1.1\r\n", b"\x1f\x8b\x08", bytes(5000)])
def test_a_file_that_is_no_archive_is_reported(bytes_):
    """A file that the user calls an archive gives a single input, failed or without a page."""
    found = _found(bytes_, kind="warc")
    assert len(found) == 1
    assert isinstance(found[0], EndedInput)


def test_any_damage_ends_in_inputs_and_never_in_an_error():
    """The thousand damaged archives are the same in every run."""
    chance = random.Random(7)
    records = [
        record(URL, http(gzip.compress(PAGE), Content_Encoding="gzip")),
        record(URL, http(chunked(PAGE), Transfer_Encoding="chunked")),
    ]
    wholes = [b"".join(records), packed(*records), wacz(a=packed(*records))]
    for _ in range(1000):
        damaged = bytearray(chance.choice(wholes))
        for _ in range(chance.choice((1, 2, 8))):
            at = chance.randrange(len(damaged))
            match chance.randrange(4):
                case 0:
                    damaged[at] = chance.randrange(256)
                case 1:
                    del damaged[at : at + chance.randrange(100)]
                case 2:
                    damaged[at:at] = chance.randbytes(10)
                case 3:
                    damaged[at : at + 1] = str(chance.choice((-1, 10**30, 2**64 - 1))).encode()
        for one in _found(bytes(damaged), kind=chance.choice((None, "warc", "wacz"))):
            assert isinstance(one, (BytesInput, EndedInput))
