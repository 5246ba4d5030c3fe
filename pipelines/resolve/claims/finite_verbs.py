"""Finite verbs, which make words a statement: 'rents rose', but not 'rising rents'."""

import re
from collections.abc import Sequence
from itertools import pairwise

from hearsay.pipelines.lexicon import word_set

_PAST = re.compile(r"[a-z]{2,}(?:ed|ied)$")


def has_finite_verb(words: Sequence[str]) -> bool:
    """Return True if the words, lower case and in order, hold a finite verb, by word lists and the ending -ed."""
    return any(is_finite(word) for word in words) or any(
        word in word_set("resolve/claims/data/plural_verbs.txt")
        and (before.endswith("s") or before in word_set("resolve/claims/data/plural_signs.txt"))
        for before, word in pairwise(words)
    )


def is_finite(word: str) -> bool:
    """Return True if a word is a finite verb without regard to its neighbours."""
    is_known = word in word_set("resolve/claims/data/finite_verbs.txt") or word in word_set(
        "resolve/claims/data/auxiliaries.txt"
    )
    return is_known or bool(_PAST.match(word))
