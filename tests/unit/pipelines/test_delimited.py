"""CSV and TSV as spreadsheets and archives of news export them: delimiters, charsets, broken rows."""

import csv
import gzip
import io

import pytest

from hearsay.pipelines.inputs import BytesInput, EndedInput, Input
from hearsay.pipelines.sources.find import find_inputs
from hearsay.pipelines.sources.source import Source
from tests.source_tools import tools

ROWS = [
    ("https://news.example/1", "Bridge", "First line,\nsecond; line"),
    ("https://news.example/2", "Café", "“x”\ty"),
]


def table(header: tuple[str, ...], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([header, *ROWS])
    return out.getvalue()


def found(path, body: bytes, **columns: str) -> list[Input]:
    path.write_bytes(body)
    return list(find_inputs([Source(str(path), columns=columns)], tools()))


def ended(inputs: list[Input]) -> list[tuple[str, str]]:
    return [(item.outcome.reason, item.outcome.detail or "") for item in inputs if isinstance(item, EndedInput)]


@pytest.mark.parametrize(
    ("name", "delimiter", "charset"),
    [
        ("a.csv", ",", "utf-8"),
        ("a.csv", ";", "utf-8-sig"),
        ("a.csv", "|", "utf-8"),
        ("a.tsv", "\t", "utf-16"),
        ("a.CSV", ",", "utf-8"),
    ],
)
def test_each_row_is_a_page(tmp_path, name: str, delimiter: str, charset: str) -> None:
    """Excel writes semicolons in half of Europe, a mark before UTF-8, and UTF-16 as "Unicode text"."""
    pages = found(tmp_path / name, table(("url", "title", "text"), delimiter).encode(charset))
    assert [(page.hints.url, page.body.decode()) for page in pages if isinstance(page, BytesInput)] == [
        (url, f"{title}\n\n{text}") for url, title, text in ROWS
    ]
    assert [page.given.rpartition("/")[2] for page in pages] == [f"{name}:1", f"{name}:2"]


def test_a_mapping_names_the_columns(tmp_path) -> None:
    """Exports have their own names, and columns that hearsay does not use."""
    body = gzip.compress(table(("Link", "Headline", "Body"), ";").encode())
    first, _ = found(tmp_path / "export.csv.gz", body, text="Body", url="Link")
    assert isinstance(first, BytesInput)
    assert (first.hints.url, first.body) == (ROWS[0][0], ROWS[0][2].encode())


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        (b"", "no_such_column", "no html or text"),
        (b"url,titel\r\n1,2\r\n", "no_such_column", "['url', 'titel']"),
        (b"url,text\r\nu,caf\xe9\r\n", "bad_row", "not UTF-8"),
        (b"url,text\r\nu,one,two\r\n", "bad_row", "3 cells, and the header has 2"),
        (b'url,text\r\nu,"never closed\r\n', "broken_csv", "after its row 0"),
        (b"path,url\r\n/etc/passwd,u\r\n", "no_such_column", "no html or text"),
    ],
)
def test_a_fault_has_a_name(tmp_path, body: bytes, reason: str, words: str) -> None:
    """A foreign file must not be taken for an article, nor choose a file of this machine."""
    ((given, detail),) = ended(found(tmp_path / "a.csv", body))
    assert (given, words in detail) == (reason, True)


def test_a_bad_row_does_not_end_the_file(tmp_path) -> None:
    pages = found(tmp_path / "a.csv", b"text\r\n\xff\r\n\r\ngood\r\n")
    assert ended(pages[:1])[0][0] == "bad_row"
    assert [page.body for page in pages if isinstance(page, BytesInput)] == [b"good"]
