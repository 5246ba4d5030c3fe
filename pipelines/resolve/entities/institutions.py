"""Institutions that every country has: whose 'Supreme Court' or 'Foreign Ministry' an article means.

A name of common words alone says what an institution is and not whose. The country stands beside it ('the Indian
Supreme Court', 'the Supreme Court of India'), or once in the article, or is the one that the article is about; else
the institution is the article's own, until something joins it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hearsay.pipelines.lexicon import fold, word_set
from hearsay.pipelines.records import Mention, Span
from hearsay.pipelines.resolve.entities.gazetteer import Located, country_by_code
from hearsay.pipelines.resolve.entities.places import Found, Surroundings, people_of

INSTITUTION_TYPES = frozenset(("organization", "facility"))
MOST_PARTS = 4
"""Mentions that one name may be cut into."""
_SMALL = frozenset(("and", "for", "of", "the"))
_GOES_ON = frozenset(("&", "and", "de", "du", "for", "of"))
"""Words that no name ends with."""
_BEFORE = re.compile(r"(?:['’]s?)?\s")
_AFTER = re.compile(r"\s(?:(?:of|for)\s)?(?:the\s)?", re.IGNORECASE)
_TO_NEXT = re.compile(r"\s(?:the\s)?")


@dataclass(frozen=True, slots=True)
class Whose:
    """The country of an institution, if it is known; without one, it is the article's own."""

    country: Located | None


def is_institution(name: str) -> bool:
    """Whether a name is made of common words alone and names an institution of one country among many."""
    words = fold(name).split()
    known = word_set("resolve/entities/data/institution_words.txt")
    if " ".join(words) in word_set("resolve/entities/data/sole_institutions.txt"):
        return False
    own = [word for word in words if word not in _SMALL]
    return bool(own) and all(word.strip(".,") in known for word in own)


def whole_names(text: str, mentions: Sequence[Mention], places: Mapping[int, Found]) -> dict[int, Span]:
    """Mention's index → the whole of a name that is cut into mentions, for the mention that it is named by.

    'University of' goes on in 'Chicago', 'Municipal Council' begins with the town before it. The town stays a place.
    A country beside an institution is no part of its name, but tells whose it is.
    """
    found: dict[int, Span] = {}
    for index, mention in enumerate(mentions):
        if mention.entity_type not in (*INSTITUTION_TYPES, "event", "misc"):
            continue
        start, end = mention.start, _end_of_name(text, mentions, places, index)
        if index and _is_begun(text, mentions[index - 1], Span(start, end)) and not _is_country(places, index - 1):
            start = mentions[index - 1].start
        if (start, end) != (mention.start, mention.end):
            found[index] = Span(start, end)
    return found


def _is_begun(text: str, before: Mention, name: Span) -> bool:
    """Whether an institution's name begins with the place right before it: 'Lindi' 'Municipal Council'."""
    is_beside = before.entity_type == "location" and text[before.end : name.start] == " "
    return is_beside and is_institution(text[name.start : name.end])


def _is_country(places: Mapping[int, Found], index: int) -> bool:
    found = places.get(index)
    return found is not None and found.located is not None and found.located.kind == "country"


def _end_of_name(text: str, mentions: Sequence[Mention], places: Mapping[int, Found], index: int) -> int:
    """Where a name ends that ends with 'of' or 'and' and goes on in the mention right behind it."""
    start, end = mentions[index].start, mentions[index].end
    for at, following in enumerate(mentions[index + 1 : index + MOST_PARTS], start=index + 1):
        if _is_country(places, at) and is_institution(text[start:end]):
            break
        gap = text[end : following.start]
        is_cut = " ".join(text[start:end].split()).rpartition(" ")[2].casefold() in _GOES_ON
        is_rest = end > mentions[index].end and gap == " " and is_institution(text[following.start : following.end])
        if not (is_cut and _TO_NEXT.fullmatch(gap)) and not is_rest:
            break
        comma = text.find(",", following.start, following.end)
        end = following.end if comma < 0 else comma
    return end


def whose(
    text: str,
    mentions: Sequence[Mention],
    names: Sequence[str],
    places: Mapping[int, Found],
    around: Surroundings,
) -> dict[int, Whose]:
    """Mention's index → its country, for the mentions whose name alone does not tell."""
    listed = {
        index: fold(names[index]).removesuffix(" of")
        for index, mention in enumerate(mentions)
        if mention.entity_type in INSTITUTION_TYPES and is_institution(names[index])
    }
    beside = {index: _country_beside(text, mentions, places, index) for index in listed}
    told: dict[str, dict[str, Located]] = {}
    for index, country in beside.items():
        if country is not None:
            told.setdefault(listed[index], {})[country.place.code] = country
    main = around.main_country()
    about = country_by_code(main) if main else None

    def meant(index: int) -> Located | None:
        others = list(told.get(listed[index], {}).values())
        return beside[index] or (others[0] if len(others) == 1 else None if others else about)

    return {index: Whose(meant(index)) for index in listed}


def _country_beside(
    text: str, mentions: Sequence[Mention], places: Mapping[int, Found], index: int
) -> Located | None:
    """The country named right before an institution, or right behind it after 'of'."""
    mention = mentions[index]
    for other, gap in ((index - 1, _BEFORE), (index + 1, _AFTER)):
        if not 0 <= other < len(mentions):
            continue
        one = mentions[other]
        between = text[one.end : mention.start] if other < index else text[mention.end : one.start]
        written = text[one.start : one.end]
        if not gap.fullmatch(between) or (other > index and " of" not in text[mention.start : one.start].lower()):
            continue
        if one.entity_type == "norp" and (people := people_of(written)):
            return people[1] if people[1].kind == "country" else None
        found = places.get(other)
        if found is not None and found.located is not None and found.located.kind == "country":
            return found.located
    return None
