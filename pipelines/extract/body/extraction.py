"""Lines of a page's main text: one extraction by Trafilatura, and a second one where a short text ran together."""

from itertools import islice

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.extract.page.html_page import visible_text
from hearsay.pipelines.word_counts import word_count

_BRIEF_SIZE = 25
"""Fewest characters of a brief, in place of Trafilatura's 250."""

_FEWEST_RUN_TOGETHER = 12
_MOST_RUN_TOGETHER = 400
_FEWEST_PARAGRAPHS = 2
_MOST_PARAGRAPHS = 60
_LEAST_COVERED = 0.6
_BLOCKS = ("p", "li", "blockquote", "h2", "h3", "h4")


def main_lines(tree: HtmlElement, url: str | None) -> list[str] | None:
    """Return the lines of the page's main text as Trafilatura finds them; None without text.

    Trafilatura runs in its default mode, without comments, with tables: of its modes, this has the best F1 on three
    of four collections. `deduplicate` stays off, because its cache makes a page's text depend on earlier pages.

    A text in one line is Trafilatura's last resort. If the page has paragraphs, it is extracted again, as a brief.

    Raises:
        RecursionError: The elements are nested too deep.
    """
    lines = _extracted(tree, url, None)
    if not lines or not _runs_together(lines, tree):
        return lines
    again = _extracted(tree, url, _BRIEF_SIZE)
    if again and len(again) >= _FEWEST_PARAGRAPHS and _share(again, lines) >= _LEAST_COVERED:
        return again
    blocks = _blocks_of(lines[0], tree)
    return blocks if _share(blocks, lines) >= _LEAST_COVERED else lines


def _extracted(tree: HtmlElement, url: str | None, size: int | None) -> list[str] | None:
    options = Extractor(output_format="python", url=url, comments=False, tables=True, dedup=False)
    if size is not None:
        options.min_extracted_size = size
    document = bare_extraction(tree, options=options)
    if not isinstance(document, Document) or not document.text:
        return None
    return [line for line in document.text.splitlines() if line.strip()]


def _runs_together(lines: list[str], tree: HtmlElement) -> bool:
    if len(lines) > 1 or not _FEWEST_RUN_TOGETHER <= word_count(lines[0]) <= _MOST_RUN_TOGETHER:
        return False
    return len([*islice(tree.iter("p"), _FEWEST_PARAGRAPHS)]) == _FEWEST_PARAGRAPHS


def _blocks_of(line: str, tree: HtmlElement) -> list[str]:
    """Return the paragraphs of the page whose texts follow each other in a line."""
    whole, start = key(line), 0
    blocks: list[str] = []
    for block in islice(tree.iter(*_BLOCKS), _MOST_PARAGRAPHS):
        text = visible_text(block)
        folded = key(text)
        place = whole.find(folded, start) if folded else -1
        if place >= 0:
            blocks.append(text)
            start = place + len(folded)
    return blocks


def _share(lines: list[str], whole: list[str]) -> float:
    return sum(len(key(line)) for line in lines) / max(1, len(key("".join(whole))))
