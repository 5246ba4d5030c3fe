"""Pages laid out with tables: the article's cell becomes an `article`, since Trafilatura reads tables as data."""

from itertools import islice

from lxml.html import HtmlElement

from hearsay.pipelines.extract.page.html_page import visible_text
from hearsay.pipelines.word_counts import word_count

_MIN_PARAGRAPHS = 3
_PARAGRAPH_WORDS = 12
_MIN_BREAKS = 4
_MIN_BROKEN_WORDS = 120
_MOST = 0.5
_GROUPS = ("thead", "tbody", "tfoot")
_MOST_NESTED = 10


def unwrap_layout_tables(tree: HtmlElement) -> None:
    """Turn each layout table into blocks.

    A layout table has a cell with paragraphs and with most of the table's words. The innermost such cell becomes an
    `article` if the page has none. Data tables have short cells, or several long cells, and are not changed. Tables
    nested more than ten deep are ignored.
    """
    tables = [table for table in tree.iter("table") if _depth(table) < _MOST_NESTED]
    layouts = [(table, cell) for table in tables if (cell := _article_cell(table)) is not None]
    for table, _ in layouts:
        groups = [child for child in table if child.tag in _GROUPS]
        for part in (*_cells(table), *_rows(table), *groups, table):
            part.tag = "div"
    if layouts and next(tree.iter("article", "main"), None) is None:
        layouts[-1][1].tag = "article"


def _depth(table: HtmlElement) -> int:
    return sum(1 for _ in islice(table.iterancestors("table"), _MOST_NESTED))


def _rows(table: HtmlElement) -> list[HtmlElement]:
    """Return the table's own rows, without rows of tables inside its cells."""
    groups = [table, *(child for child in table if child.tag in _GROUPS)]
    return [row for group in groups for row in group if row.tag == "tr"]


def _cells(table: HtmlElement) -> list[HtmlElement]:
    return [cell for row in _rows(table) for cell in row if cell.tag in ("td", "th")]


def _article_cell(table: HtmlElement) -> HtmlElement | None:
    words = {cell: word_count(visible_text(cell)) for cell in _cells(table)}
    total = sum(words.values())
    for cell, count in words.items():
        if count > _MOST * total and _is_prose(cell, count):
            return cell
    return None


def _is_prose(cell: HtmlElement, words: int) -> bool:
    """Return True if the cell holds three or more paragraphs, separated by markup or line breaks."""
    paragraphs = sum(word_count(visible_text(item)) >= _PARAGRAPH_WORDS for item in cell.iter("p"))
    breaks = sum(1 for _ in cell.iter("br"))
    return paragraphs >= _MIN_PARAGRAPHS or (breaks >= _MIN_BREAKS and words >= _MIN_BROKEN_WORDS)
