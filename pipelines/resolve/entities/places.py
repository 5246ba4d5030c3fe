"""Which place an article means by a name: by what stands beside it, what else the article names, and size.

'Paris, Texas' is what it says. 'Paris' alone is the largest place of that name, unless the article's other places and
peoples speak for another; where they do not tell two places apart, neither is taken.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from hearsay.pipelines.lexicon import fold, load_lexicon, word_set
from hearsay.pipelines.records import Mention
from hearsay.pipelines.resolve.entities.gazetteer import Located, division_by_code, gazetteer, peoples
from hearsay.pipelines.resolve.entities.regions import region_of

COUNTRY_GAIN = 1.2
"""What a place gains when all that the article names lies in its country; so Texas alone moves Paris nowhere."""
DIVISION_GAIN = 0.5
LIST_GAIN = 1.5
"""What a state gains that is listed with a state of its country, and a country that is listed with a country."""
LEAST_WEIGHT = 5.0
"""A town of 100,000, or a smaller one of the country that the article is about; below, the name stays a name."""
LEAST_LEAD = 0.2
"""By how much the first of two places of one name must lead, in orders of magnitude of inhabitants."""
MAIN_SHARE = 0.6
"""From which share of the countries and places that an article names it is about one country."""
SURE_WEIGHT = 6.0
"""From which weight on a place tells what country an article is about; nothing else of its name comes near."""

_SUFFIX = re.compile(r"(?<=\w)-(?:area|backed|based|born|controlled|held|led|made|occupied|owned|ruled|run)$")
_DIVISION_WORDS = "canton|oblast|prefecture|province|region|republic|state|territory"
_OF = re.compile(rf"(?:[a-z-]+ )*(?:(?P<division>(?i:{_DIVISION_WORDS}))|(?i:city|town|village|municipality)) of ")
_AFTER = re.compile(rf" (?:{_DIVISION_WORDS})$", re.IGNORECASE)
_IN = re.compile(rf"(?P<name>.+) (?i:{_DIVISION_WORDS}) (?:of|in) (?P<larger>[A-Z].+)")
_OWNER = re.compile(r"(?P<owner>[^'’]+)['’]s (?P<own>[A-Z].+)")
_BESIDE = re.compile(r",\s{1,2}|\s\(")
_LISTED = re.compile(r",\s|,?\s(?:and|or)\s")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What a mention calls a place: the name itself, in what larger place it says it lies, and whether a division.

    `is_of_region`: it is a sea, a river, a part of the world, a station: no country, division or city.
    """

    name: str
    within: Located | None = None
    is_division: bool = False
    is_of_region: bool = False
    listed_with: Located | None = None
    """The country or state that stands beside it in a list: 'Georgia, Florida and Alabama'."""


@dataclass(frozen=True, slots=True)
class Found:
    """The name of a place with the place that it means, if it is known, and the larger place that it is said in."""

    name: str
    located: Located | None
    within: Located | None = None


@dataclass(slots=True)
class Surroundings:
    """How often an article names each country and division, by the name that tells it: none speaks for itself."""

    countries: Counter[tuple[str, str]] = field(default_factory=Counter)
    divisions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, name: str, located: Located) -> None:
        """Note that this name stands for a place."""
        if located.country:
            self.countries[fold(name), located.country] += 1
        if located.division:
            self.divisions[fold(name), located.division] += 1

    def gain(self, name: str, located: Located) -> float:
        """How much the article's other names speak for this place."""
        others = {key: count for key, count in self.countries.items() if key[0] != fold(name)}
        total = sum(others.values())
        if not total or located.country is None:
            return 0.0
        share = sum(count for (_, country), count in others.items() if country == located.country) / total
        is_near = any(division == located.division for (other, division) in self.divisions if other != fold(name))
        return COUNTRY_GAIN * share + (DIVISION_GAIN if is_near and located.division else 0.0)

    def main_country(self) -> str | None:
        """The one country that the article is about: most of the countries and places it names are its."""
        counts: Counter[str] = Counter()
        for (_, country), count in self.countries.items():
            counts[country] += count
        first = counts.most_common(1)
        return first[0][0] if first and first[0][1] >= max(2, MAIN_SHARE * counts.total()) else None

    def main_countries(self) -> list[str]:
        """The countries that the article names, the one it names most first."""
        counts: Counter[str] = Counter()
        for (_, country), count in self.countries.items():
            counts[country] += count
        return [country for country, _ in counts.most_common()]


def find_places(text: str, mentions: Sequence[Mention]) -> tuple[dict[int, Found], Surroundings]:
    """Mention's index → its place, for those of type location; and what the article tells of where it plays."""
    named = {
        index: _place_name(text, mentions, index)
        for index, mention in enumerate(mentions)
        if mention.entity_type == "location"
    }
    divisions = {fold(name.name) for name in named.values() if name.is_division}
    named = {
        index: replace(name, is_division=True) if fold(name.name) in divisions and _may_be_division(name) else name
        for index, name in named.items()
    }
    around = Surroundings()
    for index, mention in enumerate(mentions):
        if mention.entity_type == "norp" and (people := people_of(text[mention.start : mention.end])):
            around.add(people[1].place.name, people[1])
        elif index in named and (sure := _surely(named[index])):
            around.add(named[index].name, sure)
    told = _told(named)
    found = {index: _find(name, told.get(fold(name.name)), around) for index, name in named.items()}
    return found | _around_others(text, mentions, named), around


def _around_others(text: str, mentions: Sequence[Mention], named: dict[int, PlaceName]) -> dict[int, Found]:
    """The states that a town beside them lies in: 'Bath, New York' is no city in a city."""
    return {
        index + 1: Found(named[index + 1].name, name.within)
        for index, name in named.items()
        if name.within is not None
        and name.within.kind == "division"
        and index + 1 in named
        and _BESIDE.fullmatch(text, mentions[index].end, mentions[index + 1].start)
        and not _is_only_listed(_candidates(name), name.within)
    }


def _may_be_division(name: PlaceName) -> bool:
    """Whether 'Northern Cape' may be the province that the article calls so elsewhere: nothing else has its name."""
    return all(one.kind == "division" for _, one in gazetteer().get(fold(name.name), ()))


def people_of(name: str) -> tuple[str, Located] | None:
    """The adjective, and the country or other place, of a people's name."""
    folded = fold(_SUFFIX.sub("", name)).removeprefix("the ")
    return peoples().get(folded) or peoples().get(folded.removesuffix("s"))


def _place_name(text: str, mentions: Sequence[Mention], index: int) -> PlaceName:
    mention = mentions[index]
    written = text[mention.start : mention.end]
    if short := _abbreviation(text, mention.start, mention.end):
        return PlaceName(short.place.name, is_division=True)
    if region := region_of(text, mention, plain_place(written)):
        return PlaceName(region, is_of_region=True)
    if (inside := _IN.fullmatch(written)) and (within := _larger_by_name(inside["larger"])):
        return PlaceName(inside["name"], within, is_division=True)
    within = None
    head, comma, rest = written.rpartition(", ")
    if comma and (within := _larger(text, mention.end - len(rest), mention.end, is_beside=True)):
        written = head
    elif index + 1 < len(mentions):
        following = mentions[index + 1]
        if following.entity_type == "location" and _BESIDE.fullmatch(text, mention.end, following.start):
            within = _larger(text, following.start, following.end, is_beside=True)
    return _plain(written, within, _listed_with(text, mentions, index))


def plain_place(written: str) -> str:
    """The name without 'the', possessive ending, doubled blanks, and the place that owns it: 'London's Soho'."""
    name = " ".join(written.replace("’", "'").removesuffix("'s").removesuffix("’s").split())
    if (match := _OWNER.fullmatch(name)) and any(
        weight >= LEAST_WEIGHT for weight, _ in gazetteer().get(fold(match["owner"]), ())
    ):
        name = match["own"]
    return name[4:] if name[:4].casefold() == "the " and fold(name) not in gazetteer() else name


def _listed_with(text: str, mentions: Sequence[Mention], index: int) -> Located | None:
    """The country or division beside a name in a list that nothing else is called."""
    for one, other in ((index, index + 1), (index - 1, index)):
        if one < 0 or other >= len(mentions) or not _LISTED.fullmatch(text, mentions[one].end, mentions[other].start):
            continue
        beside = mentions[other if one == index else one]
        found = gazetteer().get(fold(text[beside.start : beside.end]), ()) if beside.entity_type == "location" else ()
        large = [place for weight, place in found if weight >= SURE_WEIGHT and place.kind in ("country", "division")]
        if len(large) == 1:
            return large[0]
    return None


def _plain(written: str, within: Located | None, listed_with: Located | None) -> PlaceName:
    name = _SUFFIX.sub("", plain_place(written))
    bare = _AFTER.sub("", name)
    is_division = bare != name and any(one.kind == "division" for _, one in gazetteer().get(fold(bare), ()))
    if is_division:
        name = bare
    elif (match := _OF.match(name)) and fold(name[match.end() :]) in gazetteer():
        name, is_division = name[match.end() :], bool(match["division"])
    return PlaceName(name, within, is_division, listed_with=listed_with)


def _abbreviation(text: str, start: int, end: int) -> Located | None:
    """The state or province of 'Ala.' or 'W. Va'; the full stop after it may stand outside of the mention."""
    listed = load_lexicon("resolve/entities/data/division_abbreviations.txt")
    for form in (text[start:end], text[start : end + 1]):
        if form in listed:
            return division_by_code(listed[form][0])
    return None


def _larger(text: str, start: int, end: int, *, is_beside: bool) -> Located | None:
    """The country or division that a name right after another one is: 'Paris, TX', 'Perth, Australia'."""
    if short := _abbreviation(text, start, end):
        return short
    name = text[start:end]
    if is_beside and len(name) == 2 and name.isupper() and (state := division_by_code(f"US-{name}")):
        return state
    kinds = ("division", "country")
    candidates = [(weight, one) for weight, one in gazetteer().get(fold(name), ()) if one.kind in kinds]
    if not candidates:
        return None
    # Beside a town's name a state is likelier than a country of its name: 'Atlanta, Georgia'.
    return max(candidates, key=lambda found: (found[1].kind == "division" and found[0] > LEAST_WEIGHT, found[0]))[1]


def _larger_by_name(name: str) -> Located | None:
    return next((one for _, one in gazetteer().get(fold(name), ()) if one.kind == "country"), None)


def _surely(name: PlaceName) -> Located | None:
    """The place that the name means whatever the article is about."""
    found = _candidates(name)
    if not found or found[0][0] < SURE_WEIGHT or fold(name.name) in _ambiguous():
        return None
    rivals = [weight for weight, one in found[1:] if one.country != found[0][1].country]
    return None if rivals and rivals[0] >= SURE_WEIGHT else found[0][1]


@cache
def _ambiguous() -> frozenset[str]:
    return frozenset(map(fold, word_set("resolve/entities/data/ambiguous_places.txt")))


def _told(named: dict[int, PlaceName]) -> dict[str, Located]:
    """Folded name → the larger place that the article once puts it in, where it puts it in no other."""
    told: dict[str, set[str]] = {}
    places: dict[str, Located] = {}
    for name in named.values():
        if name.within is not None:
            told.setdefault(fold(name.name), set()).add(name.within.place.code)
            places[name.within.place.code] = name.within
    return {name: places[min(codes)] for name, codes in told.items() if len(codes) == 1}


def _candidates(name: PlaceName) -> list[tuple[float, Located]]:
    """The places of that name; a division that has its name from its own city only where it is called a division."""
    found = [] if name.is_of_region else list(gazetteer().get(fold(name.name), ()))
    if name.is_division:
        return [(weight, one) for weight, one in found if one.kind == "division"]
    towns = {one.country for _, one in found if one.kind == "city"}
    return [
        (weight, one)
        for weight, one in found
        if not (one.kind == "division" and weight < LEAST_WEIGHT and one.country in towns)
    ]


def _find(name: PlaceName, told: Located | None, around: Surroundings) -> Found:
    candidates = _candidates(name)
    within = name.within or told
    if within is not None and _is_only_listed(candidates, within):
        within = None
    if name.is_division and len(candidates) == 1 and within is None:
        return Found(name.name, candidates[0][1])
    if within is not None:
        inside = [(weight, one) for weight, one in candidates if _lies_in(one, within)]
        return Found(name.name, inside[0][1] if inside else None, within)
    is_common = fold(name.name) in _ambiguous()
    scored = sorted(
        ((weight + around.gain(name.name, one) + _list_gain(name, one), weight, one) for weight, one in candidates),
        key=lambda found: (-found[0], found[2].place.code),
    )
    if not scored or scored[0][0] < LEAST_WEIGHT or (is_common and scored[0][0] - scored[0][1] < COUNTRY_GAIN / 2):
        return Found(name.name, None)
    if len(scored) > 1 and scored[0][0] - scored[1][0] < LEAST_LEAD and not name.is_division:
        return Found(name.name, None)
    return Found(name.name, scored[0][2])


def _list_gain(name: PlaceName, one: Located) -> float:
    beside = name.listed_with
    if beside is None or one.kind != beside.kind:
        return 0.0
    return LIST_GAIN if one.kind == "country" or one.country == beside.country else 0.0


def _is_only_listed(candidates: list[tuple[float, Located]], within: Located) -> bool:
    """Whether a place stands beside another in a list: 'Georgia, Florida', 'Syria, Iraq', 'London, New York'."""
    if any(_lies_in(one, within) for _, one in candidates):
        return False
    if any(one.kind != "city" and weight >= SURE_WEIGHT for weight, one in candidates):
        return True
    cities = [weight for weight, one in gazetteer().get(fold(within.place.name), ()) if one.kind == "city"]
    largest = max((weight for weight, _ in candidates), default=0.0)
    return min(largest, max(cities, default=0.0)) >= SURE_WEIGHT


def _lies_in(one: Located, within: Located) -> bool:
    if within.kind == "division":
        return one.division == within.place.code and one is not within
    return one.country == within.country and one is not within
