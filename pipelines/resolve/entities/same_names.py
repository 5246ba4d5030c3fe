"""Clusters of the same name but different types: a rare type is an error of the reader, and its cluster is joined.

'Fedchin', once read as an organisation, is Philip Fedchin, who is quoted five times. A name with enough mentions of
both types stays two entities: Dell the company and Michael Dell.
"""

from collections.abc import Sequence
from typing import Protocol

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.resolve.entities.gazetteer import Located
from hearsay.pipelines.resolve.entities.person_names import without_titles
from hearsay.pipelines.resolve.entities.surnames import TwoSurnames

TIMES = 2
"""Least ratio of mentions of one type to mentions of another that makes the other type an error."""
TIMES_OF_A_SURNAME = 3


class Named(Protocol):
    """Fields of a cluster that are compared: type, forms of the name, mentions, place."""

    entity_type: str
    forms: list[str]
    members: list[int]
    located: Located | None
    surnames: TwoSurnames | None


def slips(clusters: Sequence[Named], language: Language) -> dict[int, int]:
    """Return the number of the right cluster for each cluster whose type is an error of the reader."""
    owner_of: dict[int, int] = {}
    named: dict[str, list[int]] = {}
    for number, cluster in enumerate(clusters):
        named.setdefault(fold(cluster.forms[0]), []).append(number)
    for numbers in named.values():
        most = max(numbers, key=lambda number: len(clusters[number].members))
        owner_of |= {
            number: most for number in numbers if number != most and _is_slip(clusters[number], clusters[most])
        }
    surnames = _surnames(clusters, language)
    for number, cluster in enumerate(clusters):
        owners = surnames.get(fold(cluster.forms[0]), [])
        if number in owner_of or cluster.entity_type == "person" or cluster.located is not None or len(owners) != 1:
            continue
        if len(clusters[owners[0]].members) >= TIMES_OF_A_SURNAME * len(cluster.members):
            owner_of[number] = owners[0]
    return owner_of


def _is_slip(cluster: Named, other: Named) -> bool:
    """Return True if the first cluster's type is an error for the other's; a country that acts stays a country."""
    if cluster.entity_type == other.entity_type or (
        cluster.located is not None and cluster.located is not other.located
    ):
        return False
    if other.located is not None and other.located.kind == "country" and cluster.entity_type != "person":
        return True
    return len(other.members) >= TIMES * len(cluster.members)


def _surnames(clusters: Sequence[Named], language: Language) -> dict[str, list[int]]:
    """Return, for each folded surname, the persons of the article whose full name ends with it."""
    numbers: dict[str, list[int]] = {}
    for number, cluster in enumerate(clusters):
        if cluster.entity_type == "person":
            full = [words for form in cluster.forms if len(words := without_titles(form, language).split()) > 1]
            of_form = {fold(words[-1]) for words in full}
            for surname in {cluster.surnames.first} if cluster.surnames else of_form:
                numbers.setdefault(surname, []).append(number)
    return numbers
