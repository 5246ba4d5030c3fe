"""Surnames alone in an article of a story: the person whom other articles of the story name in full.

An article that names nobody but 'Trump' leaves open which Trump is meant, and so does a story with two of them. A
person whom a story mentions once in full, such as 'Chelsea Clinton', is not every Clinton of the story either. So a
surname is joined only if the story has one bearer, and if an article with the full name uses the surname alone too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from hearsay.pipelines.language import Languages
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.stories.source_names import names_agree


class Naming(NamedTuple):
    """A mention of a person in an article of a story. `before` is the text right before the mention."""

    story_id: str
    article_id: str
    entity_id: str
    name: str
    form: str
    before: str


class SurnameJoin(NamedTuple):
    """A surname alone, and the person of the full name."""

    story_id: str
    entity_id: str
    person_id: str
    person: str


_Namings = Sequence[Naming]


def join_surnames(namings: Iterable[Naming], languages: Languages) -> list[SurnameJoin]:
    """Return the joins of surnames alone to persons with full names, sorted. The order of the mentions has no effect.

    Args:
        namings: All mentions of persons in the articles of some stories.
        languages: The languages of titles and first names.
    """
    by_surname: dict[tuple[str, str], list[Naming]] = defaultdict(list)
    for naming in namings:
        by_surname[naming.story_id, fold(naming.name).split()[-1]].append(naming)
    joins = [
        join
        for (_, surname), bearing in by_surname.items()
        for join in _joins_of_surname(surname, bearing, languages)
    ]
    targets: dict[str, set[str]] = defaultdict(set)
    for join in joins:
        targets[join.entity_id].add(join.person_id)
    return sorted(join for join in joins if len(targets[join.entity_id]) == 1)


def _joins_of_surname(surname: str, namings: _Namings, languages: Languages) -> Iterable[SurnameJoin]:
    """Yield the joins of the persons of a story who bear a surname."""
    full: dict[str, list[Naming]] = defaultdict(list)
    alone: dict[str, list[Naming]] = defaultdict(list)
    for naming in namings:
        (full if " " in naming.name else alone)[naming.entity_id].append(naming)
    person = _only_person(full, languages)
    if person is None:
        return
    of_person = [naming for bearing in full.values() for naming in bearing]
    articles = {naming.article_id for naming in of_person}
    if not any(_words(naming.form, languages) == [surname] for naming in of_person):
        return
    pronouns = _pronouns(of_person, languages) or _pronouns_of_names(of_person, languages)
    for entity_id, bearing in alone.items():
        own = {naming.article_id for naming in bearing}
        contrary = _pronouns(bearing, languages) - pronouns if pronouns else set()
        if len(own) == 1 and not own & articles and not contrary:
            yield SurnameJoin(person.story_id, entity_id, person.entity_id, person.name)


def _only_person(full: Mapping[str, _Namings], languages: Languages) -> Naming | None:
    """Return a mention of the only person with a surname, by the shortest of the names; None if there are several.

    'Donald Trump' and 'Donald J. Trump' may be the same person, but 'Donald Trump Jr.' is another.
    """
    names = {bearing[0].name for bearing in full.values()}
    generation = languages.pattern("entities/generation")
    if any(generation.search(naming.form) for bearing in full.values() for naming in bearing):
        return None
    if not all(names_agree(name, other, languages) for name, other in combinations(sorted(names), 2)):
        return None
    if len(names) < len(full):  # two people with one full name
        return None
    persons = (bearing[0] for bearing in full.values())
    return min(persons, key=lambda naming: (len(naming.name.split()), naming.name, naming.entity_id), default=None)


def _words(form: str, languages: Languages) -> list[str]:
    """Return the folded words of a name without titles and possessive ending."""
    titles = languages.words("entities/person_titles")
    bare = languages.pattern("entities/possessive").sub("", form.replace("’", "'").strip())
    words = [word.strip(".,'\"“”") for word in fold(bare).split()]
    while len(words) > 1 and words[0] in titles:
        words = words[1:]
    return words


def _pronouns(namings: _Namings, languages: Languages) -> set[str]:
    """Return the pronouns of the titles in or before mentions, such as "she" for 'Mrs. Clinton'."""
    titles = languages.made(_titles_of)
    words = (word for naming in namings for word in (*naming.before.split()[-1:], *naming.form.split()[:1]))
    return {titles[title] for word in words if (title := fold(word).strip(".(“\"'")) in titles}


def _pronouns_of_names(namings: _Namings, languages: Languages) -> set[str]:
    """Return the pronouns that the first names of a person make likely."""
    first_names = languages.made(_first_names_of)
    firsts = {fold(naming.name).split()[0] for naming in namings}
    return {first_names[first] for first in firsts if first in first_names}


def _titles_of(languages: Languages) -> Mapping[str, str]:
    return _merged(languages, "speakers/gendered_titles")


def _first_names_of(languages: Languages) -> Mapping[str, str]:
    return _merged(languages, "speakers/first_names")


def _merged(languages: Languages, name: str) -> Mapping[str, str]:
    """Return the first values of a table of all languages, without words with several values."""
    values: dict[str, set[str]] = defaultdict(set)
    for language in languages:
        for word, cells in language.table(name).items():
            values[word].add(cells[0])
    return {word: min(cells) for word, cells in values.items() if len(cells) == 1}
