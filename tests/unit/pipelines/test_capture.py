"""Captures: bytes are read up to a limit, and the same bytes from the same address are the same capture."""

import gzip
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.ids import content_id
from hearsay.pipelines.inputs import BytesInput, EndedInput, FileInput, Hints
from hearsay.pipelines.records import Capture, Failure, Outcome, OutcomeKind, Rejection


def _capture(path, max_bytes=1000):
    return capture_input(FileInput(str(path), str(path)), max_bytes)


def test_a_file_and_its_compressed_copy_are_the_same_capture(tmp_path):
    """Archives compress pages, and the page stays the same."""
    (tmp_path / "a.html").write_bytes(b"<p>x")
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"<p>x"))
    one, other = _capture(tmp_path / "a.html"), _capture(tmp_path / "a.html.gz")
    assert isinstance(one, Capture)
    assert isinstance(other, Capture)
    assert one.body == b"<p>x"
    assert one.capture_id == other.capture_id


def test_the_address_is_part_of_the_capture():
    """The same bytes at two addresses are two captures."""
    here = capture_input(BytesInput("a", b"x", Hints(url="https://a.example/1")), 10)
    there = capture_input(BytesInput("a", b"x", Hints(url="https://b.example/1")), 10)
    assert isinstance(here, Capture)
    assert isinstance(there, Capture)
    assert here.capture_id != there.capture_id


def test_no_more_is_read_than_tells_that_it_is_too_big(tmp_path):
    """A compressed file of a few kilobytes can hold gigabytes."""
    (tmp_path / "bomb.html.gz").write_bytes(gzip.compress(b"a" * 10_000_000))
    assert len(_capture(tmp_path / "bomb.html.gz", max_bytes=1000).body) == 1001


def test_what_cannot_be_read_is_a_failure_with_the_path(tmp_path):
    """An unreadable file must neither end the run nor disappear."""
    (tmp_path / "broken.gz").write_bytes(gzip.compress(b"x" * 999)[:-8])
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", "broken.gz", "pipe"):
        found = _capture(tmp_path / name)
        assert isinstance(found, Failure)
        assert name in found.detail


def test_a_problem_of_the_source_is_a_rejection():
    """A bad line of a dump has no bytes to read."""
    for kind, problem in ((OutcomeKind.REJECTED, Rejection), (OutcomeKind.FAILED, Failure)):
        ended = Outcome(kind, "bad_line", "dump:7 is no JSON")
        assert capture_input(EndedInput("dump:7", ended), 10) == problem("bad_line", "dump:7 is no JSON")


@pytest.mark.parametrize(
    ("media_type", "charset"),
    [
        ('text/html; Charset="UTF-8"', "utf-8"),
        ("text/html;charset=utf8", "utf-8"),
        ("text/html; charset='ISO-8859-2'", "iso8859-2"),
        ("text/html; charset=ISO-8859-1", "cp1252"),
        ("text/html; charset=latin5", "cp1254"),
        ("text/html; charset=x-sjis", "cp932"),
        ("text/html; charset=gb2312", "gbk"),
        ("text/html; charset=euc-kr", "cp949"),
        ("text/html; charset=tis-620", "cp874"),
        ("text/html; charset=utf-16", "utf-16-le"),
        ("text/html; charset=koi8-r; charset=utf-8", "koi8-r"),
        ("text/html; charset=rot13", None),
        ("text/html; charset=utf-7", None),
        ("text/html; charset=", None),
        ("text/html; charset=\x00\xff", None),
        ("text/html", None),
        (None, None),
    ],
)
def test_the_declared_charset_is_read_as_browsers_do(media_type, charset):
    """The charset of the transport wins over the page's, by the labels of the WHATWG Encoding Standard."""
    found = capture_input(BytesInput("a", b"x", Hints(media_type=media_type)), 10)
    assert isinstance(found, Capture)
    assert found.charset == charset


parts = st.lists(st.one_of(st.none(), st.integers(), st.text(alphabet="\\\x1f\x00uab1", max_size=4)), max_size=4)


@given(parts, parts)
def test_different_parts_give_different_ids(one, other):
    """Ids are keys, so no two lists of parts may give the same id, whatever separators they contain."""

    def written(items):
        return [None if item is None else str(item) for item in items]

    assert (content_id(*one) == content_id(*other)) == (written(one) == written(other))
