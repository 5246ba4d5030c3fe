"""Mentions of one article → entities: short forms join full names, places get their public identifiers.

A specific name makes the same entity in every article. An unspecific name makes an entity of this article alone,
until later evidence joins two entities: a bare surname, a name of thousands of people, or a name of two people in the
user's knowledge.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hearsay.pipelines.ids import content_id, entity_id_of
from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Entity, EntityLink, Mention
from hearsay.pipelines.resolve.entities import links
from hearsay.pipelines.resolve.entities.acronyms import (
    initials,
    may_stand_for,
    split_acronym,
    without_legal_form,
)
from hearsay.pipelines.resolve.entities.gazetteer import Located
from hearsay.pipelines.resolve.entities.generations import part_generations
from hearsay.pipelines.resolve.entities.institutions import INSTITUTION_TYPES, Owner, find_owners, whole_names
from hearsay.pipelines.resolve.entities.knowledge import NOTHING, Knowledge
from hearsay.pipelines.resolve.entities.namesakes import part_namesakes
from hearsay.pipelines.resolve.entities.person_names import (
    is_common,
    is_styled,
    join_names,
    nickname_form,
    without_open_titles,
    without_titles,
)
from hearsay.pipelines.resolve.entities.place_names import people_of, without_article
from hearsay.pipelines.resolve.entities.places import PlaceMention, find_places
from hearsay.pipelines.resolve.entities.same_names import slips
from hearsay.pipelines.resolve.entities.surnames import TwoSurnames, two_surnames

UNNAMED_TYPES = frozenset(("money", "date"))
"""Types of mention that name nothing in the world."""
ALIAS_TYPES = frozenset(("person", "organization"))
ACRONYM_TYPES = ("organization", "facility", "misc", "event", "product")


@dataclass(slots=True)
class Cluster:
    """Mentions of the same thing, by index; `forms` are their texts in order of appearance.

    `within` is the place around an unknown place according to the text, or the country of an institution.
    `is_own` is true if the name identifies nothing outside the article.
    """

    entity_type: str
    forms: list[str]
    members: list[int] = field(default_factory=list)
    located: Located | None = None
    within: Located | None = None
    adjective: str | None = None
    is_own: bool = False
    surnames: TwoSurnames | None = None
    """The two surnames of a person, if the name has two."""
    is_marked: bool = False
    """True if the mark behind the name tells the person from a father or a son of the same name."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """Entities in order of first mention, the id of each mention's entity (None: money, dates), and the links."""

    entities: tuple[Entity, ...]
    owners: tuple[str | None, ...]
    links: tuple[EntityLink, ...]


def resolve_entities(
    text: str, mentions: Sequence[Mention], article_id: str, language: Language, knowledge: Knowledge = NOTHING
) -> Resolved:
    """Return the entities of an article.

    `article_id` is part of the id of an entity whose name does not identify it.
    """
    places, around = find_places(text, mentions, language)
    names = _names(text, mentions, places, language)
    owned = find_owners(text, mentions, names, places, around, language)
    countries = around.main_countries()
    clusters = _by_name(names, mentions, places, owned, language)
    clusters = _part_generations(clusters, part_generations(text, mentions, names, language))
    for cluster in clusters:
        if cluster.entity_type == "person":
            cluster.surnames = two_surnames(cluster.forms[0], language, countries)
    clusters = _join_nicknames(clusters, language)
    clusters = _join_persons(_part_surnames(clusters, text, mentions, language), language)
    clusters = _join_aliases(clusters, text, mentions, language)
    clusters = _join_acronyms(clusters, _introduced(text, mentions, names, language), language)
    clusters = _join_slips(clusters, language)
    entities: dict[str, Entity] = {}
    owners: list[str | None] = [None] * len(mentions)
    linked: dict[EntityLink, None] = {}
    for cluster in sorted(clusters, key=lambda cluster: min(cluster.members)):
        entity = _entity(cluster, article_id, knowledge, countries, language)
        if entity.entity_id in entities:
            entity = _merged(entities[entity.entity_id], entity)
        entities[entity.entity_id] = entity
        linked |= dict.fromkeys(_links(cluster, entity, language))
        for index in cluster.members:
            owners[index] = entity.entity_id
    return Resolved(tuple(entities.values()), tuple(owners), tuple(linked))


def plain_name(name: str, language: Language) -> str:
    """Return the name without its article, possessive ending and doubled blanks."""
    bare = without_article(" ".join(name.replace("’", "'").split()), language)
    return language.pattern("entities/possessive").sub("", bare)


def _names(text: str, mentions: Sequence[Mention], places: dict[int, PlaceMention], language: Language) -> list[str]:
    """Return the name of each mention, completed after a cut by the reader."""
    wholes = whole_names(text, mentions, places, language)
    cut_end = language.pattern("entities/cut_end")
    spans = (wholes.get(index, mention) for index, mention in enumerate(mentions))
    names = [cut_end.sub("", plain_name(text[span.start : span.end], language)) for span in spans]
    persons = [index for index, mention in enumerate(mentions) if mention.entity_type == "person"]
    bare = without_open_titles([names[index] for index in persons], language)
    for index, name in zip(persons, bare, strict=True):
        names[index] = name
    return names


def _by_name(
    names: Sequence[str],
    mentions: Sequence[Mention],
    places: dict[int, PlaceMention],
    owned: dict[int, Owner],
    language: Language,
) -> list[Cluster]:
    clusters: dict[tuple[str, str], Cluster] = {}
    for index, mention in enumerate(mentions):
        if mention.entity_type in UNNAMED_TYPES:
            continue
        key, named = _named(names[index], mention.entity_type, places.get(index), language)
        if index in owned:
            named.within, named.is_own = owned[index].country, owned[index].country is None
            key += f" in {named.within.place.code}" if named.within else ""
        cluster = clusters.setdefault((key, mention.entity_type), named)
        cluster.members.append(index)
        cluster.forms += [form for form in named.forms if form not in cluster.forms]
    return list(clusters.values())


def _part_generations(clusters: list[Cluster], parted: Mapping[int, str]) -> list[Cluster]:
    """Give the mentions of a father or a son to clusters of their own, named with the mark."""
    if not parted:
        return clusters
    families: dict[str, Cluster] = {}
    for cluster in clusters:
        for index in cluster.members:
            if index in parted:
                name = parted[index]
                person = families.setdefault(name, Cluster("person", [name], is_marked=True))
                person.members.append(index)
                person.forms += [form for form in cluster.forms[1:] if form not in person.forms]
        cluster.members = [index for index in cluster.members if index not in parted]
    return [cluster for cluster in (*clusters, *families.values()) if cluster.members]


def _named(name: str, entity_type: str, place: PlaceMention | None, language: Language) -> tuple[str, Cluster]:
    """Return the key for mentions of the same name, and their cluster, still without members."""
    if place is not None:
        stated = plain_name(place.name, language) or name
        if place.located is not None:
            return links.place_id(place.located), Cluster(entity_type, [name], located=place.located)
        key = fold(stated) + (f" in {place.within.place.code}" if place.within else "")
        return key, Cluster(entity_type, list(dict.fromkeys((stated, name))), within=place.within)
    if entity_type == "norp" and (people := people_of(name, language)):
        return links.people_id(people[1]), Cluster(entity_type, [name], located=people[1], adjective=people[0])
    if entity_type in ("norp", "person"):
        plural = language.pattern("entities/plural")
        bare = without_titles(name, language) if entity_type == "person" else plural.sub("", name)
        return fold(bare), Cluster(entity_type, list(dict.fromkeys((bare, name))))
    if entity_type in ACRONYM_TYPES:
        full, acronym = split_acronym(name, language)
        return fold(without_legal_form(full, language)), Cluster(entity_type, [full, acronym] if acronym else [full])
    return fold(name), Cluster(entity_type, [name])


def _part_surnames(
    clusters: list[Cluster], text: str, mentions: Sequence[Mention], language: Language
) -> list[Cluster]:
    """Give each mention of a surname of several persons to the person it means; a mention of nobody has no entity."""
    parted = part_namesakes(clusters, text, mentions, language)
    for cluster in clusters if parted else ():
        cluster.members = [index for index in cluster.members if index not in parted]
    for index, owner in parted.items():
        if owner is not None:
            clusters[owner].members.append(index)
    return [cluster for cluster in clusters if cluster.members]


def _join_persons(clusters: list[Cluster], language: Language) -> list[Cluster]:
    persons = [cluster for cluster in clusters if cluster.entity_type == "person" and not cluster.is_marked]
    others = [cluster for cluster in clusters if cluster.entity_type != "person" or cluster.is_marked]
    owners = join_names([(cluster.forms[0], cluster.surnames) for cluster in persons], language)
    for index, owner in enumerate(owners):
        if owner != index:
            _absorb(persons[owner], persons[index])
    kept = [cluster for index, cluster in enumerate(persons) if owners[index] == index]
    return kept + others


def _join_nicknames(clusters: list[Cluster], language: Language) -> list[Cluster]:
    """Join a name with a nickname to the person whose nickname the article gives in quotation marks."""
    persons = {fold(cluster.forms[0]): cluster for cluster in clusters if cluster.entity_type == "person"}
    gone: set[int] = set()
    for cluster in list(persons.values()):
        nicknames = [nickname for form in cluster.forms if (nickname := nickname_form(form, language)) is not None]
        for nickname in dict.fromkeys(nicknames):
            other = persons.get(fold(nickname))
            if other is None:
                cluster.forms.append(nickname)
            elif other is not cluster and id(other) not in gone and id(cluster) not in gone:
                _absorb(cluster, other)
                gone.add(id(other))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def _join_aliases(
    clusters: list[Cluster], text: str, mentions: Sequence[Mention], language: Language
) -> list[Cluster]:
    """Join two names of a person or a body that the article calls one: 'Meta Foods, formerly Brightco'.

    The surname of a person's other name joins too.
    """
    between, ends = language.pattern("entities/alias.between"), language.pattern("entities/alias.ends")
    of_mention = {index: cluster for cluster in clusters for index in cluster.members}
    surnames = {fold(cluster.forms[0]): cluster for cluster in clusters if cluster.entity_type == "person"}
    gone: set[int] = set()
    for at, (mention, other) in enumerate(itertools.pairwise(mentions)):
        name, alias = of_mention.get(at), of_mention.get(at + 1)
        if name is None or alias is None or name is alias or id(alias) in gone:
            continue
        is_stated = between.fullmatch(text[mention.end : other.start]) and ends.match(
            text[other.end : other.end + 1] or "\n"
        )
        if is_stated and {name.entity_type, alias.entity_type} <= ALIAS_TYPES:
            surname = surnames.get(fold(alias.forms[0]).split()[-1]) if name.entity_type == "person" else None
            for joined in (alias, surname):
                if joined is not None and joined is not name and id(joined) not in gone:
                    _absorb(name, joined)
                    of_mention |= dict.fromkeys(joined.members, name)
                    gone.add(id(joined))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def _join_slips(clusters: list[Cluster], language: Language) -> list[Cluster]:
    into = slips(clusters, language)
    for number, owner in into.items():
        _absorb(clusters[owner], clusters[number])
    return [cluster for number, cluster in enumerate(clusters) if number not in into]


def _introduced(
    text: str, mentions: Sequence[Mention], names: Sequence[str], language: Language
) -> dict[str, set[str]]:
    """Return the full names of each acronym: the name or the acronym stands in brackets beside the other."""
    introduced: dict[str, set[str]] = {}
    opening, between = language.pattern("entities/acronym.bracket"), language.pattern("entities/acronym.beside")
    for (at, mention), (_, other) in itertools.pairwise(enumerate(mentions)):
        if not opening.fullmatch(text[mention.end : other.start]) or text[other.end : other.end + 1] != ")":
            continue
        both = [names[at], names[at + 1]]
        for name, acronym in (both, both[::-1]):
            if acronym.isupper() and may_stand_for(acronym, name):
                introduced.setdefault(acronym, set()).add(fold(without_legal_form(name, language)))
        # 'The Civil Aviation Authority of Averland (CAAA)', 'the Averland Defence Forces (ADF)': a mention is the
        # country.
        before = mentions[at - 1] if at else mention
        is_beside = between.fullmatch(text[before.end : mention.start])
        if is_beside and may_stand_for(names[at + 1], text[before.start : mention.end]):
            introduced.setdefault(names[at + 1], set()).update(
                fold(without_legal_form(names[n], language)) for n in (at - 1, at)
            )
    return introduced


def _join_acronyms(clusters: list[Cluster], introduced: dict[str, set[str]], language: Language) -> list[Cluster]:
    """Join an acronym to the name beside brackets, else to the only name of the same type with these initials."""
    kept = [cluster for cluster in clusters if cluster.entity_type not in ACRONYM_TYPES]
    for entity_type in ACRONYM_TYPES:
        same = [cluster for cluster in clusters if cluster.entity_type == entity_type]
        bare = [without_legal_form(cluster.forms[0], language) for cluster in same]
        named: dict[str, list[Cluster]] = {}
        by_name: dict[str, list[Cluster]] = {}
        for cluster, name in zip(same, bare, strict=True):
            by_name.setdefault(fold(name), []).append(cluster)
            for letters in initials(name, language):
                named.setdefault(letters, []).append(cluster)
        for cluster in same:
            short = cluster.forms[0]
            letters = short.replace(".", "") if short.isupper() else ""
            expansions = [cluster for name in sorted(introduced.get(short, ())) for cluster in by_name.get(name, ())]
            candidates = expansions or named.get(letters, []) or _like_known(short, same, language)
            if letters and len(candidates) == 1 and candidates[0] is not cluster:
                _absorb(candidates[0], cluster)
            else:
                kept.append(cluster)
    return kept


def _like_known(short: str, clusters: Sequence[Cluster], language: Language) -> list[Cluster]:
    """Return the bodies of the article whose names resemble the known name of a short form, but are not that name.

    Beside a 'Chinese Center for Disease Control and Prevention', 'the CDC' is that body and not the American one.
    """
    usual = language.made(_known_bodies).get(fold(short))
    if usual is None or not short.replace(".", "").isupper():
        return []
    small = language.words("entities/acronym_small_words")
    words = {word for word in fold(usual).split() if word not in small}
    return [
        cluster
        for cluster in clusters
        if fold(cluster.forms[0]) != fold(usual)
        and may_stand_for(short, cluster.forms[0])
        and len(words & set(fold(cluster.forms[0]).split())) > 1
        and language.made(_known_bodies).get(fold(cluster.forms[0])) != usual
    ]


def _absorb(into: Cluster, other: Cluster) -> None:
    into.members += other.members
    into.forms += [form for form in other.forms if form not in into.forms]


def _entity(
    cluster: Cluster, article_id: str, knowledge: Knowledge, countries: Sequence[str], language: Language
) -> Entity:
    aliases = tuple(sorted(set(cluster.forms)))
    body = _known_body(cluster, language)
    usual = cluster.located.place.name if cluster.located else body
    forms = [*cluster.forms, usual] if usual else cluster.forms
    if cluster.within is not None and cluster.within.country:
        countries = [cluster.within.country, *countries]
    thing, is_ambiguous = knowledge.find(cluster.entity_type, forms, countries)
    if thing is not None:
        identifiers = dict(thing.identifiers)
        aliases = tuple(sorted({*aliases, *thing.aliases, thing.name}))
        return Entity(entity_id_of(identifiers), thing.name, cluster.entity_type, aliases, identifiers)
    if cluster.located is not None:
        return _of_place(cluster, cluster.located, aliases)
    name = body or _fullest(cluster, language)
    key = [cluster.entity_type, fold(name)]
    if cluster.within is not None and body is None:
        key.append(cluster.within.place.code)
        if cluster.entity_type in INSTITUTION_TYPES:
            name = f"{name} ({cluster.within.place.name})"
    elif (
        cluster.is_own
        or (cluster.entity_type == "person" and (is_ambiguous or " " not in name or is_common(name, language)))
        or is_ambiguous
    ):
        key += ["article", article_id]
    return Entity(content_id("entity", *key), name, cluster.entity_type, aliases)


def _of_place(cluster: Cluster, located: Located, aliases: tuple[str, ...]) -> Entity:
    if cluster.adjective is None:
        name, identifiers = located.place.name, dict(located.identifiers)
        return Entity(links.place_id(located), name, cluster.entity_type, aliases, identifiers)
    identifiers = {f"{located.place.scheme}-demonym-of": located.place.code}
    return Entity(links.people_id(located), cluster.adjective, cluster.entity_type, aliases, identifiers)


def _links(cluster: Cluster, entity: Entity, language: Language) -> tuple[EntityLink, ...]:
    if cluster.adjective is not None and cluster.located is not None:
        return (links.link_people(entity.entity_id, cluster.located),)
    placed = links.link_place(entity.entity_id, cluster.located, cluster.within, language)
    return placed or links.link_seat(entity.entity_id, cluster.forms[0], cluster.entity_type, language)


def _known_body(cluster: Cluster, language: Language) -> str | None:
    """Return the canonical name of an organisation with several names in the news, such as 'the UN'; else None.

    The first form decides: if the article itself gives a short form to another body, the form has joined the other
    body's cluster.
    """
    if cluster.entity_type != "organization" or cluster.is_own:
        return None
    # 'Israel' and 'Defense Forces' are two mentions of the same body.
    country = f"{cluster.within.place.name} " if cluster.within else ""
    return language.made(_known_bodies).get(fold(country + cluster.forms[0]))


def _known_bodies(language: Language) -> dict[str, str]:
    return {fold(name): usual for name, (usual,) in language.table("entities/known_bodies").items()}


def _fullest(cluster: Cluster, language: Language) -> str:
    """Return the name to show.

    A place and a people are shown by their first form, and a person without titles; a father and a son keep the mark.
    In all other cases the longest form is shown. Of two equally long forms, the form with fewer capitals is shown,
    because the other stood in a headline.
    """
    if cluster.entity_type in ("location", "norp") or cluster.is_marked:
        return cluster.forms[0]
    forms = cluster.forms
    if cluster.entity_type == "person":
        nicknames = {nickname_form(form, language) for form in forms}
        bare = [without_titles(form, language) for form in forms if form not in nicknames]
        # A person without a surname goes by the title: 'Prince Harry' is not shown as 'Harry'.
        forms = (
            bare
            if any(" " in form for form in bare)
            else [form for form in forms if is_styled(form, language)] or bare
        )
    shown = max(forms, key=lambda form: (len(form.split()), len(form), -sum(map(str.isupper, form))))
    return without_legal_form(shown, language) if cluster.entity_type == "organization" else shown


def _merged(entity: Entity, other: Entity) -> Entity:
    aliases = tuple(sorted({*entity.aliases, *other.aliases}))
    identifiers = {**other.identifiers, **entity.identifiers}
    return Entity(entity.entity_id, entity.canonical_name, entity.entity_type, aliases, identifiers)
