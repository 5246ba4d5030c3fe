"""Quotations: text between quotation marks, as newspapers of several countries set them.

An apostrophe does not open a quotation. A quotation can span paragraphs if each of them begins with an opening mark.
"""

import re
from typing import NamedTuple

from hearsay.pipelines.records import Span, Spans

_MARK = re.compile(r"\n[^\S\n]*(?:\n\s*)?|''|``|[\"“”„«»‘’‚‹›'「」『』]")
_CLOSERS = {
    "“": '”"',
    "„": '“”"',
    '"': '"”',
    "”": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    "‚": "‘’",
    "'": "'",
    "''": "''",
    "``": "''",
    "「": "」",
    "『": "』",
}
_SINGLE = frozenset("‘‚'’")
PARAGRAPH_LIMIT = 12
"""Paragraphs that a quotation can span. An unclosed mark must not swallow the rest of the article."""


class Quotation(NamedTuple):
    """A quotation with its marks, as a span for each paragraph."""

    parts: Spans


class _Open(NamedTuple):
    mark: str
    start: int
    parts: Spans


def find_quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations of a text, in order."""
    quotations: list[Quotation] = []
    opened: _Open | None = None
    for match in _MARK.finditer(text):
        mark, position = match.group(), match.start()
        if mark[0] == "\n":
            opened = _over_break(text, opened, position, match.end())
        elif opened is None:
            opened = _Open(mark, position, ()) if _opens(text, mark, position) else None
        elif _closes(text, opened, mark, position):
            if match.end() - opened.start > len(opened.mark) + len(mark):
                quotations.append(Quotation((*opened.parts, Span(opened.start, match.end()))))
            opened = None
        elif opened.mark in _SINGLE and mark not in _SINGLE and _opens(text, mark, position):
            opened = _Open(mark, position, ())
    return quotations


def _over_break(text: str, opened: _Open | None, end: int, following: int) -> _Open | None:
    """Return the open quotation after a paragraph break, or None if the quotation ends there.

    The next paragraph must begin with the same mark. Otherwise the mark before the break opened no quotation.
    """
    if opened is None or opened.mark in _SINGLE or len(opened.parts) >= PARAGRAPH_LIMIT:
        return None
    if opened.start >= following:
        return opened
    if not text.startswith(opened.mark, following):
        return None
    trimmed = end
    while trimmed > opened.start and text[trimmed - 1].isspace():
        trimmed -= 1
    return _Open(opened.mark, following, (*opened.parts, Span(opened.start, trimmed)))


def _opens(text: str, mark: str, position: int) -> bool:
    before = text[position - 1] if position else " "
    after = text[position + len(mark) : position + len(mark) + 1] or " "
    if mark in ("'", "”", "’"):
        return (
            mark != "’"
            and not (before.isalnum() or before in ".,!?")
            and not after.isspace()
            and after not in ".,;:)"
        )
    if mark in ('"', "''"):
        return not before.isalnum()
    return mark in _CLOSERS


def _closes(text: str, opened: _Open, mark: str, position: int) -> bool:
    if mark not in _CLOSERS.get(opened.mark, "") or (len(mark) == 1 and len(opened.mark) == 2):
        return False
    if mark == opened.mark and position == opened.start:
        return False
    if mark not in _SINGLE:
        return True
    before = text[position - 1]
    after = text[position + 1 : position + 2]
    return not after.isalnum() and not before.isspace() and not _is_plural_possessive(text, before, position)


def _is_plural_possessive(text: str, before: str, position: int) -> bool:
    return before == "s" and text[position + 1 : position + 2] == " " and text[position + 2 : position + 3].islower()
