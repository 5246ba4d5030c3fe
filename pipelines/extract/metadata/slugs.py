"""Addresses named after a headline: the words of a slug compared with those of the headline, in any script.

A slug in Latin letters often transliterates its headline, and each site has its own table: щ is shch, sch or sht. So
the words of two scripts are compared by their skeletons, the consonants in classes of sounds.
"""

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from text_unidecode import unidecode

from hearsay.pipelines.lexicon import fold

FEW_WORDS = 2
"""Words that are enough to recognize a name, if it has as many."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_ANY_WORD = re.compile(r"[^\W\d_]+")
_EXTENSION = re.compile(r"\.[a-z]{2,5}\d?$", re.IGNORECASE)
_DIGRAPHS = (
    (re.compile("shch|sch|sht|sh|ch|zh|ts|tz|cz|dz|dj|c"), "s"),
    (re.compile("kh|gh|[gqhx]"), "k"),
    (re.compile("ph|[bvwf]"), "p"),
    (re.compile("th|d"), "t"),
)
_CLASSES = str.maketrans("zmp", "snp", "aeiouyj'`\"")
_REPEATED = re.compile(r"(.)\1+")
_LIKE = 0.8
_LIKE_WHOLE = 0.75
_MIN_SKELETON = 4
_LONG_SKELETON = 3
_MIN_WHOLE = 8
_MAJORITY = 0.6
_MAX_TITLE = 400
_UNIDECODE: Callable[[str], str] = unidecode


def name_words(address: str) -> set[str]:
    """Return the words of the last part of an address's path."""
    return words(_name(address))


def words(text: str) -> set[str]:
    """Return the folded words of three letters or more."""
    return set(_WORD.findall(fold(text)))


def is_named_after(address: str, title: str | None) -> bool:
    """Return True if an address is named after a headline, in the headline's own letters or in Latin letters."""
    names = name_words(address)
    if not names or not title:
        return False
    if len(names & words(title)) >= min(FEW_WORDS, len(names)):
        return True
    name = _name(address)
    return name.isascii() and not title.isascii() and _is_transliterated(name, title[:_MAX_TITLE])


def _name(address: str) -> str:
    """Return the last part of an address's path, without its extension."""
    parts = [part for part in unquote(urlsplit(address).path).split("/") if part and part.lower() != "amp"]
    return _EXTENSION.sub("", parts[-1]) if parts else ""


def _is_transliterated(name: str, title: str) -> bool:
    """Return True if most words of a slug sound like words of a headline, or the whole slug like the headline."""
    slug = [skeleton for word in _ANY_WORD.findall(name.lower()) if len(skeleton := _skeleton(word)) > 1]
    latin = _latin(title)
    spoken = [skeleton for word in _ANY_WORD.findall(latin) if len(skeleton := _skeleton(word)) > 1]
    alike = [word for word in slug if any(_are_alike(word, other) for other in spoken)]
    if len(alike) >= _MAJORITY * len(slug) and sum(len(word) >= _LONG_SKELETON for word in alike) >= FEW_WORDS:
        return True
    whole, other = "".join(slug), "".join(spoken)[: len("".join(slug)) + _MIN_SKELETON]
    return len(whole) >= _MIN_WHOLE and SequenceMatcher(None, whole, other, autojunk=False).ratio() >= _LIKE_WHOLE


def _are_alike(skeleton: str, other: str) -> bool:
    if skeleton == other:
        return True
    if min(len(skeleton), len(other)) < _MIN_SKELETON or skeleton[0] != other[0]:
        return False
    return SequenceMatcher(None, skeleton, other, autojunk=False).ratio() >= _LIKE


def _latin(text: str) -> str:
    latin: str = _UNIDECODE(text)
    return latin.lower().replace("'", "").replace('"', "")


@lru_cache(maxsize=1_024)
def _skeleton(word: str) -> str:
    """Return the consonants of a word in Latin letters, one sign for each class of sounds."""
    for digraph, sign in _DIGRAPHS:
        word = digraph.sub(sign, word)
    return _REPEATED.sub(r"\1", word.translate(_CLASSES))
