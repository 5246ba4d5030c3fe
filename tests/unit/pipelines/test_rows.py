"""Rows and JSON records come from the fields of the records; a column without a value is an error."""

import json
from dataclasses import dataclass, replace

import polars as pl
import pytest

from hearsay.flows.output.records_out import Record
from hearsay.pipelines import rows as rows_module
from hearsay.pipelines.cells import cells_of, take_columns
from hearsay.pipelines.records import Article, EntityLink, Published, Rejection, Removed
from hearsay.pipelines.rows import make_frame, shape_rows
from hearsay.warehouse.schema import ARTICLES, PAGE_TABLES, TABLES, Column
from tests.made_pages import NOON, page, stamp


def linked_page():
    """Return a page with a row in every page table."""
    made = page()
    assert made.resolution is not None
    link = EntityLink(made.resolution.entities[0].entity_id, "located_in", "f" * 32, "Osmere", "geonames", "1")
    return replace(made, resolution=replace(made.resolution, links=(link,)))


@pytest.mark.parametrize("name", PAGE_TABLES)
def test_every_column_has_a_value_or_an_error(name, monkeypatch):
    """A column that no stage fills would be NULL in every row, and nobody would notice."""
    assert not shape_rows([linked_page()], stamp(), NOON)[name].is_empty()
    wider = replace(
        TABLES[name], columns=(*TABLES[name].columns, Column("is_new", pl.Boolean, "New.", nullable=True))
    )
    monkeypatch.setattr(rows_module, "TABLES", {**TABLES, name: wider})
    with pytest.raises(ValueError, match=rf"a row of {name} lacks the columns \['is_new'\]"):
        shape_rows([linked_page()], stamp(), NOON)


def test_a_value_without_a_column_is_an_error():
    """A misspelt name would otherwise lose its values."""
    row = shape_rows([page()], stamp(), NOON)["articles"].to_dicts()[0]
    with pytest.raises(ValueError, match=r"has values for \['is_payed'\]"):
        make_frame(ARTICLES, [row | {"is_payed": True}])


def test_a_record_in_a_record_gives_its_fields_with_a_prefix():
    """Columns such as published_at and about_basis need no code of their own."""
    published = Published(NOON, "json-ld", "day", "1 March")
    article = Article("c", "text", authors=("A", "B"), published=published, removed=(Removed("tail", "advice", "x"),))
    cells = cells_of(article)
    assert {name: cells[name] for name in cells if name.startswith("published")} == {
        "published_at": NOON,
        "published_basis": "json-ld",
        "published_precision": "day",
        "published_text": "1 March",
    }
    assert (cells["authors"], cells["removed"]) == (["A", "B"], [{"part": "tail", "reason": "advice", "text": "x"}])


def test_columns_are_taken_by_name_and_the_later_record_counts():
    """The article and the run both have an extractor_version; the row has that of the run."""
    cells = take_columns(ARTICLES, Article("c", "text", extractor_version="old"), stamp())
    assert cells["extractor_version"] == stamp().extractor_version
    assert cells.keys() <= ARTICLES.polars_schema.keys()


def test_a_new_field_is_in_rows_and_records_without_further_code():
    """A field that stops in the code between its rule and the warehouse is the usual mistake of a new column."""

    @dataclass(frozen=True, slots=True)
    class FilmedArticle(Article):
        has_video: bool | None = None

    article = FilmedArticle("c", "text", has_video=True)
    assert cells_of(article)["has_video"] is True
    assert '"has_video": true' in Record("1", article).as_json()


def test_the_record_of_a_page_without_an_article_has_all_fields():
    """Programs read the fields of every line by name, and expect a list where an article has a list."""
    whole = json.loads(Record("1", Article("c", "text")).as_json())
    empty = json.loads(Record("1", Rejection("too_short", "its text has 1 word")).as_json())
    assert list(empty) == [*whole, "detail"]
    assert {name for name, value in empty.items() if value == []} == {"authors", "tags", "removed"}
