"""Descriptions in noun phrases: 'the former Ukrainian president' → president, Ukraine, former, definite."""

import re
from dataclasses import dataclass
from functools import lru_cache

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.resolve.entities.countries import country_places, demonyms

WORD = re.compile(r"[^\W_]\.(?:[^\W_]\.)+|[^\W_]+(?:[-'’][^\W_]+)*\.?")


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
    countries: frozenset[str] = frozenset()
    """Those of the details that are countries."""


def describe(phrase: str, language: Language) -> Description | None:
    """Return the description in a phrase, by the last listed noun before its first complement, or None."""
    nouns = language.table("speakers/source_nouns")
    forms = language.table("speakers/role_forms")
    short = head_of(phrase, language)
    words = [match.group() for match in WORD.finditer(short)]
    folded = [_plain(word, language) for word in words]
    for at in range(len(words) - 1, -1, -1):
        word = folded[at]
        if word in forms or word in nouns or f"{word}." in forms:
            break
    else:
        return None
    head = forms.get(word, forms.get(f"{word}.", (word,)))[0]
    before = folded[:at]
    complement = language.pattern("speakers/complement").match(phrase, len(short))
    beside = [*before, *(_plain(word, language) for word in _words(complement))]
    countries = frozenset(
        country for word in beside if (country := _country(word, language)) != word or _is_country(word, language)
    )
    former, prefix = language.words("speakers/former"), language.pattern("speakers/former_prefix")
    return Description(
        head=head,
        noun=word,
        article=_article(before, language),
        details=frozenset({_country(word, language) for word in beside} - language.made(_no_details)),
        is_former=not former.isdisjoint(before) or any(map(prefix.match, folded[: at + 1])),
        countries=countries,
    )


def _no_details(language: Language) -> frozenset[str]:
    """Return the words beside a noun that tell nothing of whom it means."""
    return frozenset().union(
        *map(language.words, ("speakers/empty_details", "speakers/former", "speakers/determiners"))
    )


@lru_cache(maxsize=64)
def plain_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, with plain apostrophes."""
    return tuple(word.lower().replace("’", "'") for word in WORD.findall(text))


def head_of(phrase: str, language: Language) -> str:
    """Return the part of a phrase before its first complement or relative clause."""
    match = language.pattern("speakers/head_end").search(phrase, 1) if phrase else None
    return phrase[: match.start()] if match else phrase


def _words(complement: re.Match[str] | None) -> list[str]:
    return [match.group() for match in WORD.finditer(complement["words"])] if complement else []


def _plain(word: str, language: Language) -> str:
    return language.pattern("entities/possessive").sub("", fold(word))


def _country(word: str, language: Language) -> str:
    """Return the country that a word names or is the adjective of, else the word."""
    peoples = demonyms(language)
    place = peoples.get(word) or peoples.get(language.pattern("entities/plural_demonym").sub("", word))
    abbreviated = language.table("entities/country_abbreviations")
    if place is None and word in abbreviated:
        place = country_places(language)[abbreviated[word][0]]
    return fold(place.name) if place else word


def _is_country(word: str, language: Language) -> bool:
    return word in language.made(_country_names)


def _country_names(language: Language) -> frozenset[str]:
    return frozenset(fold(place.name) for place in country_places(language).values())


def _article(before: list[str], language: Language) -> str:
    kinds = language.table("speakers/determiners")
    return next((kinds[word][0] for word in before[:2] if word in kinds), "bare")
