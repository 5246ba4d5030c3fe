"""Matches of lines with the word lists of all languages, at the beginning or in any place."""

import re
from collections.abc import Iterator
from functools import cache

from hearsay.pipelines.language import Languages
from hearsay.pipelines.word_counts import word_count

_MAX_LINE = 140
_MAX_PHRASE_LINE = 16
_MAX_WORD_LINE = 4
_MIN_STEM = 5
"""Fewest letters of an entry that may be the beginning of a longer word."""

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
"""A letter of a script that writes words without blanks, or joins them to others: Thai, Kana, Han, Hangul."""


def is_boilerplate(line: str, word_list: str, languages: Languages) -> bool:
    """Return True if a line begins with an entry of the word list and is not a longer sentence.

    Only a few words may follow a single word such as "Comments" or "Facebook"; a short sentence may follow a phrase.
    """
    match = beginning(line, word_list, languages)
    if match is None or len(line) > _MAX_LINE:
        return False
    if word_count(match) > 1 or not match[-1].isalnum():
        return word_count(line) <= _MAX_PHRASE_LINE
    return word_count(line) <= _MAX_WORD_LINE and line[-1] not in ".!?"


def beginning(line: str, word_list: str, languages: Languages) -> str | None:
    """Return the entry at the beginning of a line, after any bullet."""
    match = _beginning_pattern(word_list, languages).match(line)
    return match[0] if match else None


def holds(line: str, word_list: str, languages: Languages) -> bool:
    """Return True if an entry is in the line, as whole words."""
    return bool(_anywhere_pattern(word_list, languages).search(line))


def holds_beginning(line: str, word_list: str, languages: Languages) -> bool:
    """Return True if an entry is in the line at the beginning of a word, in any case."""
    return next(word_beginnings(line, word_list, languages), None) is not None


def word_beginnings(line: str, word_list: str, languages: Languages) -> Iterator[tuple[int, int]]:
    """Yield start and end of each entry in the line that stands at the beginning of a word, in any case.

    An entry of fewer than five letters is found only as a whole word. In scripts without blanks between words an
    entry is found anywhere.
    """
    for match in _entry_pattern(word_list, languages).finditer(_fold(line)):
        yield match.span()


def _fold(text: str) -> str:
    """Return the text in small letters, with as many characters; the Turkish letters i are one letter."""
    return text.replace("İ", "i").lower().replace("ı", "i")


@cache
def _beginning_pattern(word_list: str, languages: Languages) -> re.Pattern[str]:
    entries = languages.alternatives(word_list)
    return re.compile(rf"[\s•·*>»|–—(-]*(?:{entries})(?:(?<=:)|(?!\w))", re.IGNORECASE)


@cache
def _anywhere_pattern(word_list: str, languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{languages.alternatives(word_list)})(?!\w)", re.IGNORECASE)


@cache
def _entry_pattern(word_list: str, languages: Languages) -> re.Pattern[str]:
    """Match an entry in folded text."""
    entries = {_fold(entry) for entry in languages.words(word_list)}
    unspaced = {entry for entry in entries if _UNSPACED.match(entry)}
    first = "".join(sorted({entry[0] for entry in unspaced}))
    anywhere = rf"(?=[{re.escape(first)}])(?:{_branches(unspaced)})" if unspaced else "(?!)"
    return re.compile(rf"(?<![^\W_])(?:{_branches(entries - unspaced)})|{anywhere}")


def _branches(entries: set[str]) -> str:
    """Return a branch for each first letter, longest entries first, so that `re` skips most entries at a place."""
    groups: dict[str, list[str]] = {}
    for entry in sorted(entries, key=lambda entry: (-len(entry), entry)):
        groups.setdefault(entry[0], []).append(re.escape(entry[1:]) + _ending(entry))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in sorted(groups.items())) or "(?!)"


def _ending(entry: str) -> str:
    is_stem = len(entry) >= _MIN_STEM or not entry[-1].isalnum() or _UNSPACED.match(entry)
    return "" if is_stem else r"(?!\w)"
