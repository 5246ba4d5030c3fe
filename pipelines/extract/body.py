"""The body of a page: one extraction by Trafilatura, and what it leaves at both ends taken off."""

import re
from functools import cache
from typing import NamedTuple

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from pipelines.extract.bylines import has_prefix, read_byline
from pipelines.extract.headline import key
from pipelines.extract.subheadings import with_subheadings
from pipelines.extract.word_counts import word_count
from pipelines.extract.word_lists import words
from pipelines.records import Rejection, Removed

_MAX_MARKER_LINE = 140
_MAX_PHRASE_LINE = 16
_MAX_WORD_LINE = 4
_MAX_TAIL_LINES = 6
_HEAD_LINES = 6
_PARAGRAPH_WORDS = 12
_MIN_REPEATED = 12
_MAX_CREDIT = 300
_BEGINNING = 40
_MOST_BOXED = 4
_SENTENCE_MARKS = ".!?…。！？।\"'”’»)"
_INITIALS = re.compile(r"\(?[a-z]{2,4}(?:[/,] ?[a-z]{2,4})*\)?|\([A-Za-z]{2,8}(?:[/,-] ?[A-Za-z]{2,8})*\)")
_DATE_LINE = re.compile(
    r"\W*(?:[^\W\d_]+[:,]? )?(?:\d{1,2}[./ ]\s?(?:\d{1,2}|[^\W\d_]{3,12})[./ ]\s?|[^\W\d_]{3,12}\.? \d{1,2}, )\d{4}"
    r"(?:\D{1,4}\d{1,2}[:.]\d{2}(?: Uhr)?)?\W*"
)
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


class Body(NamedTuple):
    """The text, paragraphs separated by a line feed, and the lines that were cut from it."""

    text: str
    removed: tuple[Removed, ...]


class Heading(NamedTuple):
    """What a page repeats above its text."""

    title: str | None
    subtitle: str | None
    authors: tuple[str, ...]
    lead: str | None = None


def extract_body(
    tree: HtmlElement, url: str | None, heading: Heading, boxed: frozenset[str] = frozenset()
) -> Body | Rejection:
    """What a reader of the article reads; a Rejection no_text or too_deep where there is nothing.

    `boxed` holds the keys of lines that stand in a newsletter box.

    Trafilatura in its default mode, without comments, with tables: of its modes it has the best F1 on three of four
    collections. `deduplicate` stays off, because its cache makes a page's text depend on the pages before it.
    """
    try:
        document = bare_extraction(tree, url=url, include_comments=False, include_tables=True, deduplicate=False)
    except RecursionError:
        return Rejection("too_deep", "its elements are nested so deep that no text can be had from them")
    if not isinstance(document, Document) or not document.text:
        return Rejection("no_text", "Trafilatura finds no text in it; pages that are built by scripts have none")
    lines = [stripped for line in document.text.splitlines() if (stripped := clean_line(line))]
    lines = with_subheadings(tree, lines)
    kept, head = _without_head(lines, heading)
    kept, tail = _without_tail(kept)
    kept, middle = _without_boxes(kept, boxed)
    kept = _with_lead(kept, heading.lead)
    return Body("\n".join(kept), (*head, *middle, *tail))


def _with_lead(lines: list[str], lead: str | None) -> list[str]:
    """The lines behind the lead, unless its beginning is among them."""
    if lead is None or key(lead)[:_BEGINNING] in key("".join(lines)):
        return lines
    return [clean_line(lead), *lines]


def clean_line(line: str) -> str:
    """The line without control characters and without white space at its ends."""
    return _UNFIT.sub("", line).strip()


def _without_head(lines: list[str], heading: Heading) -> tuple[list[str], list[Removed]]:
    """What the page repeats above the first paragraph, title, subtitle, byline, date, and what is above the title."""
    subtitle = key(heading.subtitle or "")
    top = next((index for index, line in enumerate(lines) if _is_paragraph(line) and key(line) != subtitle), 0)
    reasons: dict[int, str] = {}
    for index, line in enumerate(lines[: min(max(top, 1), _HEAD_LINES)]):
        if heading.title and _repeats(line, heading.title) and len(lines) > index + 1:
            reasons.update(dict.fromkeys(range(index), "above the title"))
            reasons[index] = "title repeated"
        elif index < top and (reason := _head_reason(line, heading)):
            reasons[index] = reason
    kept = [line for index, line in enumerate(lines) if index not in reasons]
    return kept, [Removed("head", reasons[index], lines[index]) for index in sorted(reasons)]


def _head_reason(line: str, heading: Heading) -> str | None:
    if heading.subtitle and key(line) == key(heading.subtitle):
        return "subtitle"
    if _is_byline(line, heading.authors):
        return "byline"
    return "date" if _DATE_LINE.fullmatch(line) else None


def _is_paragraph(line: str) -> bool:
    return word_count(line) >= _PARAGRAPH_WORDS and line[-1] in _SENTENCE_MARKS


def _repeats(line: str, title: str) -> bool:
    """Whether a line is the title, alone or with a kicker run together with it."""
    one, other = key(line), key(title)
    return one == other or (len(other) >= _MIN_REPEATED and one.endswith(other) and len(one) <= 2 * len(other))


def _is_byline(line: str, authors: tuple[str, ...]) -> bool:
    if len(line) > _MAX_MARKER_LINE:
        return False
    names = {key(author) for author in authors}
    return key(line) in names or (has_prefix(line) and bool(names & {key(name) for name in read_byline(line).names}))


def _without_tail(lines: list[str]) -> tuple[list[str], list[Removed]]:
    """Only last lines go, one by one, as long as each is a known beginning: never what stands before a real line."""
    end = len(lines)
    while end > 1 and len(lines) - end < _MAX_TAIL_LINES and _tail_reason(lines[end - 1]):
        end -= 1
    return lines[:end], [Removed("tail", _tail_reason(line) or "", line) for line in lines[end:]]


def _without_boxes(lines: list[str], boxed: frozenset[str]) -> tuple[list[str], list[Removed]]:
    """Lines of a newsletter box, and short ones of known beginnings that are no item of a list; a quarter at most."""
    reasons: dict[int, str] = {}
    for index, line in enumerate(lines[1:], 1):
        if key(line) in boxed:
            reasons[index] = "newsletter box"
        elif index < len(lines) - 1 and not line.startswith("-") and is_boilerplate(line, "tail_markers"):
            reasons[index] = "boilerplate"
    if sum(len(lines[index]) for index in reasons) * _MOST_BOXED > sum(map(len, lines)):
        return lines, []
    kept = [line for index, line in enumerate(lines) if index not in reasons]
    return kept, [Removed("body", reason, lines[index]) for index, reason in reasons.items()]


def _tail_reason(line: str) -> str | None:
    if is_boilerplate(line, "tail_markers"):
        return "boilerplate"
    if _INITIALS.fullmatch(line) or (len(line) <= _MAX_CREDIT and _marker_pattern("credit_markers").match(line)):
        return "credit"
    return None


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
    return re.compile(rf"[\s•·*>»|–—(-]*(?:{entries})(?:(?<=:)|(?!\w))", re.IGNORECASE)
