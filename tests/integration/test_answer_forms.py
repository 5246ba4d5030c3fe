"""Answers as files for other programs, and as records where a table is too wide."""

import csv
import io
import json
import zipfile
from typing import NoReturn

import polars as pl
import pytest
from click.testing import CliRunner

from hearsay.errors import QueryError, UsageError
from hearsay.flows.command_line import hearsay
from hearsay.warehouse.answer_forms import MOST_EXCEL_LETTERS, MOST_EXCEL_ROWS, SUFFIXES, write_answer
from hearsay.warehouse.migrate import prepare_warehouse
from tests.made_pages import NOON

HOSTILE = '=HYPERLINK("https://trap.example")|“a\tb”\n@c'
FRAME = pl.DataFrame({"said": [HOSTILE, None], "n": [-3, 4], "spans": [[1, 2], []], "share": [0.5, float("nan")]})


def written(form: str, frame: pl.DataFrame = FRAME) -> bytes:
    out = io.BytesIO()
    write_answer(frame, form, out)
    return out.getvalue()


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_delimited_text_is_exact(form: str, delimiter: str) -> None:
    """Programs get the text itself: nothing is guarded, and quotation keeps delimiters and line ends."""
    rows = list(csv.reader(io.StringIO(written(form).decode("utf-8")), delimiter=delimiter))
    assert rows[:2] == [["said", "n", "spans", "share"], [HOSTILE, "-3", "[1, 2]", "0.5"]]


def test_csv_for_excel_has_no_formula() -> None:
    """Excel runs a cell that begins with =; and without the mark it reads UTF-8 as Windows-1252."""
    text = written("csv-for-excel").decode("utf-8")
    _, first, _ = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert text.startswith("\ufeff")
    assert first == ["'" + HOSTILE, "-3", "[1, 2]", "0.5"]


def test_json_lines_are_objects() -> None:
    first, second = map(json.loads, written("jsonl").splitlines())
    assert first == {"said": HOSTILE, "n": -3, "spans": [1, 2], "share": 0.5}
    assert second == {"said": None, "n": 4, "spans": [], "share": None}


def test_a_row_of_markdown_is_a_line() -> None:
    lines = written("markdown").decode("utf-8").splitlines()
    assert lines[2] == '| =HYPERLINK("https://trap.example")\\|“a b” @c | -3 | [1, 2] | 0.5 |'


def test_excel_gets_text_as_text() -> None:
    """A workbook holds no formula and no link, whatever a page says."""
    book = zipfile.ZipFile(io.BytesIO(written("xlsx")))
    sheet = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
    assert "HYPERLINK" in book.read("xl/sharedStrings.xml").decode("utf-8")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.casefold()
    assert '<c r="B2"><v>-3</v></c>' in sheet


def test_excel_has_limits() -> None:
    """A cell that is cut says so; rows beyond the sheet are refused with a way out."""
    book = zipfile.ZipFile(io.BytesIO(written("xlsx", pl.DataFrame({"text": ["x" * 40_000]}))))
    texts = book.read("xl/sharedStrings.xml").decode("utf-8")
    assert "x … [40,000 letters, cut at Excel's limit]</t>" in texts
    assert texts.count("x") < MOST_EXCEL_LETTERS
    with pytest.raises(QueryError, match="--format parquet"):
        written("xlsx", pl.DataFrame({"n": range(MOST_EXCEL_ROWS + 1)}))


@pytest.fixture
def answer(tmp_path, monkeypatch):
    """Return code and output of a query on an empty warehouse; the command ends its process at once."""

    def ended(code: int) -> NoReturn:
        raise SystemExit(code)

    monkeypatch.setattr("os._exit", ended)
    path = tmp_path / "w.duckdb"
    prepare_warehouse(path, NOON)

    def invoke(*options: str) -> tuple[int, str]:
        arguments = ["--warehouse", str(path), "query", *options]
        result = CliRunner().invoke(hearsay, arguments, env={"COLUMNS": "60"})
        if isinstance(result.exception, UsageError):
            raise result.exception
        return result.exit_code, result.output

    return invoke


def test_a_wide_row_is_a_record(answer) -> None:
    """Sixty columns of letters hold no table of four long texts; each value then has a line."""
    _, narrow = answer("SELECT 1 AS a, 'x' AS b")
    _, wide = answer("SELECT " + ", ".join(f"repeat('{name}', 30) AS {name}" for name in "abcd"))
    _, forced = answer("SELECT 1 AS a", "--format", "record")
    assert narrow.splitlines()[0].split() == ["a", "b"]
    assert [line.split() for line in wide.splitlines()[1:5]] == [[name, name * 30] for name in "abcd"]
    assert forced.splitlines()[1].split() == ["a", "1"]


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_the_suffix_of_a_file_names_its_form(answer, tmp_path, suffix: str) -> None:
    file = tmp_path / f"answer{suffix}"
    code, output = answer("SELECT 1 AS a", "--out", str(file))
    assert (code, output) == (0, f"{file} (1 row)\n")
    assert file.stat().st_size > 0


def test_options_that_exclude_each_other(answer, tmp_path) -> None:
    """A choice that cannot be kept is refused, not dropped."""
    for options in (["--out", str(tmp_path / "answer.txt")], ["--format", "xlsx", "--for-excel"]):
        with pytest.raises(UsageError, match="--f"):
            answer("SELECT 1", *options)
    assert not list(tmp_path.glob("answer*"))
    assert len(answer("FROM range(5)", "--format", "csv", "--rows", "2")[1].splitlines()) == 3
