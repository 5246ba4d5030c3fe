"""What a capitalised word or name can be by itself: the lists of places, peoples, organizations and telling words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pipelines.lexicon import cities, countries, demonyms, unaccented, word_set

LONGEST_NAME = 6
"""Words of the longest name that is looked up."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """`names` maps a known name to its type; the sets hold words that tell the type of an unknown one."""

    names: Mapping[str, str]
    openers: frozenset[str]
    """Countries: names that may stand before another one ('United States Senator Reid')."""
    titles: frozenset[str]
    organization_words: frozenset[str]
    facility_words: frozenset[str]
    event_words: frozenset[str]
    misc_words: frozenset[str]
    location_words: frozenset[str]
    location_first_words: frozenset[str]
    particles: frozenset[str]
    joiners: frozenset[str]
    dates: frozenset[str]


@cache
def gazetteer() -> Gazetteer:
    """All lists, read once per process."""
    return Gazetteer(
        names=_names(),
        openers=frozenset(countries()),
        titles=word_set("reader/data/person_titles.txt"),
        organization_words=word_set("reader/data/organization_words.txt"),
        facility_words=word_set("reader/data/facility_words.txt"),
        event_words=word_set("reader/data/event_words.txt"),
        misc_words=word_set("reader/data/misc_words.txt"),
        location_words=word_set("reader/data/location_words.txt"),
        location_first_words=word_set("reader/data/location_first_words.txt"),
        particles=word_set("reader/data/name_particles.txt"),
        joiners=word_set("reader/data/name_joiners.txt"),
        dates=word_set("reader/data/days.txt") | word_set("reader/data/months.txt"),
    )


def _names() -> Mapping[str, str]:
    """Later lists win: a name on the list of organizations is one even where a city bears it too."""
    found: dict[str, str] = {}
    for name in (*cities(), *word_set("reader/data/regions.txt"), *countries()):
        found[name] = "location"
        found[unaccented(name)] = "location"
    for folded in demonyms():
        name = folded.title()
        found[name] = "norp"
        found[name + "s"] = "norp"
    for kind, path in (
        ("norp", "groups"),
        ("product", "products"),
        ("misc", "things"),
        ("organization", "organizations"),
    ):
        for name in word_set(f"reader/data/{path}.txt"):
            found[name] = kind
    return MappingProxyType(found)
