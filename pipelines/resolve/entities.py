"""Mentions of one article → the things they name: short forms join full ones, places get their public identifiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.ids import content_id
from pipelines.lexicon import Place, cities, countries, demonym_of, demonyms, fold
from pipelines.records import Entity, Mention

UNNAMED_TYPES = frozenset(("money", "date"))
"""Types of mention that name no thing in the world."""
DEMONYM = "iso3166-1-demonym-of"
_SMALL_WORDS = frozenset(("of", "the", "for", "and", "on", "in", "&", "de", "du", "la"))


@dataclass(slots=True)
class _Cluster:
    """Mentions that name one thing, by index; `forms` are their texts in order of appearance."""

    entity_type: str
    forms: list[str]
    members: list[int] = field(default_factory=list)
    place: Place | None = None


def resolve_entities(text: str, mentions: Sequence[Mention]) -> tuple[tuple[Entity, ...], tuple[str | None, ...]]:
    """The entities in order of first mention, and for each mention the id of its entity (None: money, dates)."""
    clusters = _by_name(text, mentions)
    for kind, join in (("person", _join_persons), ("organization", _join_acronyms)):
        clusters = join([one for one in clusters if one.entity_type == kind]) + [
            one for one in clusters if one.entity_type != kind
        ]
    found: dict[str, Entity] = {}
    owners: list[str | None] = [None] * len(mentions)
    for cluster in sorted(clusters, key=lambda one: min(one.members)):
        entity = _entity(cluster)
        if entity.entity_id in found:
            entity = _merged(found[entity.entity_id], entity)
        found[entity.entity_id] = entity
        for index in cluster.members:
            owners[index] = entity.entity_id
    return tuple(found.values()), tuple(owners)


def plain_name(name: str) -> str:
    """The name without its article, possessive ending and doubled blanks."""
    words = name.replace("’", "'").split()
    if len(words) > 1 and words[0].casefold() == "the":
        words = words[1:]
    joined = " ".join(words)
    return joined[:-2] if joined.casefold().endswith("'s") and len(joined) > 2 else joined


def _by_name(text: str, mentions: Sequence[Mention]) -> list[_Cluster]:
    clusters: dict[tuple[str, str], _Cluster] = {}
    for index, mention in enumerate(mentions):
        if mention.entity_type in UNNAMED_TYPES:
            continue
        name = plain_name(text[mention.start : mention.end])
        place = _place(name, mention.entity_type)
        key = (place.scheme + place.code if place else fold(name), mention.entity_type)
        cluster = clusters.setdefault(key, _Cluster(mention.entity_type, [], place=place))
        cluster.members.append(index)
        if name not in cluster.forms:
            cluster.forms.append(name)
    return list(clusters.values())


def _place(name: str, entity_type: str) -> Place | None:
    if entity_type == "location":
        return countries().get(name) or cities().get(name)
    if entity_type == "norp":
        folded = fold(name)
        return demonyms().get(folded) or demonyms().get(folded.removesuffix("s"))
    return None


def _join_persons(clusters: list[_Cluster]) -> list[_Cluster]:
    """Full names that differ in a middle name join; a short name joins the one full name that holds it."""
    full: dict[tuple[str, str], _Cluster] = {}
    short: list[_Cluster] = []
    for cluster in clusters:
        words = fold(cluster.forms[0]).split()
        if len(words) < 2:
            short.append(cluster)
            continue
        _absorb(full.setdefault((words[0], words[-1]), cluster), cluster)
    by_last: dict[str, list[_Cluster]] = {}
    by_first: dict[str, list[_Cluster]] = {}
    for (first, last), cluster in full.items():
        by_last.setdefault(last, []).append(cluster)
        by_first.setdefault(first, []).append(cluster)
    kept = list(full.values())
    for cluster in short:
        name = fold(cluster.forms[0])
        candidates = by_last.get(name) or by_first.get(name) or []
        if len(candidates) == 1:
            _absorb(candidates[0], cluster)
        else:
            kept.append(cluster)
    return kept


def _join_acronyms(clusters: list[_Cluster]) -> list[_Cluster]:
    """'WHO' joins the World Health Organization where the article names exactly one whose initials it is."""
    initials: dict[str, list[_Cluster]] = {}
    for cluster in clusters:
        for letters in _initials(cluster.forms[0]):
            initials.setdefault(letters, []).append(cluster)
    kept: list[_Cluster] = []
    for cluster in clusters:
        letters = cluster.forms[0].replace(".", "")
        candidates = initials.get(letters, []) if letters.isupper() else []
        if len(candidates) == 1 and candidates[0] is not cluster:
            _absorb(candidates[0], cluster)
        else:
            kept.append(cluster)
    return kept


def _initials(name: str) -> set[str]:
    words = name.replace("-", " ").split()
    if len(words) < 2:
        return set()
    every = "".join(word[0] for word in words).upper()
    large = "".join(word[0] for word in words if word.casefold() not in _SMALL_WORDS).upper()
    return {letters for letters in (every, large) if len(letters) > 1}


def _absorb(into: _Cluster, other: _Cluster) -> None:
    if into is other:
        return
    into.members += other.members
    into.forms += [form for form in other.forms if form not in into.forms]


def _entity(cluster: _Cluster) -> Entity:
    aliases = tuple(sorted(set(cluster.forms)))
    place = cluster.place
    if place is None:
        name = _fullest(cluster.forms)
        return Entity(content_id("entity", cluster.entity_type, fold(name)), name, cluster.entity_type, aliases)
    scheme = DEMONYM if cluster.entity_type == "norp" else place.scheme
    name = demonym_of(place.code) or _fullest(cluster.forms) if cluster.entity_type == "norp" else place.name
    return Entity(content_id("entity", scheme, place.code), name, cluster.entity_type, aliases, {scheme: place.code})


def _fullest(forms: Sequence[str]) -> str:
    return max(forms, key=lambda form: (len(form.split()), len(form)))


def _merged(one: Entity, other: Entity) -> Entity:
    identifiers: Mapping[str, str] = {**other.identifiers, **one.identifiers}
    aliases = tuple(sorted({*one.aliases, *other.aliases}))
    return Entity(one.entity_id, one.canonical_name, one.entity_type, aliases, identifiers)
