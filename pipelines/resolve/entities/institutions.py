"""Institutions that every country has: the country of a 'Supreme Court' or a 'Foreign Ministry'.

A name of common words gives the kind of an institution, but not the country. The country stands beside the name
('the Indian Supreme Court', 'the Supreme Court of India'), or elsewhere in the article, or is the article's main
country. Else the institution belongs to this article alone, until later evidence joins two entities.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Mention, Span
from hearsay.pipelines.resolve.entities.gazetteer import Located, country_by_code
from hearsay.pipelines.resolve.entities.place_names import people_of
from hearsay.pipelines.resolve.entities.places import PlaceMention, Surroundings

INSTITUTION_TYPES = frozenset(("organization", "facility"))
MOST_PARTS = 4
"""Most mentions that the reader cuts a single name into."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Country of an institution, if known; without a country the institution belongs to its article alone."""

    country: Located | None


def is_institution(name: str, language: Language) -> bool:
    """Return True if a name has common words only and names an institution that many countries have."""
    words = fold(name).split()
    common = language.words("entities/institution_words")
    if " ".join(words) in language.words("entities/sole_institutions"):
        return False
    small = language.words("entities/institution_small_words")
    own = [word for word in words if word not in small]
    return bool(own) and all(word.strip(".,") in common for word in own)


def whole_names(
    text: str, mentions: Sequence[Mention], places: Mapping[int, PlaceMention], language: Language
) -> dict[int, Span]:
    """Return the span of each name that the reader cut into several mentions, by the index of its main mention.

    'University of' continues in 'Chicago', and 'Municipal Council' begins with the town before it. The town stays a
    place too. A country beside an institution is not a part of the name, but identifies the institution.
    """
    spans: dict[int, Span] = {}
    for index, mention in enumerate(mentions):
        if mention.entity_type not in (*INSTITUTION_TYPES, "event", "misc"):
            continue
        start, end = mention.start, _end_of_name(text, mentions, places, index, language)
        is_begun = index and _is_begun(text, mentions[index - 1], Span(start, end), language)
        if is_begun and not _is_country(places, index - 1):
            start = mentions[index - 1].start
        if (start, end) != (mention.start, mention.end):
            spans[index] = Span(start, end)
    return spans


def _is_begun(text: str, before: Mention, name: Span, language: Language) -> bool:
    """Return True if an institution's name begins with the place right before it: 'Lindi' 'Municipal Council'."""
    is_beside = before.entity_type == "location" and text[before.end : name.start] == " "
    return is_beside and is_institution(text[name.start : name.end], language)


def _is_country(places: Mapping[int, PlaceMention], index: int) -> bool:
    place = places.get(index)
    return place is not None and place.located is not None and place.located.kind == "country"


def _end_of_name(
    text: str, mentions: Sequence[Mention], places: Mapping[int, PlaceMention], index: int, language: Language
) -> int:
    """Return the end of a name that ends with 'of' or 'and' and continues in the mention right behind it."""
    never_last, between = language.words("entities/never_last"), language.pattern("entities/institution.before_part")
    start, end = mentions[index].start, mentions[index].end
    for at, following in enumerate(mentions[index + 1 : index + MOST_PARTS], start=index + 1):
        if _is_country(places, at) and is_institution(text[start:end], language):
            break
        gap = text[end : following.start]
        is_cut = " ".join(text[start:end].split()).rpartition(" ")[2].casefold() in never_last
        is_behind = end > mentions[index].end and gap == " "
        is_rest = is_behind and is_institution(text[following.start : following.end], language)
        if not (is_cut and between.fullmatch(gap)) and not is_rest:
            break
        comma = text.find(",", following.start, following.end)
        end = following.end if comma < 0 else comma
    return end


def find_owners(
    text: str,
    mentions: Sequence[Mention],
    names: Sequence[str],
    places: Mapping[int, PlaceMention],
    around: Surroundings,
    language: Language,
) -> dict[int, Owner]:
    """Return the country of each institution whose name alone does not identify it, by the mention's index."""
    listed = {
        index: language.pattern("entities/cut_end").sub("", fold(names[index]))
        for index, mention in enumerate(mentions)
        if mention.entity_type in INSTITUTION_TYPES and is_institution(names[index], language)
    }
    beside = {index: _country_beside(text, mentions, places, index, language) for index in listed}
    stated: dict[str, dict[str, Located]] = {}
    for index, country in beside.items():
        if country is not None:
            stated.setdefault(listed[index], {})[country.place.code] = country
    main = around.main_country()
    about = country_by_code(main, language) if main else None

    def country_of(index: int) -> Located | None:
        others = list(stated.get(listed[index], {}).values())
        # 'The Assembly' may belong to any state or town, or be a newspaper.
        is_national = " " in listed[index] or listed[index] in language.words("entities/national_institutions")
        return beside[index] or (others[0] if len(others) == 1 else None if others or not is_national else about)

    return {index: Owner(country_of(index)) for index in listed}


def _country_beside(
    text: str, mentions: Sequence[Mention], places: Mapping[int, PlaceMention], index: int, language: Language
) -> Located | None:
    """Return the country named right before an institution, or right behind it after 'of'."""
    mention = mentions[index]
    owned = language.pattern("entities/institution.owned")
    gaps = (
        (index - 1, language.pattern("entities/institution.behind_country")),
        (index + 1, language.pattern("entities/institution.before_country")),
    )
    for other, gap in gaps:
        if not 0 <= other < len(mentions):
            continue
        neighbour = mentions[other]
        between = text[neighbour.end : mention.start] if other < index else text[mention.end : neighbour.start]
        written = text[neighbour.start : neighbour.end]
        if not gap.fullmatch(between) or (
            other > index and not owned.search(text[mention.start : neighbour.start].lower())
        ):
            continue
        if neighbour.entity_type == "norp" and (people := people_of(written, language)):
            return people[1] if people[1].kind == "country" else None
        place = places.get(other)
        if place is not None and place.located is not None and place.located.kind == "country":
            return place.located
    return None
