"""Repeated metadata above the first paragraph: title, subtitle, byline, date, buttons, picture credits."""

import re
from typing import NamedTuple

from hearsay.pipelines.extract.body.boxes import Surroundings
from hearsay.pipelines.extract.body.inner_lines import is_disclosure, is_picture_credit
from hearsay.pipelines.extract.metadata.bylines import has_prefix, read_byline
from hearsay.pipelines.extract.metadata.date_lines import PUBLISHED_WORDS, UPDATED_WORDS, has_word
from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.extract.words.markers import is_boilerplate
from hearsay.pipelines.extract.words.word_counts import word_count
from hearsay.pipelines.records import Removed

_HEAD_MARKERS = "extract/body/data/head_markers.txt"

_MAX_BYLINE = 140
_MOST_LINES = 8
_PARAGRAPH_WORDS = 12
_MIN_REPEATED = 12
_MAX_DATE_WORDS = 12
_SENTENCE_MARKS = ".!?…。！？।\"'”’»)"
_DATE_LINE = re.compile(
    r"\W*(?:[^\W\d_]+[:,]? )?(?:\d{1,2}[./ ]\s?(?:\d{1,2}|[^\W\d_]{3,12})[./ ]\s?|[^\W\d_]{3,12}\.? \d{1,2}, )\d{4}"
    r"(?:\D{1,4}\d{1,2}[:.]\d{2}(?: Uhr)?)?\W*"
)
_READING_TIME = re.compile(r"\b\d{1,3}\s?-?\s?min\w{0,6}\b.{0,15}$", re.IGNORECASE)


class Heading(NamedTuple):
    """Metadata that a page repeats above the text; `variants` are other headlines of the page."""

    title: str | None
    subtitle: str | None
    authors: tuple[str, ...]
    lead: str | None = None
    variants: tuple[str, ...] = ()


def without_head(lines: list[str], heading: Heading, around: Surroundings) -> tuple[list[str], list[Removed]]:
    """Cut the repeated metadata above the first paragraph, and all lines above the title."""
    titles = {key(line) for line in (heading.subtitle, heading.title, *_variants(heading)) if line}
    top = next((index for index, line in enumerate(lines) if _is_first(line, titles)), 0)
    reasons: dict[int, str] = {}
    for index, line in enumerate(lines[: min(max(top, 1), _MOST_LINES)]):
        if heading.title and _repeats(line, heading.title) and len(lines) > index + 1:
            reasons.update(dict.fromkeys(range(index), "above the title"))
            reasons[index] = "title repeated"
        elif index < top and (reason := _reason(line, heading, around)):
            reasons[index] = reason
    kept = [line for index, line in enumerate(lines) if index not in reasons]
    return kept, [Removed("head", reasons[index], lines[index]) for index in sorted(reasons)]


def _is_first(line: str, titles: set[str]) -> bool:
    """Return True if a line is the first paragraph: a sentence of some length with no other role."""
    is_paragraph = word_count(line) >= _PARAGRAPH_WORDS and line[-1] in _SENTENCE_MARKS
    return is_paragraph and key(line) not in titles and not is_disclosure(line)


def _reason(line: str, heading: Heading, around: Surroundings) -> str | None:
    folded = key(line)
    signs = (
        ("subtitle", bool(heading.subtitle) and folded == key(heading.subtitle or "")),
        ("title repeated", folded in {key(title) for title in _variants(heading)}),
        ("byline", _is_byline(line, heading.authors)),
        ("date", _is_date(line)),
        ("disclosure", is_disclosure(line)),
        ("credit", is_picture_credit(line)),
        ("boilerplate", is_boilerplate(line, _HEAD_MARKERS)),
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


def _is_byline(line: str, authors: tuple[str, ...]) -> bool:
    if len(line) > _MAX_BYLINE:
        return False
    names = {key(author) for author in authors}
    return key(line) in names or (has_prefix(line) and bool(names & {key(name) for name in read_byline(line).names}))


def _is_date(line: str) -> bool:
    """Return True for a date alone, a reading time, or a short line with the time of publication or change."""
    if _DATE_LINE.fullmatch(line):
        return True
    if word_count(line) > _MAX_DATE_WORDS or not any(char.isdigit() for char in line):
        return False
    says_when = has_word(line, PUBLISHED_WORDS) or has_word(line, UPDATED_WORDS)
    return bool(_READING_TIME.search(line)) or (says_when and sum(char.isdigit() for char in line) >= 4)
