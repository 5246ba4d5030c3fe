"""Source type of a phrase without a name at its head, and the deciding rule.

The types are the values of the column claims.source_type. `basis` is the deciding rule, so that guesses can be
counted: `fallback` decides by number alone, a group for a plural and a role for a singular.
"""

import re
from typing import NamedTuple

from hearsay.pipelines.language import Language
from hearsay.pipelines.resolve.speakers.descriptions import WORD, head_of

_NUMBER = re.compile(r"^\d[\d,.]*%?$|^%$")


class Kind(NamedTuple):
    """Source type and the deciding rule: pronoun, unnamed, noun, number, ending, name, empty or fallback."""

    source_type: str
    basis: str


def kind_of_source(phrase: str, language: Language, *, begins_sentence: bool = False) -> Kind:
    """Return the source type of a phrase; a phrase without words is none.

    A single word that begins a sentence (`begins_sentence`) has a capital for that reason, and may not be a name.
    """
    words = [match.group().lower().replace("’", "'") for match in WORD.finditer(phrase)]
    if not words:
        return Kind("none", "empty")
    pronouns = language.table("speakers/source_pronouns")
    if len(words) == 1 and words[0] in pronouns:
        if len(phrase.strip()) > 2 and phrase.strip().isupper():
            return Kind("organization", "name")  # 'WHO' is no pronoun
        return Kind(pronouns[words[0]][0], "pronoun")
    if language.pattern("speakers/anonymous.within").search(phrase):
        return Kind("anonymous", "unnamed")
    part = language.pattern("speakers/part.of_group").match(phrase)
    if part and part.end() < len(phrase):
        return _kind_of_part(phrase, kind_of_source(phrase[part.end() :], language), language)
    head = head_of(phrase, language)
    kind = _kind_of_head(head, words, language, is_capital_given=begins_sentence and len(words) == 1)
    is_group = kind.source_type == "group" and not language.pattern("speakers/part.in_a_poll").search(head)
    is_counted = is_group and language.pattern("speakers/part.counted").match(phrase)
    return Kind("anonymous", kind.basis) if is_counted else kind


def _kind_of_part(phrase: str, whole: Kind, language: Language) -> Kind:
    """Return the kind of a part of a group: 'some of the teachers' are a group, 'one of the teachers' a role."""
    if language.pattern("speakers/part.one_of").match(phrase):
        single = "anonymous" if whole.basis == "pronoun" else "role"
        return Kind(single, whole.basis) if whole.source_type in ("group", "role") else whole
    return whole if whole.source_type == "anonymous" else Kind("group", whole.basis)


def hides_after(text: str, end: int, language: Language) -> bool:
    """Return True if the words after a source withhold its identity: 'officials, speaking anonymously'."""
    return bool(language.pattern("speakers/anonymous.behind").match(text, end))


def _kind_of_head(head: str, words: list[str], language: Language, *, is_capital_given: bool) -> Kind:
    kind, name = _kind_of_words(head, words, language), None
    if not is_capital_given and kind.basis in ("ending", "fallback"):
        name = language.pattern("speakers/unmarked_name").match(head.strip())
    return Kind("organization" if name["article"] else "named", "name") if name else kind


def _kind_of_words(head: str, words: list[str], language: Language) -> Kind:
    own = [match.group().lower().replace("’", "'") for match in WORD.finditer(head)] or words
    pronouns = language.table("speakers/source_pronouns")
    for word in reversed(own):
        kind = kind_of_noun(word, language)
        if kind:
            return Kind(_counted(kind, own, word, language), "noun")
    if own[-1] in pronouns or own[0] in pronouns:
        return Kind(pronouns[own[-1] if own[-1] in pronouns else own[0]][0], "pronoun")
    if any(_NUMBER.match(word) for word in own):
        return Kind("group", "number")
    if language.pattern("speakers/people_ending").search(own[-1]):
        return Kind("group", "ending")
    if language.pattern("speakers/person_ending").search(own[-1]):
        return Kind("role", "ending")
    return Kind("group" if language.pattern("speakers/plural").search(own[-1]) else "role", "fallback")


def kind_of_noun(word: str, language: Language) -> str | None:
    """Return the source type of a noun, in singular or plural; None for an unlisted noun."""
    nouns = language.table("speakers/source_nouns")
    plain = language.pattern("entities/possessive").sub("", word.removesuffix("."))
    plural = language.pattern("speakers/plural")
    for form in (plain, plain.rsplit("-", 1)[-1]):
        if form in nouns:
            return nouns[form][0]
        if len(form) > 3 and plural.search(form):
            singular = next((nouns[noun][0] for noun in _singulars(form, language) if noun in nouns), None)
            if singular:
                return "group" if singular == "role" else singular
        else:
            for suffix in language.made(_plural_suffixes):
                kind = nouns.get(form + suffix, ("",))[0]
                if kind in ("group", "anonymous"):
                    return "role" if kind == "group" else "anonymous"
    return None


def _plural_suffixes(language: Language) -> list[str]:
    return sorted(language.words("speakers/plural_suffixes"))


def _singulars(plural: str, language: Language) -> list[str]:
    """Return the possible singulars of a plural noun, first without the shortest ending."""
    return [
        plural.removesuffix(ending) + singular.strip("-")
        for ending, singular in language.made(_plural_endings)
        if plural.endswith(ending)
    ]


def _plural_endings(language: Language) -> list[tuple[str, str]]:
    endings = language.table("speakers/plural_endings").items()
    return sorted(((ending, fields[0]) for ending, fields in endings), key=lambda pair: len(pair[0]))


def _counted(kind: str, own: list[str], word: str, language: Language) -> str:
    """Return the type of a noun with its article: 'a person' is anonymous like 'a source', 'the woman' is a role."""
    if (
        kind == "role"
        and word in language.words("speakers/anybody")
        and own[0] in language.words("speakers/indefinite_openers")
    ):
        return "anonymous"
    return kind
