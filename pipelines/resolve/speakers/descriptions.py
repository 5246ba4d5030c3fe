"""Descriptions in noun phrases: 'the former Ukrainian president' → president, Ukraine, former, definite."""

import re
from dataclasses import dataclass

from hearsay.pipelines.lexicon import countries, demonyms, fold, load_lexicon

WORD = re.compile(r"[^\W_]\.(?:[^\W_]\.)+|[^\W_]+(?:[-'’][^\W_]+)*\.?")
_HEAD_ENDS = re.compile(
    r"[,(;:]|\s(?:of|for|at|from|with|who|which|that|in|on|to|by|familiar|close|speaking|inside|under|since|about"
    r"|and\s+(?:a|an|the|his|her|their)|near|against|as|whose|when|where|during|involved|working|running|traveling"
    r"|representing|based|named|called)\s"
)
_COMPLEMENT = re.compile(r"\s(?:of|for|at|in|from|to)\s+([^,;()\n]{2,60})")
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "both"))
_INDEFINITE = frozenset(("a", "an", "another", "one", "some", "any", "every", "each", "no"))
_POSSESSIVE = frozenset(("his", "her", "its", "their", "my", "our", "your"))
_FORMER = frozenset(("former", "ex", "late", "then", "onetime", "one-time", "erstwhile", "outgoing"))
_EMPTY = frozenset(("'s", "and", "or", "new", "current", "longtime", "own", "self", "the", "of", "a", "an", "for"))


@dataclass(frozen=True, slots=True)
class Description:
    """Parts of a noun phrase.

    `head` is the noun in the form for comparison, and `noun` the noun as written. `article` is definite, indefinite,
    possessive or bare; `details` are the words beside the head, with countries by name.
    """

    head: str
    noun: str
    article: str
    details: frozenset[str]
    is_former: bool


def describe(phrase: str) -> Description | None:
    """Return the description in a phrase, by the last listed noun before its first complement, or None."""
    nouns = load_lexicon("resolve/speakers/data/source_nouns.txt")
    forms = load_lexicon("resolve/speakers/data/role_forms.txt")
    words = [match.group() for match in WORD.finditer(head_of(phrase))]
    folded = [_plain(word) for word in words]
    for at in range(len(words) - 1, -1, -1):
        word = folded[at]
        if word in forms or word in nouns or f"{word}." in forms:
            break
    else:
        return None
    head = forms.get(word, forms.get(f"{word}.", (word,)))[0]
    before = folded[:at]
    complement = _COMPLEMENT.match(phrase, len(head_of(phrase)))
    details = {_country(word) for word in before} | {_country(_plain(w)) for w in _words(complement)}
    return Description(
        head=head,
        noun=word,
        article=_article(before),
        details=frozenset(details - _EMPTY - _FORMER - _DEFINITE - _INDEFINITE - _POSSESSIVE),
        is_former=bool(_FORMER & set(before)) or any(word.startswith("ex-") for word in folded[: at + 1]),
    )


def head_of(phrase: str) -> str:
    """Return the part of a phrase before its first complement or relative clause."""
    match = _HEAD_ENDS.search(phrase, 1) if phrase else None
    return phrase[: match.start()] if match else phrase


def _words(complement: re.Match[str] | None) -> list[str]:
    return [match.group() for match in WORD.finditer(complement.group(1))] if complement else []


def _plain(word: str) -> str:
    folded = fold(word)
    return folded.removesuffix("'s") if len(folded) > 2 else folded


def _country(word: str) -> str:
    """Return the country that a word names or is the adjective of, else the word."""
    place = demonyms().get(word) or demonyms().get(word.removesuffix("s"))
    if place is None and word in ("us", "u.s", "u.s."):
        place = countries()["United States"]
    return fold(place.name) if place else word


def _article(before: list[str]) -> str:
    for word in before[:2]:
        if word in _POSSESSIVE:
            return "possessive"
        if word in _DEFINITE:
            return "definite"
        if word in _INDEFINITE:
            return "indefinite"
    return "bare"
