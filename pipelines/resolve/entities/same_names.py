"""One name in one article is one thing: what the reader typed once by another kind joins what it is called elsewhere.

'Fedchin', taken for an organisation once, is Philip Fedchin, who is quoted five times. A name that is common enough
under both kinds stays two things: Dell the company and Michael Dell.
"""

from collections.abc import Sequence
from typing import Protocol

from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.resolve.entities.gazetteer import Located
from hearsay.pipelines.resolve.entities.person_names import without_titles

TIMES = 2
"""How many times as often a name must be of one kind for its other kind to be a slip."""
TIMES_OF_A_SURNAME = 3


class Named(Protocol):
    """What is asked of a cluster of mentions: its kind, the forms of its name, its mentions, its place."""

    entity_type: str
    forms: list[str]
    members: list[int]
    located: Located | None


def slips(clusters: Sequence[Named]) -> dict[int, int]:
    """Number of a cluster → the cluster that it belongs to, for those whose kind is a slip of the reader."""
    found: dict[int, int] = {}
    named: dict[str, list[int]] = {}
    for number, cluster in enumerate(clusters):
        named.setdefault(fold(cluster.forms[0]), []).append(number)
    for numbers in named.values():
        most = max(numbers, key=lambda number: len(clusters[number].members))
        found |= {number: most for number in numbers if number != most and _is_slip(clusters[number], clusters[most])}
    surnames = _surnames(clusters)
    for number, cluster in enumerate(clusters):
        owners = surnames.get(fold(cluster.forms[0]), [])
        if number in found or cluster.entity_type == "person" or cluster.located is not None or len(owners) != 1:
            continue
        if len(clusters[owners[0]].members) >= TIMES_OF_A_SURNAME * len(cluster.members):
            found[number] = owners[0]
    return found


def _is_slip(one: Named, other: Named) -> bool:
    """Whether the few mentions of one are of the other; a country is the same country when it acts."""
    if one.entity_type == other.entity_type or (one.located is not None and one.located is not other.located):
        return False
    if other.located is not None and other.located.kind == "country" and one.entity_type != "person":
        return True
    return len(other.members) >= TIMES * len(one.members)


def _surnames(clusters: Sequence[Named]) -> dict[str, list[int]]:
    """Folded surname → the persons of the article who are named in full with it."""
    found: dict[str, list[int]] = {}
    for number, cluster in enumerate(clusters):
        if cluster.entity_type == "person":
            full = [words for form in cluster.forms if len(words := without_titles(form).split()) > 1]
            for surname in {fold(words[-1]) for words in full}:
                found.setdefault(surname, []).append(number)
    return found
