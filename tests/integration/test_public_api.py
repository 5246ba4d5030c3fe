"""`import hearsay`: what a notebook has."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import hearsay
from hearsay.errors import QueryError, WarehouseError
from hearsay.pipelines.records import Article, Rejection

PAGES = Path(__file__).parents[2] / "samples" / "pages"
PAGE = PAGES / "pell-county-record" / "2026-03-11-millers-ford-bridge.html"


@pytest.mark.parametrize(
    "page", [PAGE, PAGE.read_bytes(), PAGE.read_text(encoding="utf-8")], ids=["path", "bytes", "text"]
)
def test_a_page_gives_its_article(page):
    """However a page comes to hand, its article is the same."""
    article = hearsay.extract(page, url="https://news.example/bridge")
    assert isinstance(article, Article)
    assert article.title == "Commissioners split over fate of Miller's Ford bridge"


def test_what_is_no_article_says_why():
    """A page without an article is an answer, not an error."""
    rejection = hearsay.extract("<html><body><p>Too short.</p></body></html>")
    assert isinstance(rejection, Rejection)
    assert rejection.reason == "too_short"


def test_a_text_gives_who_said_what():
    """Spans count in the text that was given."""
    text = "“The harbour is safe,” Mara Voss said on Tuesday."
    (said,) = hearsay.read(text).attributions
    assert [text[start:end] for start, end in said.source] == ["Mara Voss"]


def test_a_warehouse_answers_in_polars(warehouse):
    """The answer is a frame, and the sandbox is that of the command line."""
    opened = hearsay.open(warehouse)
    assert opened.query("SELECT 1 AS one").equals(pl.DataFrame({"one": [1]}, schema={"one": pl.Int32}))
    with pytest.raises(QueryError):
        opened.query("DELETE FROM articles")


def test_a_missing_warehouse_is_told(tmp_path):
    """Not at the first query, and not by making an empty file."""
    with pytest.raises(WarehouseError, match="there is no warehouse"):
        hearsay.open(tmp_path / "none.duckdb")


def test_an_ingest_that_cannot_run_says_why(tmp_path):
    """The command's own line, not an empty receipt."""
    with pytest.raises(RuntimeError, match=r"no-such-page\.html"):
        hearsay.ingest(tmp_path / "no-such-page.html", warehouse=tmp_path / "w.duckdb")


def test_importing_loads_nothing():
    """A notebook that only asks must not wait for Prefect."""
    code = "import hearsay, sys; print(len({'polars', 'prefect', 'duckdb', 'click'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "0\n"
