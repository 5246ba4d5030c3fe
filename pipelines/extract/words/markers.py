"""Matches of lines with the word lists of all languages, at the beginning or in any place."""

import re
from collections.abc import Iterator
from functools import cache

from hearsay.pipelines.language import Languages, alternatives
from hearsay.pipelines.word_counts import word_count

DENSE = "\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Characters of Thai, Chinese, Japanese and Korean: a word of these may begin and end beside a letter."""

_MAX_LINE = 140
_MAX_LABELLED_LINE = 220
_MAX_PHRASE_LINE = 16
_MAX_LABELLED_WORDS = 30
_MAX_WORD_LINE = 4
_MIN_STEM = 5
"""Fewest letters of an entry that may be the beginning of a longer word."""

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
"""A letter of a script that writes words without blanks, or joins them to others: Thai, Kana, Han, Hangul."""
_COLONS = ":："
_SENTENCE_MARKS = ".!?。！？"
_BULLETS = re.compile(r"[\s•·*>»›|–—(（【〔［\[<＜〈《「▶►▷▲△▼▽■□◆◇●○★☆※→⇒/+⬇\ufe0f👉📌🔗-]*")
_TURKISH_I = {ord("İ"): "i", ord("ı"): "i"}
"""Both letters fold to i, because lower() does not turn the capitals of a Turkish word into its small letters."""

_WORD_START = rf"(?:(?<!\w)|(?<=[{DENSE}])|(?=[{DENSE}]))"
_DENSE_LETTER = re.compile(f"[{DENSE}]")
_LETTER_START = rf"(?:(?<![^\W_])|(?<=[{DENSE}])|(?=[{DENSE}]))"
_WORD_END = rf"(?:(?!\w)|(?<=[{DENSE}]))"
_INDEXED = 2


def is_boilerplate(line: str, word_list: str, languages: Languages) -> bool:
    """Return True if a line begins with an entry of the word list and is not a longer sentence.

    Only a few words may follow a single word such as "Comments" or "Facebook"; a short sentence may follow a phrase,
    and a longer title may follow a label with a colon.
    """
    match = beginning(line, word_list, languages)
    if match is None:
        return False
    if match[-1] in _COLONS or _has_colon(line, match):
        return len(line) <= _MAX_LABELLED_LINE and word_count(line) <= _MAX_LABELLED_WORDS
    if len(line) > _MAX_LINE:
        return False
    if word_count(match) > 1 or not match[-1].isalnum():
        return word_count(line) <= _MAX_PHRASE_LINE
    return word_count(line) <= _MAX_WORD_LINE and line[-1] not in _SENTENCE_MARKS


def beginning(line: str, word_list: str, languages: Languages) -> str | None:
    """Return the longest entry at the beginning of a line, after any bullet.

    A colon at the end of an entry stands for any colon, with or without a blank before it.
    """
    folded = fold(line)
    index = _beginnings(word_list, languages)
    for start in dict.fromkeys((_after_bullets(folded), 0)):
        for entry in index.get(folded[start : start + _INDEXED], ()):
            if _stands_at(folded, start, entry):
                return entry
    return None


def holds(line: str, word_list: str, languages: Languages) -> bool:
    """Return True if an entry is in the line, as whole words."""
    return bool(_anywhere_pattern(word_list, languages).search(fold(line)))


def holds_beginning(line: str, word_list: str, languages: Languages) -> bool:
    """Return True if an entry is in the line at the beginning of a word, in any case."""
    return next(word_beginnings(line, word_list, languages), None) is not None


def word_beginnings(line: str, word_list: str, languages: Languages) -> Iterator[tuple[int, int]]:
    """Yield start and end of each entry in the line that stands at the beginning of a word, in any case.

    An entry of fewer than five letters is found only as a whole word. In scripts without blanks between words an
    entry is found anywhere.
    """
    for match in _entry_pattern(word_list, languages).finditer(fold(line)):
        yield match.span()


def held_entries(text: str, word_list: str, languages: Languages) -> set[str]:
    """Return the entries in a text, as whole words."""
    return set(_anywhere_pattern(word_list, languages).findall(fold(text)))


def fold(line: str) -> str:
    """Return a line in small letters, for a comparison with the entries of a list."""
    return line.lower() if line.isascii() else line.translate(_TURKISH_I).lower()


def beginnings_of_words(words: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for any of the entries at the beginning of a word of a folded line."""
    return re.compile(rf"{_LETTER_START}(?:{alternatives(frozenset(map(fold, words)))})")


def is_dense(entry: str) -> bool:
    """Return True for an entry in a script without blanks between words."""
    return _DENSE_LETTER.search(entry) is not None


def _after_bullets(line: str) -> int:
    match = _BULLETS.match(line)
    return match.end() if match else 0


def _has_colon(line: str, entry: str) -> bool:
    """Return True if the first colon of a line stands directly after the entry."""
    rest = fold(line).partition(entry)[2].lstrip()
    return rest[:1] in tuple(_COLONS)


def _stands_at(line: str, start: int, entry: str) -> bool:
    """Return True if an entry is at this place of a line and ends there as a word."""
    if entry[-1] in _COLONS:
        bare = entry[:-1].rstrip()
        return line.startswith(bare, start) and line[start + len(bare) :].lstrip()[:1] in tuple(_COLONS)
    if not line.startswith(entry, start):
        return False
    after = line[start + len(entry) : start + len(entry) + 1]
    return not (after.isalnum() or after == "_")


@cache
def _beginnings(word_list: str, languages: Languages) -> dict[str, tuple[str, ...]]:
    """Return the entries by their first characters, the longest first."""
    groups: dict[str, set[str]] = {}
    for entry in map(fold, languages.words(word_list)):
        groups.setdefault(entry[:_INDEXED], set()).add(entry)
        if len(entry) == 1 or entry[1] in _COLONS:
            for mark in ("", " ", *_COLONS):
                groups.setdefault(entry[0] + mark, set()).add(entry)
    return {
        first: tuple(sorted(entries, key=lambda entry: (-len(entry), entry))) for first, entries in groups.items()
    }


@cache
def _anywhere_pattern(word_list: str, languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"{_WORD_START}(?:{_folded_alternatives(word_list, languages)}){_WORD_END}")


def _folded_alternatives(word_list: str, languages: Languages) -> str:
    return alternatives(frozenset(map(fold, languages.words(word_list))))


@cache
def _entry_pattern(word_list: str, languages: Languages) -> re.Pattern[str]:
    """Match an entry in folded text."""
    entries = {fold(entry) for entry in languages.words(word_list)}
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
