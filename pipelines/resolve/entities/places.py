"""Places of an article, chosen by neighbouring names, by the article's other names, and by size.

'Paris, Texas' is unambiguous. 'Paris' alone is the largest place of that name, unless the article's other places and
peoples favour another. If they do not separate two places, neither is chosen.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Mention
from hearsay.pipelines.resolve.entities.gazetteer import Located, gazetteer
from hearsay.pipelines.resolve.entities.place_names import (
    BESIDE,
    LEAST_WEIGHT,
    SURE_WEIGHT,
    PlaceName,
    people_of,
    read_place_name,
)

COUNTRY_GAIN = 1.2
"""Gain of a place if all places of the article lie in the same country; too small for Texas alone to move Paris."""
DIVISION_GAIN = 0.5
LIST_GAIN = 1.5
"""Gain of a state listed with a state of the same country, and of a country listed with a country."""
LEAST_LEAD = 0.2
"""Least lead of the first of two places of the same name, in orders of magnitude of inhabitants."""
MAIN_SHARE = 0.6
"""Least share of a country among the countries and places of an article that is about this country."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Name of a place with its place, if known, and the larger place from the text."""

    name: str
    located: Located | None
    within: Located | None = None


@dataclass(slots=True)
class Surroundings:
    """Counts of each country and division in an article, by name, because a name must not support itself."""

    countries: Counter[tuple[str, str]] = field(default_factory=Counter)
    divisions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, name: str, located: Located) -> None:
        """Count a name for its place."""
        if located.country:
            self.countries[fold(name), located.country] += 1
        if located.division:
            self.divisions[fold(name), located.division] += 1

    def gain(self, name: str, located: Located) -> float:
        """Return the support of the article's other names for this place."""
        others = {key: count for key, count in self.countries.items() if key[0] != fold(name)}
        total = sum(others.values())
        if not total or located.country is None:
            return 0.0
        share = sum(count for (_, country), count in others.items() if country == located.country) / total
        is_near = any(division == located.division for (other, division) in self.divisions if other != fold(name))
        return COUNTRY_GAIN * share + (DIVISION_GAIN if is_near and located.division else 0.0)

    def main_country(self) -> str | None:
        """Return the article's main country, with most of the named countries and places."""
        counts: Counter[str] = Counter()
        for (_, country), count in self.countries.items():
            counts[country] += count
        first = counts.most_common(1)
        return first[0][0] if first and first[0][1] >= max(2, MAIN_SHARE * counts.total()) else None

    def main_countries(self) -> list[str]:
        """Return the article's named countries, by falling count."""
        counts: Counter[str] = Counter()
        for (_, country), count in self.countries.items():
            counts[country] += count
        return [country for country, _ in counts.most_common()]


def find_places(
    text: str, mentions: Sequence[Mention], language: Language
) -> tuple[dict[int, PlaceMention], Surroundings]:
    """Return the place of each mention of type location, by index, and the counts of the article's countries."""
    named = {
        index: read_place_name(text, mentions, index, language)
        for index, mention in enumerate(mentions)
        if mention.entity_type == "location"
    }
    divisions = {fold(name.name) for name in named.values() if name.is_division}
    named = {
        index: replace(name, is_division=True)
        if fold(name.name) in divisions and _may_be_division(name, language)
        else name
        for index, name in named.items()
    }
    around = Surroundings()
    for index, mention in enumerate(mentions):
        if mention.entity_type == "norp" and (people := people_of(text[mention.start : mention.end], language)):
            around.add(people[1].place.name, people[1])
        elif index in named and (sure := _surely(named[index], language)):
            around.add(named[index].name, sure)
    stated = _stated_places(named)
    located_names = {
        index: _find(name, stated.get(fold(name.name)), around, language) for index, name in named.items()
    }
    return located_names | _around_others(text, mentions, named, language), around


def _around_others(
    text: str, mentions: Sequence[Mention], named: dict[int, PlaceName], language: Language
) -> dict[int, PlaceMention]:
    """Return the states around a town: 'New York' in 'Bath, New York' is not a city."""
    return {
        index + 1: PlaceMention(named[index + 1].name, name.within)
        for index, name in named.items()
        if name.within is not None
        and name.within.kind == "division"
        and index + 1 in named
        and BESIDE.fullmatch(text, mentions[index].end, mentions[index + 1].start)
        and not _is_only_listed(_candidates(name, language), name.within, language)
    }


def _may_be_division(name: PlaceName, language: Language) -> bool:
    """Return True if a name such as 'Northern Cape' can only be a division, as the article calls it elsewhere."""
    return all(place.kind == "division" for _, place in gazetteer(language).get(fold(name.name), ()))


def _surely(name: PlaceName, language: Language) -> Located | None:
    """Return the place of a name in any article."""
    candidates = _candidates(name, language)
    if not candidates or candidates[0][0] < SURE_WEIGHT or fold(name.name) in language.made(_ambiguous):
        return None
    rivals = [weight for weight, place in candidates[1:] if place.country != candidates[0][1].country]
    return None if rivals and rivals[0] >= SURE_WEIGHT else candidates[0][1]


def _ambiguous(language: Language) -> frozenset[str]:
    return frozenset(map(fold, language.words("entities/ambiguous_places")))


def _stated_places(named: dict[int, PlaceName]) -> dict[str, Located]:
    """Return, for each folded name, the larger place in the article, if the article gives only one."""
    codes_of: dict[str, set[str]] = {}
    places: dict[str, Located] = {}
    for name in named.values():
        if name.within is not None:
            codes_of.setdefault(fold(name.name), set()).add(name.within.place.code)
            places[name.within.place.code] = name.within
    return {name: places[min(codes)] for name, codes in codes_of.items() if len(codes) == 1}


def _candidates(name: PlaceName, language: Language) -> list[tuple[float, Located]]:
    """Return the places of a name. A division named after a city in it counts only with a word such as 'province'."""
    places = [] if name.is_of_region else list(gazetteer(language).get(fold(name.name), ()))
    if name.is_division:
        return [(weight, place) for weight, place in places if place.kind == "division"]
    towns = {place.country for _, place in places if place.kind == "city"}
    return [
        (weight, place)
        for weight, place in places
        if not (place.kind == "division" and weight < LEAST_WEIGHT and place.country in towns)
    ]


def _find(name: PlaceName, stated: Located | None, around: Surroundings, language: Language) -> PlaceMention:
    candidates = _candidates(name, language)
    within = name.within or stated
    if within is not None and _is_only_listed(candidates, within, language):
        within = None
    if name.is_division and len(candidates) == 1 and within is None:
        return PlaceMention(name.name, candidates[0][1])
    if within is not None:
        inside = [(weight, place) for weight, place in candidates if _lies_in(place, within)]
        return PlaceMention(name.name, inside[0][1] if inside else None, within)
    is_common = fold(name.name) in language.made(_ambiguous)
    scored = sorted(
        (
            (weight + around.gain(name.name, place) + _list_gain(name, place), weight, place)
            for weight, place in candidates
        ),
        key=lambda entry: (-entry[0], entry[2].place.code),
    )
    if not scored or scored[0][0] < LEAST_WEIGHT or (is_common and scored[0][0] - scored[0][1] < COUNTRY_GAIN / 2):
        return PlaceMention(name.name, None)
    if len(scored) > 1 and scored[0][0] - scored[1][0] < LEAST_LEAD and not name.is_division:
        return PlaceMention(name.name, None)
    return PlaceMention(name.name, scored[0][2])


def _list_gain(name: PlaceName, place: Located) -> float:
    beside = name.listed_with
    if beside is None or place.kind != beside.kind:
        return 0.0
    return LIST_GAIN if place.kind == "country" or place.country == beside.country else 0.0


def _is_only_listed(candidates: list[tuple[float, Located]], within: Located, language: Language) -> bool:
    """Return True if two places are only listed together: 'Georgia, Florida', 'Syria, Iraq', 'London, New York'."""
    if any(_lies_in(place, within) for _, place in candidates):
        return False
    if any(place.kind != "city" and weight >= SURE_WEIGHT for weight, place in candidates):
        return True
    cities = [
        weight for weight, place in gazetteer(language).get(fold(within.place.name), ()) if place.kind == "city"
    ]
    largest = max((weight for weight, _ in candidates), default=0.0)
    return min(largest, max(cities, default=0.0)) >= SURE_WEIGHT


def _lies_in(place: Located, within: Located) -> bool:
    if within.kind == "division":
        return place.division == within.place.code and place is not within
    return place.country == within.country and place is not within
