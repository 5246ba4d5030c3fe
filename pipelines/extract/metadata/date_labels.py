"""The meaning of a date by the words beside it: publication, change, or another event."""

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.date_lines import PUBLISHED_WORDS, UPDATED_WORDS, Reading, line_date
from hearsay.pipelines.extract.metadata.dates import Written
from hearsay.pipelines.extract.page.html_page import is_filled, visible_text
from hearsay.pipelines.extract.words.markers import word_beginnings
from hearsay.pipelines.language import Languages

OTHER_WORDS = "published/other_date_words"


class Meaning(IntEnum):
    """The meaning of a date, best evidence of a publication first."""

    PUBLISHED = 0
    UNSTATED = 1
    CHANGED = 2
    OTHER = 3


class Label(NamedTuple):
    """A word in a text that gives the meaning of a date."""

    start: int
    end: int
    meaning: Meaning


class Stated(NamedTuple):
    """A date with its meaning. A relative date without a time of reading is a text."""

    meaning: Meaning
    written: Written | str


_LISTS = ((Meaning.PUBLISHED, PUBLISHED_WORDS), (Meaning.CHANGED, UPDATED_WORDS), (Meaning.OTHER, OTHER_WORDS))
_ONE_DATE = frozenset((Meaning.PUBLISHED, Meaning.CHANGED))
_MAX_CONJUNCTION = 4
_MAX_ENDING = 8
_MAX_LABEL = 60
_AROUND_LABEL = " \t\r\n()[]·|,;–—-"
_LEVELS_LOOKED_AT = 3
_DAY_BEFORE = re.compile(r"(?<![\d:.h])\d{1,2}\.?\s?[–—-]\s?$")
_DASH = re.compile(r"\s?[–—-]\s?\d")
_TILDE = re.compile(r"\s?(?:[(（].{1,3}[)）])?\s?[~～〜]\s?\d")
_CLOCK = re.compile(r"\D{0,12}(\d{1,2})[:.h](\d{2})(?!\d|\s*[ap]\.?m)", re.IGNORECASE)


def find_labels(text: str, languages: Languages) -> list[Label]:
    """Return the words of publication, of a change and of other events in a text, in order."""
    labels = [
        Label(start, end, meaning)
        for meaning, words in _LISTS
        for start, end in word_beginnings(text, words, languages)
    ]
    kept: list[Label] = []
    for label in sorted(labels, key=lambda label: (label.start, -label.end)):
        if not kept or label.start >= kept[-1].end:
            kept.append(label)
    return kept


def stated_dates(line: str, reading: Reading) -> list[Stated]:
    """Return the dates of a short line, each with the meaning of the word before it.

    The words stand behind the dates ("11.03.2025 veröffentlicht") if the line begins with a date and ends with one.
    """
    labels = _joined(line, find_labels(line, reading.languages))
    if not labels:
        written = line_date(line, reading)
        return [Stated(_unlabelled(line, written, reading), written)] if written else []
    starts, ends = [0, *(label.end for label in labels)], [*(label.start for label in labels), len(line)]
    parts = [line[start:end] for start, end in zip(starts, ends, strict=True)]
    dates = [line_date(part, reading) for part in parts]
    meanings = [label.meaning for label in labels]
    if dates[0] and dates[-1] is None and _is_ending(parts[-1]):
        return [Stated(meaning, date) for meaning, date in zip(meanings, dates, strict=False) if date]
    stated = [Stated(_unlabelled(parts[0], dates[0], reading), dates[0])] if dates[0] else []
    for meaning, date, part in zip(meanings, dates[1:], parts[1:], strict=True):
        own = date or _later_that_day(stated, meaning, part)
        if own:
            stated.append(Stated(meaning, own))
    return stated


def _unlabelled(text: str, written: Written | str, reading: Reading) -> Meaning:
    """Return OTHER for the first or last day of a range of days, as an event has it."""
    before, _, behind = text.partition(written.text if isinstance(written, Written) else written)
    is_range = (
        _DAY_BEFORE.search(before) or _TILDE.match(behind) or (_DASH.match(behind) and line_date(behind, reading))
    )
    return Meaning.OTHER if is_range else Meaning.UNSTATED


def _joined(line: str, labels: Sequence[Label]) -> list[Label]:
    """Join "published/updated" and "published and updated" before one date: it is that of publication."""
    joined: list[Label] = []
    for label in labels:
        gap = line[joined[-1].end : label.start].strip() if joined else ""
        is_pair = gap in ("/", "&") or (gap.isalpha() and len(gap) <= _MAX_CONJUNCTION)
        if is_pair and {joined[-1].meaning, label.meaning} == _ONE_DATE:
            joined[-1] = Label(joined[-1].start, label.end, Meaning.PUBLISHED)
        else:
            joined.append(label)
    return joined


def _is_ending(part: str) -> bool:
    """Return True for the rest of a word and of its sentence, such as "されました。"."""
    return len(part.strip()) <= _MAX_ENDING and not any(map(str.isdigit, part))


def _later_that_day(stated: Sequence[Stated], meaning: Meaning, part: str) -> Written | None:
    """Return the time of a change that is written as a time of day, behind the day of publication."""
    clock = _CLOCK.match(part) if stated and meaning is Meaning.CHANGED else None
    before = stated[-1].written if clock else None
    if clock is None or not isinstance(before, Written) or before.precision not in ("day", "minute", "second"):
        return None
    hour, minute = int(clock[1]), int(clock[2])
    if hour > 23 or minute > 59:
        return None
    at = before.at.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return before._replace(at=at, precision="minute", text=part.strip())


def label_beside(element: HtmlElement, languages: Languages) -> Meaning:
    """Return the meaning that the words beside an element give to its date.

    The words stand before it in its parent or in the element before it, or directly behind it.
    """
    behind = _label_behind(element, languages)
    if behind is not None and _begins_with_dates(element, languages):
        return behind
    before = _text_before(element)
    labels = find_labels(before, languages)
    if labels and not any(map(str.isdigit, before[labels[-1].end :])):
        return labels[-1].meaning
    return behind if behind is not None and element.getnext() is None else Meaning.UNSTATED


def _label_behind(element: HtmlElement, languages: Languages) -> Meaning | None:
    """Return the meaning of the word that alone follows an element."""
    tail = (element.tail or "").strip(_AROUND_LABEL)[:_MAX_LABEL]
    labels = find_labels(tail, languages) if tail else []
    is_alone = len(labels) == 1 and labels[0].start == 0 and _is_ending(tail[labels[0].end :])
    return labels[0].meaning if is_alone else None


def _begins_with_dates(element: HtmlElement, languages: Languages) -> bool:
    """Return True if a parent begins with such elements and ends with a word  "… 公開 … 更新"."""
    parent = element.getparent()
    if parent is None or is_filled(parent.text):
        return False
    alike = [child for child in parent if child.tag == element.tag]
    return alike[0] is parent[0] and alike[-1].getnext() is None and _label_behind(alike[-1], languages) is not None


def _text_before(element: HtmlElement) -> str:
    """Return the end of the nearest text before an element, within three ancestors."""
    current: HtmlElement | None = element
    for _ in range(_LEVELS_LOOKED_AT):
        if current is None or current.tag in ("article", "main", "body"):
            return ""
        for previous in current.itersiblings(preceding=True):
            text = previous.tail if is_filled(previous.tail) else _shown_text(previous)
            if text and is_filled(text):
                return " ".join(text.split())[-_MAX_LABEL:]
        current = current.getparent()
        if current is not None and is_filled(current.text):
            return " ".join((current.text or "").split())[-_MAX_LABEL:]
    return ""


def _shown_text(element: HtmlElement) -> str:
    """Return the text of an element; that of an icon is its title."""
    return visible_text(element) or element.get("title") or element.get("aria-label") or ""
