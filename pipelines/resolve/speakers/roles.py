"""Roles of persons, such as an office: 'Texas Gov. Rick Perry', 'Mara Voss, the mayor of Osmere'."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Mention, Span
from hearsay.pipelines.resolve.finite_verbs import has_finite_verb
from hearsay.pipelines.resolve.speakers.descriptions import WORD, Description, describe
from hearsay.pipelines.resolve.speakers.source_types import kind_of_noun

_BREAK = re.compile(r"[,;:()\n“”\"‘—–]|(?P<word>[^\W_]+\.)\s")
TITLE_WORDS = 6
"""Most words of a title before a name: 'former Bank of England chief economist' has six."""


_NO_TITLE = ',;:()“”"‘—–'
"""Marks right before a name that no title ends with; an empty text is among them."""
_LONGEST_GAP = 40
"""Most characters between a person's name and the name of a body beside it."""


@dataclass(frozen=True, slots=True)
class Role:
    """Description of a person at a position in the article, and the span of its words."""

    position: int
    entity_id: str
    description: Description
    span: Span


def find_roles(
    text: str, mentions: Sequence[Mention], entities: Sequence[str | None], language: Language
) -> tuple[Role, ...]:
    """Return the roles of an article's persons in the order of their positions."""
    roles: list[Role] = []
    for mention, entity_id in zip(mentions, entities, strict=True):
        if mention.entity_type != "person" or entity_id is None:
            continue
        spans = (
            _title(text, mention, language),
            _within(text, mention, language),
            *_appositions(text, mention, language),
        )
        for span in spans:
            description = describe(text[span.start : span.end], language) if span else None
            if span and description and kind_of_noun(description.noun.removesuffix("."), language) in ("role", None):
                roles.append(Role(mention.start, entity_id, description, span))
    return tuple(roles)


def bodies_beside_names(
    text: str, mentions: Sequence[Mention], entities: Sequence[str | None], language: Language
) -> dict[str, int]:
    """Return the first body beside a name of each entity: 'Ana Lund of Acme', 'Acme's Ana Lund'."""
    behind, before = (language.pattern(f"speakers/affiliation.{side}") for side in ("behind", "before"))
    bodies: dict[str, int] = {}
    for index, (first, second) in enumerate(pairwise(mentions)):
        owner, other = entities[index], entities[index + 1]
        kinds = (first.entity_type, second.entity_type)
        if "organization" not in kinds or second.start - first.end > _LONGEST_GAP:
            continue
        between = text[first.end : second.start]
        if owner and owner not in bodies and kinds[1] == "organization" and behind.fullmatch(between):
            bodies[owner] = index + 1
        if other and other not in bodies and kinds[0] == "organization" and before.fullmatch(between):
            bodies[other] = index
    return bodies


def holders(roles: Sequence[Role], wanted: Description, position: int) -> tuple[str, ...]:
    """Return the persons whom a description fits; first the person last so described before `position`.

    A description fits if the head is the same, if both or neither are former, and if the article gives the person
    every detail.
    """
    details: dict[str, set[str]] = {}
    fitting = [role for role in roles if role.description.head == wanted.head]
    for role in fitting:
        details.setdefault(role.entity_id, set()).update(role.description.details)
    former = {role.entity_id for role in fitting if role.description.is_former}
    persons = [
        role.entity_id
        for role in sorted(fitting, key=lambda role: (role.position >= position, abs(position - role.position)))
        if wanted.details <= details[role.entity_id] and wanted.is_former == (role.entity_id in former)
    ]
    return tuple(dict.fromkeys(persons)) or _without_country(fitting, wanted, details, former)


def _without_country(
    fitting: Sequence[Role], wanted: Description, details: dict[str, set[str]], former: set[str]
) -> tuple[str, ...]:
    """Return the only holder whom the article gives no country, if the description names one besides the office.

    'Austria's interior minister' is the 'Interior Minister Ana Lund' of an article with one such minister.
    """
    persons = set(details)
    office = wanted.details - wanted.countries
    if len(persons) != 1 or not wanted.countries or not office:
        return ()
    (person,) = persons
    has_other_country = any(role.description.countries for role in fitting)
    is_holder = office <= details[person] and wanted.is_former == (person in former) and not has_other_country
    return (person,) if is_holder else ()


def _title(text: str, mention: Mention, language: Language) -> Span | None:
    """Return the words right before a name, up to a word that cannot belong to a title."""
    offset = max(0, mention.start - 80)
    before = text[offset : mention.start]
    if before.rstrip()[-1:] in _NO_TITLE:
        return None
    forms = language.table("speakers/role_forms")
    breaks = [
        match.end()
        for match in _BREAK.finditer(before)
        if match.group("word") is None or match.group("word").lower() not in forms
    ]
    joint = language.pattern("speakers/office_joint").search(before)
    office = language.pattern("speakers/office_of_body").search(before) if joint else None
    if office:
        return Span(offset + office.start(), offset + len(before.rstrip()))
    words = list(WORD.finditer(before, breaks[-1] if breaks else 0))[-TITLE_WORDS:]
    if not words or before[words[-1].end() :].strip():
        return None
    start = len(before)
    for word in reversed(words):
        if word.group().lower() in language.words("speakers/title_stops"):
            break
        start = word.start()
    phrase = before[start:].strip()
    last = phrase.split()[-1].lower() if phrase else ""
    is_title = last in forms or kind_of_noun(last, language) == "role"
    return Span(offset + start, offset + start + len(phrase)) if is_title else None


def _within(text: str, mention: Mention, language: Language) -> Span | None:
    """Return the title at the beginning of the mention's own span."""
    words = text[mention.start : mention.end].split()
    forms = language.table("speakers/role_forms")
    if len(words) > 1 and (words[0].lower() in forms or kind_of_noun(words[0].lower(), language) == "role"):
        return Span(mention.start, mention.start + len(words[0]))
    return None


def _appositions(text: str, mention: Mention, language: Language) -> tuple[Span | None, Span | None]:
    after = language.pattern("speakers/apposition.after").match(text, mention.end)
    after = after or language.pattern("speakers/apposition.predicate").match(text, mention.end)
    phrase = after["phrase"] if after else ""
    own = language.pattern("speakers/role_end").split(phrase, maxsplit=1)[0]
    # 'After a talk with Ana Lund, the president said' describes nobody.
    is_clause = has_finite_verb([word.lower() for word in WORD.findall(own)], language)
    is_none = not phrase or is_clause or phrase.split()[0].lower() in language.words("speakers/no_appositions")
    behind = None if after is None or is_none else Span(*after.span("phrase"))
    offset = max(0, mention.start - 90)
    ahead = text[offset : mention.start]
    is_apart = ahead.rstrip().endswith(",")
    before = language.pattern("speakers/apposition.before").search(ahead) if is_apart else None
    start, end = before.span("phrase") if before else (0, 0)
    return behind, Span(offset + start, offset + end) if before else None
