"""The archive stores every capture once and without loss, despite kills, index faults and damaged bytes."""

import random
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastwarc.warc import ArchiveIterator

from hearsay.errors import ArchiveError
from hearsay.pipelines.archive import Sighting, archive_inputs, check_archive, open_archive, read_place
from hearsay.pipelines.archive.files import archive_files
from hearsay.pipelines.archive.index import INDEX_NAME
from hearsay.pipelines.capture import capture_input, make_capture
from hearsay.pipelines.inputs import ArchivedInput, EndedInput
from hearsay.pipelines.records import Failure, OutcomeKind, Validators

ROOT = Path(__file__).parents[3]
AT = datetime(2026, 3, 1, 12, 30, 0, 123456, tzinfo=UTC)
MOST = 5_000_000


def opened(folder, run_id="0" * 32, **others):
    wanted: dict[str, Any] = {
        "started_at": AT,
        "software": "hearsay/test",
        "file_bytes": 1_000_000,
        "wait_seconds": 5.0,
    }
    return open_archive(folder, run_id=run_id, **wanted | others)


def capture(body=b"<p>Said.</p>", url="https://news.example/1", **others):
    fields: dict[str, Any] = {"fetched_at": AT, "media_type": "text/html; charset=utf-8"}
    return make_capture("pages.jsonl:1", body, url=url, **fields | others)


def sight(found, seen_at=AT, **others):
    return Sighting(found.capture_id, seen_at, found, **others)


def keep(folder, *sightings, **others):
    with opened(folder, **others) as archive:
        return archive.keep(sightings)


class Stored(NamedTuple):
    """What a record of the archive holds; without a capture, a later sighting."""

    capture_id: str
    seen_at: datetime
    capture: Any = None
    place: Any = None


def archived(folder, most=MOST):
    return [stored for found in archive_inputs(folder, most) if (stored := _stored(found))]


def _stored(found):
    if isinstance(found, ArchivedInput):
        kept = found.archived
        return Stored(kept.capture.capture_id, kept.seen_at, kept.capture, kept.place)
    return found.sighting and Stored(*found.sighting)


def ended(folder, most=MOST):
    inputs = [found for found in archive_inputs(folder, most) if isinstance(found, EndedInput) and not found.sighting]
    return [(found.outcome.kind, found.outcome.reason) for found in inputs]


CAPTURES = {
    "a page that was fetched": replace(
        capture(url="https://news.example/a", final_url="https://news.example/b", http_status=200),
        validators=Validators("https://news.example/b", '"v1"', "Sun, 01 Mar 2026 12:00:00 GMT"),
    ),
    "a page without validators": replace(capture(http_status=404), validators=Validators("https://news.example/1")),
    "a file": make_capture("a/b.html", b"x", url=None, fetched_at=None, media_type=None),
    "a file whose name is no Unicode": make_capture(
        "caf\udce9.html", b"x", url=None, fetched_at=None, media_type=None
    ),
    "nothing": capture(b""),
    "bytes that look packed": capture(b"\x1f\x8b\x08 but are not"),
    "bytes that look like a record": capture(b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n" * 3),
    "every byte": capture(bytes(range(256)) * 300),
    "a dump's row": capture(http_status=200, media_type="text/plain", fetched_at=datetime(1, 1, 1, tzinfo=UTC)),
    "a charset of its own": capture("é".encode("cp1252"), media_type="text/html; charset=latin1"),
    "an address that is none": capture(url="not an address <é>\r\nWARC-Type: request"),
    "an address of 100 KB": capture(url="https://news.example/" + "x" * 100_000, http_status=200),
    "a media type that breaks lines": capture(http_status=200, media_type="text/html\r\nX: y; charset=utf-8"),
}


@pytest.mark.parametrize("name", CAPTURES)
def test_a_capture_comes_back_exactly(name, tmp_path):
    """A warehouse can only be rebuilt from complete captures."""
    kept = CAPTURES[name]
    (place,) = keep(tmp_path, sight(kept, AT + timedelta(microseconds=7)))
    assert read_place(tmp_path, place).capture == kept
    (found,) = archived(tmp_path)
    assert (found.capture, found.place, found.seen_at) == (kept, place, AT + timedelta(microseconds=7))
    with opened(tmp_path) as archive:
        assert archive.find(kept.capture_id).capture == kept
        assert archive.find("f" * 32) is None


def test_an_archived_input_is_not_unpacked_again(tmp_path):
    """A page that was compressed twice was decompressed once. A second time would give another capture."""
    kept = CAPTURES["bytes that look packed"]
    keep(tmp_path, sight(kept))
    (source,) = archive_inputs(tmp_path, MOST)
    assert capture_input(source, MOST) == kept


def test_other_programs_can_read_it(tmp_path):
    """Thanks to ISO 28500 an archive stays readable without hearsay."""
    keep(tmp_path, sight(CAPTURES["a page that was fetched"]), sight(CAPTURES["a file"]))
    (file,) = archive_files(tmp_path)
    with file.open("rb") as stream:
        records = [
            (record.headers["WARC-Type"], record.headers.get("WARC-Target-URI"), record.reader.read())
            for record in ArchiveIterator(stream)
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "resource"]
    assert records[1][1:] == ("https://news.example/b", b"<p>Said.</p>")
    assert (records[2][1] or "").startswith("urn:hearsay:capture:")


def test_the_same_bytes_of_the_same_address_are_written_once(tmp_path):
    """In a batch, in the next run and without the index. Later sightings are small records."""
    one = capture()
    first, second = keep(tmp_path, sight(one), sight(one))
    assert first == second
    assert keep(tmp_path, sight(one)) == [first]
    (tmp_path / INDEX_NAME).unlink()
    later = AT + timedelta(hours=1)
    assert keep(tmp_path, sight(one, later)) == [first]
    assert keep(tmp_path, Sighting(one.capture_id, later + timedelta(hours=1))) == [first]
    assert [(found.capture, found.seen_at) for found in archived(tmp_path)] == [
        (one, AT),
        (None, later),
        (None, later + timedelta(hours=1)),
    ]


def test_of_bytes_that_may_not_be_stored_the_hash_is_stored(tmp_path):
    """Copyright: the archive records the page without its bytes. Once allowed, it stores the bytes."""
    secret = capture(b"<p>Not to be kept.</p>")
    assert keep(tmp_path, sight(secret, may_be_kept=False), sight(secret, may_be_kept=False)) == [None, None]
    assert ended(tmp_path) == [(OutcomeKind.REJECTED, "not_archived")]
    assert keep(tmp_path, Sighting(secret.capture_id, AT + timedelta(1))) == [None]
    (place,) = keep(tmp_path, sight(secret))
    assert read_place(tmp_path, place).capture == secret


def test_files_are_rotated_and_continued(tmp_path):
    """An archive must not be a single endless file, nor a file for every hour."""
    bodies = [random.Random(n).randbytes(4000) for n in range(10)]
    pages = [capture(body, f"https://news.example/{n}") for n, body in enumerate(bodies)]
    for hour, page in enumerate(pages):
        keep(tmp_path, sight(page), started_at=AT + timedelta(hours=hour), file_bytes=10_000)
    assert len(archive_files(tmp_path)) == 4
    assert [found.capture for found in archived(tmp_path)] == pages


def test_a_long_run_begins_another_file_where_one_is_full(tmp_path):
    """A crawl of days would otherwise leave a file that is too large to copy."""
    pages = [capture(random.Random(n).randbytes(4000), f"https://news.example/{n}") for n in range(7)]
    keep(tmp_path, *(sight(page) for page in pages), file_bytes=10_000)
    assert len(archive_files(tmp_path)) == 3
    assert [found.capture for found in archived(tmp_path)] == pages


def test_two_runs_never_share_a_file(tmp_path):
    """Two writers of a file would mix up their records."""
    pages = [capture(url=f"https://news.example/{n}") for n in range(4)]
    with opened(tmp_path, "a" * 32) as one, opened(tmp_path, "b" * 32) as other:
        for page, archive in zip(pages, (one, other, one, other), strict=True):
            archive.keep([sight(page)])
        assert one.keep([sight(pages[1])]) == other.keep([sight(pages[1])])
    assert len(archive_files(tmp_path)) == 2
    assert {found.capture_id for found in archived(tmp_path)} == {page.capture_id for page in pages}


def test_two_runs_at_once_write_the_same_page_once(tmp_path):
    """The lookup and the write share a lock."""
    pages = [capture(url=f"https://news.example/{n}") for n in range(200)]

    def work(run_id):
        with opened(tmp_path, run_id, wait_seconds=60.0) as archive:
            for page in pages:
                archive.keep([sight(page)])

    threads = [threading.Thread(target=work, args=[letter * 32]) for letter in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found.capture_id for found in archived(tmp_path)) == sorted(page.capture_id for page in pages)


@pytest.mark.parametrize("cut", [1, 30, 200, -1])
def test_a_half_written_record_is_cut_off_and_the_rest_reads(tmp_path, cut):
    """A killed run leaves a part of its last record: `cut` bytes, or all but the last byte."""
    pages = [capture(url=f"https://news.example/{n}") for n in range(3)]
    places = keep(tmp_path, *(sight(page) for page in pages))
    (file,) = archive_files(tmp_path)
    start = places[-1].offset
    file.write_bytes(file.read_bytes()[: start + cut if cut > 0 else -1])
    assert ended(tmp_path) == [(OutcomeKind.REJECTED, "half_written")]
    assert [found.capture for found in archived(tmp_path)] == pages[:2]
    (tmp_path / INDEX_NAME).unlink()
    with opened(tmp_path) as archive:
        assert [str(file) in note and "half written" in note for note in archive.notes] == [True]
        assert archive.keep([sight(page) for page in pages]) == places
    assert ended(tmp_path) == []
    assert [found.capture for found in archived(tmp_path)] == pages


def test_a_file_that_a_run_is_writing_is_not_changed(tmp_path):
    """Its last record may look half written to other runs, although its own run will complete it."""
    page = capture()
    with opened(tmp_path, "a" * 32) as archive:
        archive.keep([sight(page)])
        (file,) = archive_files(tmp_path)
        with file.open("ab") as stream:
            stream.write(b"\x1f\x8b\x08half")
        size = file.stat().st_size
        with opened(tmp_path, "b" * 32) as other:
            assert other.notes == []
        assert file.stat().st_size == size


def test_a_damaged_record_costs_no_other(tmp_path):
    """After a flipped bit on the disk, the next record is found."""
    bodies = [random.Random(n).randbytes(3000) for n in range(4)]
    pages = [capture(body, f"https://news.example/{n}") for n, body in enumerate(bodies)]
    places = keep(tmp_path, *(sight(page) for page in pages))
    (file,) = archive_files(tmp_path)
    stored = bytearray(file.read_bytes())
    stored[places[1].offset + 1500] ^= 0xFF
    file.write_bytes(stored)
    assert [found.capture for found in archived(tmp_path)] == [pages[0], *pages[2:]]
    assert ended(tmp_path) == [(OutcomeKind.FAILED, "damaged_record")]
    with pytest.raises(ArchiveError, match="no complete record"):
        read_place(tmp_path, places[1])


def test_a_damaged_index_is_rebuilt(tmp_path):
    """The index holds only data that is in the files."""
    (place,) = keep(tmp_path, sight(capture()))
    (tmp_path / INDEX_NAME).write_bytes(b"no index" * 1000)
    with opened(tmp_path) as archive:
        assert "rebuilt from" in archive.notes[0]
        assert archive.keep([sight(capture())]) == [place]


def test_records_of_other_programs_are_rejected(tmp_path):
    """A crawl in the folder by mistake must not be read as hearsay's own, nor be dropped silently."""
    from tests.made_archives import http, packed, record

    keep(tmp_path, sight(capture()))
    (tmp_path / "crawl.warc.gz").write_bytes(packed(record("https://news.example/1", http())))
    assert ended(tmp_path) == [(OutcomeKind.REJECTED, "foreign_record")]
    keep(tmp_path, sight(capture(url="https://news.example/2")))
    assert len(archived(tmp_path)) == 2


def test_pages_beyond_the_limit(tmp_path):
    """A page that was cut off at a lower limit stays rejected at a higher limit.

    A page above a lower limit is skipped.
    """
    cut = capture(b"x" * 1001)
    keep(tmp_path, sight(cut, is_cut=True))
    assert [found.capture for found in archived(tmp_path, 1000)] == [cut]
    assert ended(tmp_path, 2000) == [(OutcomeKind.REJECTED, "too_big")]
    keep(tmp_path, sight(capture(b"y" * 3_000_000)))
    assert ended(tmp_path, 1000) == [(OutcomeKind.REJECTED, "too_big")]


def test_a_full_disk_fails_the_page_and_leaves_no_half_record(tmp_path, monkeypatch):
    """A page without stored bytes must not be processed, and the file must stay readable."""
    with opened(tmp_path) as archive:
        archive.keep([sight(capture())])

        class Full:
            def __init__(self, file):
                self.file = file

            def write(self, data):
                self.file.write(data[:10])
                raise OSError(28, "No space left on device")

            def __getattr__(self, name):
                return getattr(self.file, name)

        monkeypatch.setattr(archive._file, "_file", Full(archive._file._file))
        (found,) = archive.keep([sight(capture(url="https://news.example/2"))])
        assert isinstance(found, Failure)
        assert found.reason == "not_archived"
        assert "No space left" in found.detail
    assert ended(tmp_path) == []
    assert len(archived(tmp_path)) == 1


def test_an_unusable_folder_is_an_error_with_the_next_action(tmp_path):
    """The error must come before any page is fetched."""
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="--no-archive"), opened(tmp_path / "file" / "archive"):
        pass
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(ArchiveError, match="--from"):
            check_archive(folder)


WRITE_UNTIL_KILLED = """
import sys
from tests.unit.archive.test_archive import *
with opened(Path(sys.argv[1]), started_at=datetime.now(UTC), file_bytes=300_000) as archive:
    print(flush=True)
    for number in range(100_000):
        page = capture(random.Random(number).randbytes(20_000), f"https://news.example/{number}")
        (place,) = archive.keep([sight(page)])
        print(number, place.file, place.offset, flush=True)
"""


def test_kill_9_at_any_moment_leaves_an_archive_that_reads(tmp_path):
    """Every record that a run was told is stored must be there, once, wherever the run was killed."""
    told: dict[str, tuple[str, str]] = {}
    for attempt in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITE_UNTIL_KILLED, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(20 + 15 * attempt)]
        process.send_signal(signal.SIGKILL)
        lines += process.communicate()[0].splitlines()
        for line in lines[1:-1]:
            number, file, offset = line.split()
            assert told.setdefault(number, (file, offset)) == (file, offset)
    kept = [found.capture.url.rpartition("/")[2] for found in archived(tmp_path)]
    assert set(told) <= set(kept)
    assert len(kept) == len(set(kept))
    assert len(told) > 60
    with opened(tmp_path) as archive:
        archive.keep([sight(capture())])
    assert ended(tmp_path) == []
