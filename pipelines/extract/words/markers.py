"""Matches of lines with the word lists of all languages, at the beginning or in any place."""

import re
from functools import cache

from hearsay.pipelines.language import Languages
from hearsay.pipelines.word_counts import word_count

_MAX_LINE = 140
_MAX_PHRASE_LINE = 16
_MAX_WORD_LINE = 4


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
    return bool(_word_beginning_pattern(word_list, languages).search(line))


@cache
def _beginning_pattern(word_list: str, languages: Languages) -> re.Pattern[str]:
    entries = languages.alternatives(word_list)
    return re.compile(rf"[\s•·*>»|–—(-]*(?:{entries})(?:(?<=:)|(?!\w))", re.IGNORECASE)


@cache
def _anywhere_pattern(word_list: str, languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{languages.alternatives(word_list)})(?!\w)", re.IGNORECASE)


@cache
def _word_beginning_pattern(word_list: str, languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{languages.alternatives(word_list)})", re.IGNORECASE)
