"""The time expressions of a text: their offsets and their values.

Only sentences with a word or number of time are parsed. Of overlapping readings the longest counts. A reading must be
credible: "may", "the second" and "70s" are mostly not dates.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hearsay.pipelines.dates.credible import is_credible
from hearsay.pipelines.dates.grammar import grammar_of
from hearsay.pipelines.dates.kinds import TIMED
from hearsay.pipelines.dates.tense import lean_at
from hearsay.pipelines.dates.tokens import Item, Tokens, tokenize
from hearsay.pipelines.dates.vocabulary import vocabulary_of
from hearsay.pipelines.dates.when import Anchor, Length, When
from hearsay.pipelines.language import Language
from hearsay.pipelines.language.language import alternatives

__all__ = ["Expression", "find_expressions"]

LONGEST_SENTENCE = 400
"""Most characters that are parsed at once; a longer sentence is cut at a blank, even inside an expression."""

_SAME = {"VAGUE_PERIOD": "PERIOD", "BOUND": "LENGTH"}
MOST_TOKENS = 60
"""Most tokens of a window; a longer run of time words is not prose."""

REACH = 9
"""Tokens on either side of a time word that can belong to its expression."""

_SENTENCE = re.compile(r"(?<=[.!?;])[\"”’')\]]*\s+(?=[^a-z])|\n+")
_NUMBERS = r"\b1[5-9]\d\d|\b20\d\d|\d[/.-]\d{1,2}[/.-]\d|\d/\d"
"""Numbers that make a sentence worth parsing in any language."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression: `text[start:end]`, with kind (see grammar) and value."""

    start: int
    end: int
    kind: str
    value: When | Length


Reading = tuple[int, int, str, When | Length]


def find_expressions(
    text: str, anchor: Anchor, language: Language, start: int = 0, end: int | None = None
) -> list[Expression]:
    """Find the time expressions of `text[start:end]`, in order, without overlaps; offsets are those of the text.

    Never raises. The anchor's lean counts if it is not 0; otherwise the tense around each expression decides.
    """
    expressions: list[Expression] = []
    for low, high in _sentences(text, language, start, len(text) if end is None else end):
        expressions += _in_sentence(text, low, high, anchor, language)
    return expressions


def _sentences(text: str, language: Language, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of the text that contain a word or number of time."""
    low = start
    triggers, abbreviation = language.made(_triggers), language.pattern("dates/expressions.abbreviation")
    cuts = [
        match
        for match in _SENTENCE.finditer(text, start, end)
        if not abbreviation.search(text[max(match.start() - 6, 0) : match.start()])
    ]
    for high, following in [*((match.start(), match.end()) for match in cuts), (end, end)]:
        at = low
        while at < high:
            cut = high if high - at <= LONGEST_SENTENCE else text.rfind(" ", at + 1, at + LONGEST_SENTENCE)
            cut = min(at + LONGEST_SENTENCE, high) if cut <= at else cut
            if triggers.search(text, at, cut):
                yield at, cut
            at = cut
        low = following


def _triggers(language: Language) -> re.Pattern[str]:
    """Match the words and numbers that make a sentence worth parsing."""
    words = alternatives(language.made(vocabulary_of).triggers)
    numbers = f"{_NUMBERS}|{language.pattern('dates/expressions.numbers').pattern}"
    return re.compile(rf"\b(?:{words})(?![^\W\d_])|(?<=\d)(?:{words})\b|{numbers}", re.IGNORECASE)


def _in_sentence(text: str, low: int, high: int, anchor: Anchor, language: Language) -> Iterator[Expression]:
    sentence = text[low:high]
    tokens = tokenize(sentence, language.made(vocabulary_of))
    for first, last in _windows(tokens, language.made(_triggers)):
        for start, end, kind, value in _parsed(tokens, first, last, anchor, language):
            if is_credible(sentence, start, end, kind, value, language):
                made = _SAME.get(kind, kind)
                yield Expression(low + start, low + end, made, value)


def _windows(tokens: Tokens, triggers: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield windows of tokens around time words, wide enough for the longest pattern."""
    first, last = 0, -1
    for match in triggers.finditer(tokens.text):
        at = max(bisect_right(tokens.starts, match.start()) - 1, 0)
        if last < 0 or at - REACH > last or last - first >= MOST_TOKENS:
            if last >= 0:
                yield first, last
            first = max(at - REACH, last, 0)
        last = min(at + REACH, len(tokens.words), first + MOST_TOKENS)
    if last >= 0:
        yield first, last


def _parsed(tokens: Tokens, first: int, last: int, anchor: Anchor, language: Language) -> Iterator[Reading]:
    """Yield the longest readings of a window, each with the lean from the tense around it."""
    grammar, kept_stops = language.made(grammar_of), language.words("dates/kept_stops")
    by_lean: dict[int, list[Reading]] = {}

    def parsed(lean: int) -> list[Reading]:
        if lean not in by_lean:
            chart = [
                [(kind, value, end - first) for kind, value, end in items if end <= last]
                for items in tokens.items[first:last]
            ]
            grammar.fill(chart, replace(anchor, lean=lean))
            by_lean[lean] = list(_longest(tokens, chart, first, kept_stops))
        return by_lean[lean]

    guess = anchor.lean or lean_at(tokens.text, tokens.starts[first], tokens.ends[last - 1], language)
    for reading in parsed(guess):
        start, end, _, value = reading
        lean = anchor.lean or lean_at(tokens.text, start, end, language)
        if lean == guess or not _leans(value):
            yield reading
            continue
        yield next((other for other in parsed(lean) if other[:3] == reading[:3]), reading)


def _leans(value: object) -> bool:
    return isinstance(value, When) and value.without is not None


def _longest(tokens: Tokens, chart: list[list[Item]], first: int, kept_stops: frozenset[str]) -> Iterator[Reading]:
    """Yield the longest reading at each token, from left to right; of equal lengths the first kind in TIMED."""
    at = 0
    while at < len(chart):
        readings = [item for item in chart[at] if item[0] in TIMED]
        if not readings:
            at += 1
            continue
        kind, value, end = _best(readings)
        for later in range(at + 1, end):
            # "on 4/22" must not hide "4/22/2019".
            others = [item for item in chart[later] if item[0] in TIMED]
            if others and (other := _best(others))[2] > end and other[2] - later >= end - at:
                at, (kind, value, end) = later, other
                break
        last = first + end - 1
        if tokens.words[last] in (".", ",") and tokens.words[last - 1] not in kept_stops:
            last -= 1  # The stop of "Sept." or of the sentence.
        yield tokens.starts[first + at], tokens.ends[last], kind, value  # type: ignore[misc]
        at = end


def _best(readings: list[Item]) -> Item:
    return max(readings, key=lambda item: (item[2], -TIMED.index(item[0])))
