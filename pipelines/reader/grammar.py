"""The grammar that the rules know: classes of grammar words and the reporting verbs with what may follow them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pipelines.lexicon import load_lexicon

_FORMS = ("base", "third", "ing", "past", "participle")


@dataclass(frozen=True, slots=True)
class Grammar:
    """Grammar words by class, all lower case with plain apostrophes."""

    determiners: frozenset[str]
    pronouns: frozenset[str]
    possessives: frozenset[str]
    be: frozenset[str]
    auxiliaries: frozenset[str]
    modals: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    subordinators: frozenset[str]
    relatives: frozenset[str]
    question_words: frozenset[str]
    adverbs: frozenset[str]
    time_words: frozenset[str]
    boundaries: frozenset[str]
    """Words that no noun phrase runs over."""
    no_nouns: frozenset[str]
    """Words that no noun phrase ends with."""
    adjuncts: frozenset[str]
    """Words that open a phrase of time, place or manner, which belongs to the verb before it."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One reporting verb as one of its forms: `particles` follow the form and belong to the cue."""

    lemma: str
    forms: frozenset[str]
    particles: tuple[str, ...]
    frames: frozenset[str]
    prepositions: frozenset[str]


@cache
def grammar() -> Grammar:
    """The classes of reader/data/grammar_words.txt."""
    words = load_lexicon("reader/data/grammar_words.txt")

    def having(*classes: str) -> frozenset[str]:
        return frozenset(word for word, (named,) in words.items() if set(classes) & set(named.split()))

    auxiliaries = having("be", "have", "do", "modal")
    return Grammar(
        determiners=having("det"),
        pronouns=having("pron", "rel"),
        possessives=having("poss"),
        be=having("be"),
        auxiliaries=auxiliaries,
        modals=having("modal"),
        prepositions=having("prep"),
        conjunctions=having("conj"),
        subordinators=having("sub"),
        relatives=having("rel"),
        question_words=having("wh"),
        adverbs=having("adv", "neg") - having("det"),
        time_words=having("time"),
        no_nouns=having("conj", "sub", "rel", "wh", "modal", "do", "have", "be", "prep", "det", "adv", "neg"),
        adjuncts=having("adj"),
        boundaries=(having("conj", "sub", "rel", "wh", "modal", "do", "have") | having("be")) - {"'s"},
    )


@cache
def reporting_verbs() -> Mapping[str, tuple[Verb, ...]]:
    """Form in lower case → the verbs that it may be, those with particles first."""
    forms: dict[str, list[Verb]] = {}
    for lemma, (inflected, frames) in load_lexicon("reader/data/reporting_verbs.txt").items():
        named: dict[str, set[str]] = {}
        for kind, form in zip(_FORMS, inflected.split(), strict=True):
            named.setdefault(form, set()).add(kind)
        codes = frames.split()
        for form, kinds in named.items():
            forms.setdefault(form, []).append(
                Verb(
                    lemma,
                    frozenset(kinds),
                    tuple(lemma.split()[1:]),
                    frozenset(code for code in codes if not code.startswith("p:")),
                    frozenset(code[2:] for code in codes if code.startswith("p:")),
                )
            )
    return MappingProxyType(
        {form: tuple(sorted(verbs, key=lambda verb: -len(verb.particles))) for form, verbs in forms.items()}
    )
