"""Lines that stand in place of the rest of an article behind a paywall."""

import re
from typing import NamedTuple

from hearsay.pipelines.extract.words.markers import beginnings_of_words, fold, held_entries, holds
from hearsay.pipelines.language import Language, Languages
from hearsay.pipelines.word_counts import word_count

_PHRASES = "paywall/phrases"
_LABELS = "paywall/labels"
_CONTENT = "paywall/content_words"
_ONLY = "paywall/only_words"
_READERS = "paywall/reader_words"
_READING = "paywall/reading_words"
_JOINING = "paywall/joining_words"

_MOST_MARK_WORDS = 40
_MOST_STATED_WORDS = 16
_MOST_WORDS_BESIDE_LABEL = 2


class _Words(NamedTuple):
    """Patterns of one language for the words of a mark."""

    content: re.Pattern[str]
    only: re.Pattern[str]
    readers: re.Pattern[str]
    reading: re.Pattern[str]
    joining: re.Pattern[str]


def is_paywall_mark(line: str, languages: Languages) -> bool:
    """Return True if a line says that the rest of the article is for subscribers.

    Such a line holds a known phrase. Or its words, all in one language, say that only subscribers read the article
    ("This article is for subscribers only"), or ask the reader to subscribe or log in and read on ("To continue
    reading, subscribe").
    """
    count = word_count(line)
    if count > _MOST_MARK_WORDS:
        return False
    if holds(line, _PHRASES, languages):
        return True
    folded = fold(line)
    if not languages.made(_telling_words).search(folded):
        return False
    return any(_says_locked(folded, count, words) for words in languages.made(_words))


def is_paywall_label(line: str, languages: Languages) -> bool:
    """Return True if a line is little more than a label of a locked article, such as "For subscribers only"."""
    count = word_count(line)
    if count > _MOST_MARK_WORDS // 2:
        return False
    return any(
        count <= word_count(label) + _MOST_WORDS_BESIDE_LABEL for label in held_entries(line, _LABELS, languages)
    )


def _says_locked(line: str, count: int, words: _Words) -> bool:
    if words.reading.search(line) and (words.readers.search(line) or words.joining.search(line)):
        return True
    return (
        count <= _MOST_STATED_WORDS
        and words.readers.search(line) is not None
        and words.only.search(line) is not None
        and words.content.search(line) is not None
    )


def _telling_words(languages: Languages) -> re.Pattern[str]:
    return beginnings_of_words(languages.words(_READERS) | languages.words(_JOINING))


def _words(languages: Languages) -> tuple[_Words, ...]:
    return tuple(_words_of(language) for language in languages if language.words(_READERS))


def _words_of(language: Language) -> _Words:
    names = (_CONTENT, _ONLY, _READERS, _READING, _JOINING)
    return _Words(*(beginnings_of_words(language.words(name)) for name in names))
