"""Noun phrases within one sentence: the subject before a verb, the phrase behind it, expressions of time."""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.lexicon import word_set
from pipelines.reader.grammar import grammar, reporting_verbs
from pipelines.reader.tokens import Token

PHRASE_LIMIT = 30
"""Tokens over which a noun phrase is followed."""


class Range(NamedTuple):
    """First and last+1 item."""

    first: int
    last: int


def find_subject(items: Sequence[Token], end: int, low: int) -> Range | None:
    """The noun phrase that ends right before `end`, with an apposition between commas if there is one."""
    if end <= low:
        return None
    last = items[end - 1]
    if last.text == ",":
        return _apposed_subject(items, end, low)
    if last.text == ")":
        return _bracketed_subject(items, end, low)
    words = grammar()
    if last.lower in words.pronouns and last.lower not in ("one", "all", "few", "most"):
        return Range(end - 1, end)
    if last.kind not in "wn" or last.lower in _NO_NOUNS or last.lower in words.no_nouns:
        return None
    return _strip(items, Range(_phrase_start(items, end - 1, low), end))


def is_grammar_word(item: Token) -> bool:
    """Whether the word is one of the closed classes, and so no name."""
    return item.lower in word_set("reader/data/grammar_words.txt")


def find_phrase(items: Sequence[Token], first: int, high: int) -> Range | None:
    """The noun phrase that begins at `first`, with an apposition behind a comma."""
    if first >= high or items[first].kind not in "wn":
        return None
    words = grammar()
    if items[first].lower in words.pronouns and items[first].lower not in words.determiners:
        return Range(first, first + 1)
    last = first
    while last < min(high, first + PHRASE_LIMIT) and _continues(items, first, last, high):
        last += 1
    while last > first and (items[last - 1].kind == "m" or items[last - 1].lower in words.prepositions):
        last -= 1
    return Range(first, last) if last > first else None


def skip_time(items: Sequence[Token], first: int, high: int) -> int:
    """The first item behind the expressions of time that stand at `first`: 'on Tuesday', 'last week'."""
    words = grammar()
    at = first
    while at < high:
        lower = items[at].lower
        if lower in words.time_words and items[at].kind == "w":
            at += 1
        elif lower == "on" and at + 1 < high and items[at + 1].lower in words.time_words:
            at += 2
        elif at > first and items[at].kind == "n":
            at += 1
        else:
            break
    return at


def is_noun_start(item: Token) -> bool:
    """Whether a clause or noun phrase may begin with this item."""
    words = grammar()
    if item.kind in "nq":
        return True
    if item.kind != "w":
        return False
    lower = item.lower
    return (
        item.text[0].isupper()
        or lower in words.determiners
        or lower in words.pronouns
        or lower in ("there", "if", "when", "because", "while", "although", "even", "in")
    )


_NO_NOUNS = frozenset(("'s", "'re", "'ve", "'ll", "'d", "'m", "to"))
_NAME_MARKS = frozenset(("/", "-", "–", "&"))


def is_adverb(item: Token) -> bool:
    """Whether the word is an adverb: by the list, or by its ending."""
    return item.lower in grammar().adverbs or (
        item.kind == "w" and item.lower.endswith("ly") and item.text[0].islower() and len(item.text) > 4
    )


def _apposed_subject(items: Sequence[Token], end: int, low: int) -> Range | None:
    """'NAME, the chairman of the board,' before a verb: the comma pair and what it encloses belong to the source."""
    for comma in range(end - 2, max(low, end - PHRASE_LIMIT), -1):
        if items[comma].kind == "q" or items[comma].text in (";", ":", "—"):
            return None
        if items[comma].text != ",":
            continue
        if comma + 1 >= end - 1 or not _apposes(items[comma + 1]):
            return None
        head = find_subject(items, comma, low)
        return Range(head.first, end) if head else None
    return None


def _apposes(item: Token) -> bool:
    words = grammar()
    if item.kind == "n" or item.lower in ("who", "which", "whose"):
        return True
    return item.kind == "w" and item.lower not in (
        words.boundaries | words.pronouns - words.determiners | words.prepositions | words.adverbs
    )


def _bracketed_subject(items: Sequence[Token], end: int, low: int) -> Range | None:
    for at in range(end - 2, max(low, end - 8) - 1, -1):
        if items[at].text == "(":
            head = find_subject(items, at, low)
            return Range(head.first, end) if head else None
    return None


def _phrase_start(items: Sequence[Token], last: int, low: int) -> int:
    start = last
    while start > low and last - start < PHRASE_LIMIT and _extends_left(items, start, low):
        start -= 1
    return start


def _extends_left(items: Sequence[Token], start: int, low: int) -> bool:
    """Whether the noun phrase that now begins at `start` takes in the item before it."""
    words = grammar()
    before, here = items[start - 1], items[start]
    if before.kind in "mqb":
        return before.text in _NAME_MARKS
    lower = before.lower
    if lower in ("and", "even") and (lower == "and" or (start > low + 1 and items[start - 2].lower == "and")):
        return lower == "even" or _joins_nouns(items, start - 1, low)
    if lower in words.prepositions:
        return _modifies_noun(items, start - 1, low)
    if lower in words.boundaries or lower in words.pronouns - words.determiners - words.possessives:
        return False
    if here.lower in words.determiners and lower not in words.determiners:
        return False
    return not is_adverb(before) and not _is_past_verb(before)


def _is_past_verb(item: Token) -> bool:
    verbs = reporting_verbs().get(item.lower, ()) if item.text[0].islower() else ()
    return any(not verb.particles and verb.forms & {"past", "third"} for verb in verbs)


def _modifies_noun(items: Sequence[Token], at: int, low: int) -> bool:
    """Whether the preposition at `at` hangs on a noun before it, and not on a verb or the whole sentence."""
    if at <= low or items[at].lower in ("by", "as", "than", "like", "to", "into", "after", "before", "during", "via"):
        return False
    before, words = items[at - 1], grammar()
    if before.kind != "w" or before.lower in words.boundaries or before.lower in words.prepositions:
        return False
    return not is_adverb(before) and not _is_past_verb(before)


def _joins_nouns(items: Sequence[Token], at: int, low: int) -> bool:
    """Whether the 'and' at `at` joins two nouns: only where few words stand between it and the sentence's start."""
    words = grammar()
    start = at - 1
    while start >= low and at - start <= 5:
        item = items[start]
        if item.lower in words.boundaries or (item.kind in "mq" and item.text != ",") or _is_past_verb(item):
            return False
        start -= 1
    return start < low and at > low


def _strip(items: Sequence[Token], phrase: Range) -> Range | None:
    """The phrase without what cannot begin one: adverbs, words of time, prepositions and their marks."""
    words = grammar()
    first = phrase.first
    while first < phrase.last and (
        items[first].kind == "m"
        or items[first].lower in words.prepositions
        or items[first].lower in words.conjunctions
        or (items[first].lower in words.adverbs and items[first].lower not in words.pronouns)
    ):
        first += 1
    return Range(first, phrase.last) if first < phrase.last else None


def _continues(items: Sequence[Token], first: int, at: int, high: int) -> bool:
    """Whether the noun phrase from `first` takes in the item at `at`."""
    item, words = items[at], grammar()
    if item.kind in "qb":
        return False
    if item.kind == "m":
        return _mark_continues(items, first, at, high)
    lower = item.lower
    if lower in ("and", "&"):
        return at + 1 < high and items[at + 1].kind == "w" and _is_name_or_noun(items[at + 1])
    if lower in words.boundaries or (at > first and lower in words.pronouns - words.determiners):
        return False
    if lower in grammar().adjuncts and not (lower == "in" and at + 1 < high and items[at + 1].text[0].isupper()):
        return False
    return not (at > first and (lower in words.time_words or _is_past_verb(item)))


def _mark_continues(items: Sequence[Token], first: int, at: int, high: int) -> bool:
    text = items[at].text
    if text in _NAME_MARKS or text in "()%$#":
        return True
    if text != "," or at == first or at + 1 >= high:
        return False
    following = items[at + 1]
    if following.kind == "n":
        return True
    return (
        following.kind == "w" and _is_name_or_noun(following) and following.lower not in grammar().pronouns - {"one"}
    )


def _is_name_or_noun(item: Token) -> bool:
    words = grammar()
    lower = item.lower
    if lower in words.determiners:
        return True
    if lower in words.boundaries or lower in words.prepositions or lower in words.pronouns:
        return False
    return not is_adverb(item) and not lower.endswith("ing") and lower not in reporting_verbs()
