"""Faults of an archive: damaged records, an outdated or locked index, a full disk."""

import errno
import gzip
import random
import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest
from msgspec import structs

from hearsay.errors import ArchiveError
from hearsay.pipelines.archive import Sighting, archive_inputs, read_place
from hearsay.pipelines.archive.files import ENDING, archive_files
from hearsay.pipelines.archive.index import INDEX_NAME
from hearsay.pipelines.archive.warc import capture_fields, pack_capture
from hearsay.pipelines.inputs import EndedInput
from hearsay.pipelines.records import OutcomeKind, Place
from tests.made_archives import http, packed, record
from tests.unit.archive.test_archive import AT, MOST, archived, capture, ended, keep, opened, sight


def flip(file, offset):
    """Invert the bits of a byte."""
    stored = bytearray(file.read_bytes())
    stored[offset] ^= 0xFF
    file.write_bytes(stored)


def test_a_file_beyond_its_index_is_not_continued(tmp_path):
    """Another process may still write it, and the index would not cover a record behind the unknown part."""
    first, second = capture(), capture(url="https://news.example/2")
    (place,) = keep(tmp_path, sight(first))
    with opened(tmp_path, "b" * 32) as archive:
        with (tmp_path / place.file).open("ab") as stream:
            stream.write(b"\x1f\x8b\x08half")
        (other,) = archive.keep([sight(second)])
    assert other.file != place.file
    assert {found.capture_id for found in archived(tmp_path)} == {first.capture_id, second.capture_id}


def test_bytes_inside_a_damaged_record_are_not_read_as_the_next_record(tmp_path):
    """A page can itself be a gzip file. Only a member that begins with a WARC record is a record."""
    noise = random.Random(1).randbytes(200_000)
    body = noise + b"\x1f\x8b\x08\x00" + noise + gzip.compress(b"no record") + noise
    pages = [capture(body, "https://news.example/1"), capture(url="https://news.example/2")]
    places = keep(tmp_path, *(sight(page) for page in pages))
    (file,) = archive_files(tmp_path)
    flip(file, places[0].offset + 700)
    assert ended(tmp_path) == [(OutcomeKind.FAILED, "damaged_record")]
    assert [found.capture for found in archived(tmp_path)] == pages[1:]


def test_a_sighting_of_a_page_with_a_damaged_record_is_not_recorded(tmp_path):
    """After a 304, a later sighting needs the page's record.

    If the record is damaged, the sighting is not recorded.
    """
    page = capture()
    (place,) = keep(tmp_path, sight(page))
    (file,) = archive_files(tmp_path)
    flip(file, place.offset + 40)
    before = file.read_bytes()
    assert keep(tmp_path, Sighting(page.capture_id, AT + timedelta(hours=1))) == [place]
    assert file.read_bytes() == before


WHOLE = capture_fields(capture(), AT)
WRONG_RECORDS = {
    "has changed bytes": pack_capture(WHOLE, b"<p>Said otherwise.</p>"),
    "does not match its capture_id": pack_capture(structs.replace(WHOLE, capture_id="f" * 32), b"<p>Said.</p>"),
    "is not a valid record": packed(record("https://news.example/1", http(), more=["Hearsay-Capture: {"])),
}


@pytest.mark.parametrize("problem", WRONG_RECORDS)
def test_a_record_with_changed_content_is_damaged(tmp_path, problem):
    """Bytes that were edited or swapped must not be read as the fetched bytes."""
    name = f"hearsay-20260301T000000000000Z-aaaaaaaa-00001{ENDING}"
    (tmp_path / name).write_bytes(WRONG_RECORDS[problem])
    assert ended(tmp_path) == [(OutcomeKind.FAILED, "damaged_record")]
    with pytest.raises(ArchiveError, match=problem):
        read_place(tmp_path, Place(name, 0))
    with opened(tmp_path) as archive:
        assert archive.find(WHOLE.capture_id) is None, "the index points to whole records alone"


def test_a_place_without_a_capture_is_an_error_with_file_and_byte(tmp_path):
    """If a warehouse and an archive do not match, the message must name the file and the byte."""
    (place,) = keep(tmp_path, sight(capture()))
    for wrong, message in (
        (Place(place.file, 0), r"at byte 0 holds no capture that hearsay wrote"),
        (Place(place.file, 10**6), r"at byte 1,000,000 holds no complete record: the file ends before"),
        (Place("gone.warc.gz", 0), r"gone\.warc\.gz at byte 0 cannot be read: No such file"),
    ):
        with pytest.raises(ArchiveError, match=message):
            read_place(tmp_path, wrong)


def test_a_rebuilt_index_has_the_last_sighting(tmp_path):
    """Otherwise the next run would record the same sighting again."""
    page, later = capture(), AT + timedelta(hours=1)
    keep(tmp_path, sight(page), sight(page, later))
    (tmp_path / INDEX_NAME).unlink()
    keep(tmp_path, sight(page, later))
    assert [found.seen_at for found in archived(tmp_path)] == [AT, later]


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_locked_archive_is_an_error_with_the_next_action(tmp_path, lock):
    """The wait for the lock has a limit, before the run and during the run."""
    with opened(tmp_path, wait_seconds=0.05) as archive, closing(sqlite3.connect(tmp_path / INDEX_NAME)) as holder:
        holder.execute(f"BEGIN {lock}")
        with (
            pytest.raises(ArchiveError, match=r"cannot be used: .*--no-archive"),
            opened(tmp_path, wait_seconds=0.05),
        ):
            pass
        with pytest.raises(ArchiveError, match=r"cannot be written: .*--no-archive"):
            archive.keep([sight(capture())])
        holder.execute("ROLLBACK")
        (place,) = archive.keep([sight(capture())])
        assert read_place(tmp_path, place).capture == capture()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_at_the_sync_fails_every_page(tmp_path, monkeypatch, number):
    """Network drives report a full disk at the end. No page of the batch may then count as stored."""
    with opened(tmp_path) as archive:
        archive.keep([sight(capture())])
        monkeypatch.setattr(archive._file, "sync", partial(no_room, number))
        found = archive.keep([sight(capture(url=f"https://news.example/{n}")) for n in (2, 3)])
        assert [one.reason for one in found] == ["not_archived"] * 2
        monkeypatch.setattr(archive._file, "sync", partial(no_room, errno.EIO))
        with pytest.raises(ArchiveError, match="cannot be written"):
            archive.keep([sight(capture(url="https://news.example/4"))])


def no_room(number):
    raise OSError(number, "told when it is written out")


def test_a_file_that_disappears_is_a_failed_input(tmp_path):
    """If a file disappears during a rebuild, the ledger must name the file, and other files must be read."""
    pages = [capture(random.Random(n).randbytes(4000), f"https://news.example/{n}") for n in range(3)]
    keep(tmp_path, *(sight(page) for page in pages), file_bytes=1000)
    _, second, _ = archive_files(tmp_path)
    inputs = archive_inputs(tmp_path, MOST)
    found = [next(inputs)]
    second.unlink()
    found += inputs
    outcomes = [one.outcome if isinstance(one, EndedInput) else None for one in found]
    assert [outcome and (outcome.kind, outcome.reason) for outcome in outcomes] == [
        None,
        (OutcomeKind.FAILED, "FileNotFoundError"),
        None,
    ]
    assert [one.given for one in found] == ["pages.jsonl:1", second.name, "pages.jsonl:1"]
