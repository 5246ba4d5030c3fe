"""Finite verbs, which make words a statement: 'rents rose', but not 'rising rents'."""

from collections.abc import Sequence
from itertools import pairwise

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import WordSignal

PREDICATE = 0.3
"""Least predicate signal of a word that is taken for a verb, though no list has it."""


def has_finite_verb(words: Sequence[str], language: Language) -> bool:
    """Return True if the words, lower case and in order, hold a finite verb, by word lists and the ending -ed."""
    verbs, signs = language.words("claims/plural_verbs"), language.words("claims/plural_signs")
    plural = language.pattern("speakers/plural")
    forms, past = language.made(_finite_forms), language.pattern("claims/past")
    return any(word in forms or past.match(word) for word in words) or any(
        word in verbs and (before in signs or plural.search(before)) for before, word in pairwise(words)
    )


def has_predicate(text: str, signals: Sequence[WordSignal], language: Language) -> bool:
    """Return True if the reader takes a word for a predicate that may be finite: 'she earns', but not 'to earn'."""
    infinitive, progressive = language.words("claims/infinitive_markers"), language.pattern("claims/progressive")
    return any(
        signal.predicate > PREDICATE
        and text[before.start : before.end].lower() not in infinitive
        and not progressive.search(text[signal.start : signal.end].lower())
        for before, signal in pairwise(signals)
    )


def is_finite(word: str, language: Language) -> bool:
    """Return True if a word is a finite verb without regard to its neighbours."""
    return word in language.made(_finite_forms) or bool(language.pattern("claims/past").match(word))


def _finite_forms(language: Language) -> frozenset[str]:
    return language.words("claims/finite_verbs") | language.words("claims/auxiliaries")
