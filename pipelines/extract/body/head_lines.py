"""Repeated metadata above the first paragraph: title, subtitle, byline, date, buttons, picture credits."""

import re
from typing import NamedTuple

from hearsay.pipelines.extract.body.boxes import Surroundings
from hearsay.pipelines.extract.body.inner_lines import is_disclosure, is_picture_credit, is_ticker
from hearsay.pipelines.extract.metadata.bylines import has_prefix, read_byline
from hearsay.pipelines.extract.metadata.date_lines import PUBLISHED_WORDS, UPDATED_WORDS
from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.extract.words.markers import beginning, holds_beginning, is_boilerplate
from hearsay.pipelines.language import Languages
from hearsay.pipelines.records import Removed
from hearsay.pipelines.word_counts import word_count

_HEAD_MARKERS = "furniture/head_markers"

_MAX_BYLINE = 140
_MOST_OTHER_WORDS = 4
"""Most words beside the names in a byline without a prefix: a job, a place."""
_MOST_LINES = 8
_PARAGRAPH_WORDS = 12
_MIN_REPEATED = 12
_MAX_DATE_WORDS = 12
_MAX_LETTERED_WORDS = 8
"""Most words with a letter of a longer line with a publication and a change."""
_SENTENCE_MARKS = ".!?…。！？।\"'”’»)"
_SENTENCE_ENDS = ".!?。！？।"
_MAX_LETTERS_BESIDE_DATE = 18
_MARKS = "\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""Marks of Devanagari and Thai, which are parts of words but no letters."""
_THAI = ("\u0e00", "\u0e7f")
"""First and last character of Thai, whose sentences have no mark at the end."""
_MINUTE_WORDS = "furniture/minute_words"


class Heading(NamedTuple):
    """Metadata that a page repeats above the text; `variants` are other headlines of the page."""

    title: str | None
    subtitle: str | None
    authors: tuple[str, ...]
    lead: str | None = None
    variants: tuple[str, ...] = ()


def without_head(
    lines: list[str], heading: Heading, around: Surroundings, languages: Languages
) -> tuple[list[str], list[Removed]]:
    """Cut the repeated metadata above the first paragraph, and all lines above the title."""
    titles = {key(line) for line in (heading.subtitle, heading.title, *_variants(heading)) if line}
    top = next((index for index, line in enumerate(lines) if _is_first(line, titles, languages)), 0)
    reasons: dict[int, str] = {}
    for index, line in enumerate(lines[: min(max(top, 1), _MOST_LINES)]):
        if heading.title and _repeats(line, heading.title) and len(lines) > index + 1:
            reasons.update(dict.fromkeys(range(index), "above the title"))
            reasons[index] = "title repeated"
        elif index < top and (reason := _reason(line, heading, around, languages)):
            reasons[index] = reason
    kept = [line for index, line in enumerate(lines) if index not in reasons]
    return kept, [Removed("head", reasons[index], lines[index]) for index in sorted(reasons)]


def _is_first(line: str, titles: set[str], languages: Languages) -> bool:
    """Return True if a line is the first paragraph: a sentence of some length with no other role."""
    words = word_count(line)
    is_unmarked = words >= 2 * _PARAGRAPH_WORDS and _THAI[0] <= line[-1] <= _THAI[1]
    is_paragraph = is_unmarked or (words >= _PARAGRAPH_WORDS and line[-1] in _SENTENCE_MARKS)
    return is_paragraph and key(line) not in titles and not is_disclosure(line, languages)


def _reason(line: str, heading: Heading, around: Surroundings, languages: Languages) -> str | None:
    folded = key(line)
    signs = (
        ("subtitle", bool(heading.subtitle) and folded == key(heading.subtitle or "")),
        ("title repeated", folded in {key(title) for title in _variants(heading)}),
        ("byline", _is_byline(line, heading.authors, languages)),
        ("date", _is_date(line, languages)),
        ("disclosure", is_disclosure(line, languages)),
        ("credit", is_picture_credit(line, languages)),
        ("boilerplate", is_boilerplate(line, _HEAD_MARKERS, languages)),
        ("ticker", is_ticker(line)),
        ("link", folded in around.links),
    )
    return next((reason for reason, is_so in signs if is_so), None)


def _variants(heading: Heading) -> list[str]:
    """Return the other headlines, except those with a full stop: these are sentences of the text in big letters."""
    return [title for title in heading.variants if not title.endswith(".")]


def _repeats(line: str, title: str) -> bool:
    """Return True if a line is the title, alone or run together with a kicker."""
    line_key, title_key = key(line), key(title)
    return line_key == title_key or (
        len(title_key) >= _MIN_REPEATED and line_key.endswith(title_key) and len(line_key) <= 2 * len(title_key)
    )


def _is_byline(line: str, authors: tuple[str, ...], languages: Languages) -> bool:
    if len(line) > _MAX_BYLINE:
        return False
    names = {key(author) for author in authors}
    if key(line) in names:
        return True
    line_names = {key(name) for name in read_byline(line, languages).names}
    if has_prefix(line, languages):
        return bool(names & line_names)
    is_short = word_count(line) <= sum(map(word_count, authors)) + _MOST_OTHER_WORDS
    return bool(line_names) and line_names <= names and is_short and line[-1] not in _SENTENCE_MARKS


def _is_date(line: str, languages: Languages) -> bool:
    """Return True for a date alone, a reading time, or a short line with the time of publication or change."""
    if languages.made(_date_line_pattern).fullmatch(line):
        return True
    lettered = sum(any(map(str.isalpha, word)) for word in line.split())
    is_long = word_count(line) > _MAX_DATE_WORDS and lettered > _MAX_LETTERED_WORDS
    if is_long or not any(char.isdigit() for char in line):
        return False
    if _is_dated(line, languages):
        return True
    says_when = any(holds_beginning(line, words, languages) for words in (PUBLISHED_WORDS, UPDATED_WORDS))
    return has_reading_time(line, languages) or (says_when and sum(char.isdigit() for char in line) >= 4)


def _is_dated(line: str, languages: Languages) -> bool:
    """Return True for a date with little beside it, such as the source or the hour."""
    rest, count = languages.made(_full_date_pattern).subn(" ", line)
    if not count or line[-1] in _SENTENCE_ENDS:
        return False
    left = beginning(rest.strip(" |,;·•-–—()（）"), "furniture/credit_markers", languages)
    return left is not None or sum(map(str.isalpha, rest)) <= _MAX_LETTERS_BESIDE_DATE


def _full_date_pattern(languages: Languages) -> re.Pattern[str]:
    clock = languages.pattern("published/clock_noun").pattern
    endings = languages.alternatives("published/ordinal_endings")
    letters = rf"[^\W\d_][{_MARKS}\w]{{1,14}}"
    return re.compile(
        r"\b(?:19|20)\d{2}\s?[-./年년]\s?\d{1,2}\s?[-./月월]\s?\d{1,2}(?:\s?[日일号號])?(?:[T ]?\d{1,2}:\d{2}\S*)?"
        r"|\b\d{1,3}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?[日號号]"
        r"|\b\d{1,2}\s?[-./]\s?\d{1,2}\s?[-./]\s?(?:19|20)\d{2}\b"
        rf"|\b\d{{1,2}}(?:[.º]|{endings})?,? (?:\w{{1,3}} )?{letters}\.?,? (?:\w{{1,3}} )?(?:19|2[05])\d{{2}}\b"
        rf"|\b\d{{1,2}}[:.：時时點点시]\s?\d{{2}}(?:[:.：]\d{{2}})?\s?[分분]?(?: (?:{clock}))?"
    )


def has_reading_time(line: str, languages: Languages) -> bool:
    """Return True if a line ends with a reading time, such as "4 min read"."""
    return bool(languages.made(_reading_time_pattern).search(line))


def _reading_time_pattern(languages: Languages) -> re.Pattern[str]:
    minutes = languages.alternatives(_MINUTE_WORDS)
    return re.compile(rf"\b\d{{1,3}}\s?-?\s?(?:{minutes})\w{{0,6}}\b.{{0,15}}$", re.IGNORECASE)


def _date_line_pattern(languages: Languages) -> re.Pattern[str]:
    clock = languages.pattern("published/clock_noun").pattern
    return re.compile(
        r"\W*(?:[^\W\d_]+[:,]? )?"
        r"(?:\d{1,2}[./ ]\s?(?:\d{1,2}|[^\W\d_]{3,12})[./ ]\s?|[^\W\d_]{3,12}\.? \d{1,2}, )\d{4}"
        rf"(?:\D{{1,4}}\d{{1,2}}[:.]\d{{2}}(?: (?:{clock}))?)?\W*"
    )
