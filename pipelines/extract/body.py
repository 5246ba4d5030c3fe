"""The body of a page: one extraction by Trafilatura, and what it leaves at both ends taken off."""

import re
from functools import cache
from typing import NamedTuple

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from pipelines.extract.headline import key
from pipelines.extract.word_lists import words
from pipelines.records import Rejection, Removed

_MAX_MARKER_LINE = 140
_MAX_PHRASE_LINE = 16
_MAX_WORD_LINE = 4
_MAX_TAIL_LINES = 6
_HEAD_LINES = 3
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


class Body(NamedTuple):
    """The text, paragraphs separated by a line feed, and the lines that were cut from it."""

    text: str
    removed: tuple[Removed, ...]


def extract_body(tree: HtmlElement, url: str | None, title: str | None) -> Body | Rejection:
    """What a reader of the article reads; a Rejection no_text or too_deep where there is nothing.

    Trafilatura in its default mode, without comments, with tables: of its modes it has the best F1 on three of four
    collections. `deduplicate` stays off, because its cache makes a page's text depend on the pages before it.
    """
    try:
        document = bare_extraction(tree, url=url, include_comments=False, include_tables=True, deduplicate=False)
    except RecursionError:
        return Rejection("too_deep", "its elements are nested so deep that no text can be had from them")
    if document is None or not document.text:
        return Rejection("no_text", "Trafilatura finds no text in it; pages that are built by scripts have none")
    lines = [stripped for line in document.text.splitlines() if (stripped := clean_line(line))]
    kept, head = _without_title(lines, title)
    kept, tail = _without_tail(kept)
    return Body("\n".join(kept), (*head, *tail))


def clean_line(line: str) -> str:
    """The line without control characters and without white space at its ends."""
    return _UNFIT.sub("", line).strip()


def _without_title(lines: list[str], title: str | None) -> tuple[list[str], list[Removed]]:
    """A title that the page repeats at the top of the text is the title, not the text's first sentence."""
    if not title:
        return lines, []
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if key(line) == key(title) and len(lines) > index + 1:
            return lines[:index] + lines[index + 1 :], [Removed("head", "title repeated", line)]
    return lines, []


def _without_tail(lines: list[str]) -> tuple[list[str], list[Removed]]:
    """Only last lines go, one by one, as long as each is a known beginning: never what stands before a real line."""
    end = len(lines)
    while end > 1 and len(lines) - end < _MAX_TAIL_LINES and is_tail_line(lines[end - 1]):
        end -= 1
    return lines[:end], [Removed("tail", "boilerplate", line) for line in lines[end:]]


def is_tail_line(line: str) -> bool:
    """Whether a last line is boilerplate by its beginning."""
    return is_boilerplate(line, "tail_markers")


def is_boilerplate(line: str, list_name: str) -> bool:
    """Whether a line begins with an entry of that word list and is no sentence that merely begins alike.

    Behind one word such as "Comments" or "Facebook" only a few more may follow, behind a phrase a short sentence.
    """
    match = _marker_pattern(list_name).match(line)
    if match is None or len(line) > _MAX_MARKER_LINE:
        return False
    if len(match[0].split()) > 1 or not match[0][-1].isalnum():
        return len(line.split()) <= _MAX_PHRASE_LINE
    return len(line.split()) <= _MAX_WORD_LINE and line[-1] not in ".!?"


@cache
def _marker_pattern(list_name: str) -> re.Pattern[str]:
    entries = "|".join(map(re.escape, sorted(words(list_name), key=len, reverse=True)))
    return re.compile(rf"[\s•·*>»|–—-]*(?:{entries})(?!\w)", re.IGNORECASE)
