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
_SHORTENED = re.compile(r"[‘'](?:\d0s\b|n[’'‘])")
"""Shortened words behind a mark that opens no quotation: ‘90s, ‘n’."""
_BEFORE_SPEECH = re.compile(r"(?:^|[:,.!?]\s|\n)\s*$")
"""Text before a single mark that opens speech, and is no apostrophe."""
_STOPS = frozenset(',.;:!?…”")—–\n')
"""Characters at the end of speech that holds a quotation."""
_AND = re.compile(r"[’'‘]n[’'‘]")
"""'And' between two apostrophes: rock ’n’ roll."""
PARAGRAPH_LIMIT = 12
"""Paragraphs that a quotation can span. An unclosed mark must not swallow the rest of the article."""


class Quotation(NamedTuple):
    """A quotation with its marks, as a span for each paragraph."""

    parts: Spans


class _Open(NamedTuple):
    """Quotation that is not closed yet.

    `inner` are the quotations inside a single mark, which count if the mark turns out to be an apostrophe. `word` is
    the end of a word in single marks whose closing mark may be a possessive: ‘heroes’ and.
    """

    mark: str
    start: int
    parts: Spans
    inner: tuple[Quotation, ...] = ()
    word: int | None = None


def find_quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations of a text, in order."""
    marks = _Marks(text)
    for match in _MARK.finditer(text):
        if match.group()[0] == "\n":
            marks.break_paragraph(match)
        else:
            marks.read(match)
    return [*marks.quotations, *marks.inner(len(text))]


class _Marks:
    """Marks of a text so far: the closed quotations, and the open one.

    `opened` also has the quotation inside the open one, if the marks of the open one are single.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.quotations: list[Quotation] = []
        self.opened: list[_Open] = []

    def break_paragraph(self, match: re.Match[str]) -> None:
        """Close or continue what is open at a paragraph break."""
        start, end = match.span()
        going_on = _over_break(self.text, self.opened[0], start, end) if len(self.opened) == 1 else None
        if going_on is None:
            self.quotations += self.inner(end)
        self.opened = [going_on] if going_on else []

    def read(self, match: re.Match[str]) -> None:
        """Open or close a quotation at a mark."""
        mark, position = match.group(), match.start()
        last = self.opened[-1] if self.opened else None
        if last is not None and _closes(self.text, last, mark, position):
            self._close(match)
        elif last is None or (last.mark in _SINGLE and mark not in _SINGLE):
            self.opened += [_Open(mark, position, ())] if _opens(self.text, mark, position) else []
        elif mark == last.mark == "‘" and last.start < position and _opens(self.text, mark, position):
            self.quotations += self.inner(position)
            self.opened = [_Open(mark, position, ())]
        elif last.mark in _SINGLE and mark == "’" and _ends_word(self.text, last, position):
            self.opened[-1] = last._replace(word=match.end())

    def inner(self, end: int) -> tuple[Quotation, ...]:
        """Return the quotations behind a single mark that nobody closes before `end`."""
        first = self.opened[0] if self.opened else None
        if first is None or first.mark not in _SINGLE or first.start >= end:
            return ()
        if first.word is None:
            return first.inner
        behind = (quotation for quotation in first.inner if quotation.parts[0].start > first.word)
        return (Quotation((Span(first.start, first.word),)), *behind)

    def _close(self, match: re.Match[str]) -> None:
        quotation = self.opened.pop()
        if match.end() - quotation.start <= len(quotation.mark) + len(match.group()):
            return
        closed = Quotation((*quotation.parts, Span(quotation.start, match.end())))
        if self.opened:
            self.opened[0] = self.opened[0]._replace(inner=(*self.opened[0].inner, closed))
        else:
            self.quotations.append(closed)


def _over_break(text: str, opened: _Open, end: int, following: int) -> _Open | None:
    """Return the open quotation after a paragraph break, or None if the quotation ends there.

    The next paragraph must begin with the same mark. Otherwise the mark before the break opened no quotation.
    """
    if len(opened.parts) >= PARAGRAPH_LIMIT:
        return None
    if opened.mark in _SINGLE and not (opened.mark == "‘" and _BEFORE_SPEECH.search(text[: opened.start][-3:])):
        return None
    if opened.start >= following:
        return opened
    if not text.startswith(opened.mark, following) or not _opens(text, opened.mark, following):
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
            and not _SHORTENED.match(text, position)
            and not (before.isalnum() or before in ".,!?")
            and not after.isspace()
            and after not in ".,;:)"
        )
    if mark in ('"', "''"):
        return not before.isalnum()
    if mark == "‘":  # also set as an apostrophe: It‘s, the ‘90s, rock ‘n’ roll
        return not (before.isalnum() or _SHORTENED.match(text, position))
    if mark in ("»", "›") and after.isspace():  # a bullet at the beginning of a line
        return bool(text[text.rfind("\n", 0, position) + 1 : position].strip())
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
    if after.isalnum() or before.isspace() or _is_plural_possessive(text, before, position):
        return False
    if opened.inner and before not in _STOPS and after not in _STOPS and after:
        return False
    return not _AND.search(text, max(opened.start + 1, position - 2), position + 1)


def _ends_word(text: str, opened: _Open, position: int) -> bool:
    """Return True if a closing mark ends the first word or two behind an opening single mark."""
    words = text[opened.start + 1 : position]
    is_end = not text[position + 1 : position + 2].isalnum() and not words[-1:].isspace()
    return opened.word is None and is_end and 0 < len(words.split()) <= 2


def _is_plural_possessive(text: str, before: str, position: int) -> bool:
    return before == "s" and text[position + 1 : position + 2] == " " and text[position + 2 : position + 3].islower()
