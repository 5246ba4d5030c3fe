"""Lines that a word list knows by their beginning, or by a word in them."""

import re
from functools import cache

from hearsay.pipelines.lexicon import word_set

_MAX_LINE = 140
_MAX_PHRASE_LINE = 16
_MAX_WORD_LINE = 4


def is_boilerplate(line: str, word_list: str) -> bool:
    """Whether a line begins with an entry of that word list and is no sentence that merely begins alike.

    Behind one word such as "Comments" or "Facebook" only a few more may follow, behind a phrase a short sentence.
    """
    match = beginning(line, word_list)
    if match is None or len(line) > _MAX_LINE:
        return False
    if len(match.split()) > 1 or not match[-1].isalnum():
        return len(line.split()) <= _MAX_PHRASE_LINE
    return len(line.split()) <= _MAX_WORD_LINE and line[-1] not in ".!?"


def beginning(line: str, word_list: str) -> str | None:
    """The entry that a line begins with, whatever bullet is before it."""
    match = _beginning_pattern(word_list).match(line)
    return match[0] if match else None


def holds(line: str, word_list: str) -> bool:
    """Whether an entry stands anywhere in a line, as words of their own."""
    return bool(_anywhere_pattern(word_list).search(line))


@cache
def _beginning_pattern(word_list: str) -> re.Pattern[str]:
    return re.compile(rf"[\s•·*>»|–—(-]*(?:{_entries(word_list)})(?:(?<=:)|(?!\w))", re.IGNORECASE)


@cache
def _anywhere_pattern(word_list: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_entries(word_list)})(?!\w)", re.IGNORECASE)


def _entries(word_list: str) -> str:
    return "|".join(map(re.escape, sorted(word_set(word_list), key=len, reverse=True)))
