"""The README's answer, compared with the sample pages: the first table that a visitor sees must be real."""

import re

import pytest

from hearsay.warehouse.query import QueryLimits, run_query
from tests.end_to_end.conftest import ROOT

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")


def rows_of_table(printed: str) -> list[list[str]]:
    """Return the cells of a printed table, with wrapped lines joined. A line with a first cell begins a row."""
    header, _, *lines, count = printed.splitlines()
    starts = [match.start() for match in re.finditer(r"\S+", header)]
    rows: list[list[str]] = []
    for line in lines:
        cells = [line[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]
        if cells[0]:
            rows.append(cells)
        else:
            rows[-1] = [f"{cell} {more}".strip() for cell, more in zip(rows[-1], cells, strict=True)]
    assert count == f"{len(rows)} rows"
    return [header.split(), *rows]


def test_the_answer_is_that_of_the_sample_pages(samples):
    """A change of extraction, reading or resolution would otherwise make the first page of hearsay untrue."""
    ((question, answer),) = re.findall(r"```sql\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)
    frame = run_query(samples.folder / "hearsay.duckdb", question, QueryLimits())
    rows = [[" ".join(cell.split()) for cell in row] for row in frame.rows()]
    assert rows_of_table(answer) == [frame.columns, *rows]
