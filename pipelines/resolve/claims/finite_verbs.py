"""Finite verbs, which make words a statement: 'rents rose', but not 'rising rents'."""

from collections.abc import Sequence
from itertools import pairwise

from hearsay.pipelines.language import Language


def has_finite_verb(words: Sequence[str], language: Language) -> bool:
    """Return True if the words, lower case and in order, hold a finite verb, by word lists and the ending -ed."""
    verbs, signs = language.words("claims/plural_verbs"), language.words("claims/plural_signs")
    plural = language.pattern("speakers/plural")
    forms, past = language.made(_finite_forms), language.pattern("claims/past")
    return any(word in forms or past.match(word) for word in words) or any(
        word in verbs and (before in signs or plural.search(before)) for before, word in pairwise(words)
    )


def is_finite(word: str, language: Language) -> bool:
    """Return True if a word is a finite verb without regard to its neighbours."""
    return word in language.made(_finite_forms) or bool(language.pattern("claims/past").match(word))


def _finite_forms(language: Language) -> frozenset[str]:
    return language.words("claims/finite_verbs") | language.words("claims/auxiliaries")
