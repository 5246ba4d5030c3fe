"""Surnames alone that several persons of an article bear: 'Mr Smith' and 'Smith' beside Owen and Chloe Smith.

A title decides if only one of them fits. Otherwise the surname means the person it meant before the article named
another. A surname that neither decides names nobody. The first of two surnames, 'Ortega' of Ramón Ortega Vela, means
the person whose full name stands last before it.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Mention
from hearsay.pipelines.resolve.entities.surnames import TwoSurnames

_BEFORE = re.compile(r"(\w+)\W*$")
_TITLE_REACH = 16


class Named(Protocol):
    """A person's cluster: the indices of mentions, and their forms, first the name itself."""

    members: list[int]
    forms: list[str]
    entity_type: str
    surnames: TwoSurnames | None


def part_namesakes(
    clusters: Sequence[Named], text: str, mentions: Sequence[Mention], language: Language
) -> dict[int, int | None]:
    """Return, for each mention of a surname that several persons bear, the number of its person's cluster, or None.

    Args:
        clusters: The clusters of an article by name.
        text: The text of the article.
        mentions: The mentions in the text.
        language: The language of the text.
    """
    persons = [number for number, cluster in enumerate(clusters) if cluster.entity_type == "person"]
    full = _bearers(clusters, persons)
    parted: dict[int, int | None] = {}
    for number in persons:
        bearers = full.get(fold(clusters[number].forms[0]), [])
        if not _are_different(clusters, bearers):
            continue
        pronouns = {bearer: _pronoun(clusters[bearer], text, mentions, language) for bearer in bearers}
        starts = {bearer: min(mentions[index].start for index in clusters[bearer].members) for bearer in bearers}
        first, second = sorted(bearers, key=lambda bearer: starts[bearer])[:2]
        is_first = any(starts[first] < mentions[index].start < starts[second] for index in clusters[number].members)
        for index in clusters[number].members:
            title = title_pronoun(text, mentions[index], language)
            fitting = [bearer for bearer in bearers if title and pronouns[bearer] in (title, None)]
            if len(fitting) == 1:
                parted[index] = fitting[0]
            elif any(clusters[bearer].surnames for bearer in bearers):
                parted[index] = _last_named(clusters, fitting or bearers, mentions, index)
            else:
                parted[index] = first if is_first and (title is None or first in fitting) else None
    return parted


def _bearers(clusters: Sequence[Named], persons: Sequence[int]) -> dict[str, list[int]]:
    """Return the persons with a full name by surname, the first of two surnames."""
    full: dict[str, list[int]] = {}
    for number in persons:
        words, both = fold(clusters[number].forms[0]).split(), clusters[number].surnames
        if len(words) > 1:
            full.setdefault(both.first if both else words[-1], []).append(number)
    return full


def _are_different(clusters: Sequence[Named], bearers: Sequence[int]) -> bool:
    """Return True if two of the bearers of a surname differ in their first name, or in their second surname."""
    if len({fold(clusters[bearer].forms[0]).split()[0] for bearer in bearers}) > 1:
        return True
    return len({both.last for bearer in bearers if (both := clusters[bearer].surnames)}) > 1


def _last_named(
    clusters: Sequence[Named], bearers: Sequence[int], mentions: Sequence[Mention], index: int
) -> int | None:
    """Return the bearer of a first surname whose full name stands last before a mention; None before all of them.

    A bearer whom the article calls by both surnames, 'Ortega y Marín', is not meant by one, unless all are.
    """
    forms = {fold(cluster.forms[0]) for cluster in clusters if cluster.entity_type == "person"}
    by_one = [bearer for bearer in bearers if " ".join(fold(clusters[bearer].forms[0]).split()[1:]) not in forms]
    before = [
        (mentions[member].start, bearer)
        for bearer in by_one or bearers
        for member in clusters[bearer].members
        if mentions[member].start < mentions[index].start
    ]
    return max(before)[1] if before else None


def title_pronoun(text: str, mention: Mention, language: Language) -> str | None:
    """Return the pronoun of the title in or before a name, such as "she" for 'Ms Smith'; None without one."""
    titles = language.table("speakers/gendered_titles")
    words = text[mention.start : mention.end].split()
    before = _BEFORE.search(text, max(0, mention.start - _TITLE_REACH), mention.start)
    for word in (*words[:1], *([before.group(1)] if before else [])):
        if (title := fold(word).strip(".")) in titles:
            return titles[title][0]
    return None


def _pronoun(cluster: Named, text: str, mentions: Sequence[Mention], language: Language) -> str | None:
    """Return the pronoun of a person by a title, else by the first name; None if neither shows it."""
    for index in cluster.members:
        if (pronoun := title_pronoun(text, mentions[index], language)) is not None:
            return pronoun
    return language.table("speakers/first_names").get(fold(cluster.forms[0]).split()[0], (None,))[0]
