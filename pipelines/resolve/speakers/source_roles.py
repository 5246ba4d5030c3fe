"""Role and affiliation of a source, as the article gives them: 'a spokesman for Acme', 'Finance Minister Voss'."""

from hearsay.pipelines.records import SourceRole, Span, Spans
from hearsay.pipelines.resolve.speakers.descriptions import WORD
from hearsay.pipelines.resolve.speakers.roles import Role
from hearsay.pipelines.resolve.speakers.scene import Scene, Source

_UNNAMED = ("role", "group", "anonymous")
"""Types of sources whose own words are their role."""
_AFFILIATIONS = ("organization", "facility", "location", "norp")


def find_role(scene: Scene, spans: Spans, source: Source) -> SourceRole:
    """Return the role of a source and its affiliation; an empty record if the article gives none.

    A person with a name has the role that the article states next to the name, here or elsewhere. Of a source without
    a name, its own words are the role. A pronoun has none of its own.
    """
    if source.source_type in ("named", "role") and source.entity_id is not None:
        role = _of_person(scene, source.entity_id, spans)
        stated = SourceRole() if role is None else _with_affiliation(scene, role.span, source.entity_id)
        body = None if stated.affiliation else scene.bodies.get(source.entity_id)
        if body is not None:
            mention = scene.mention_index.mentions[body]
            span = Span(mention.start, mention.end)
            return SourceRole(stated.role, span, scene.mention_index.entities[body])
        if stated.role is not None:
            return stated
    if source.source_type in _UNNAMED and spans and not _is_pronoun(scene, spans):
        return _with_affiliation(scene, _noun_phrase(scene, spans[0]), source.entity_id)
    return SourceRole()


def _of_person(scene: Scene, entity_id: str, spans: Spans) -> Role | None:
    """Return the role that the article states of a person: inside the source, else the last before, else the next."""
    position = spans[0].start if spans else 0
    roles = [role for role in scene.roles if role.entity_id == entity_id and _is_role(scene, role)]
    inside = [role for role in roles if any(span.start <= role.span.start < span.end for span in spans)]
    nearest = sorted(roles, key=lambda role: (role.position > position, abs(role.position - position)))
    # The fullest words say most: 'the mayor of Osmere' before 'Mayor'.
    return max(inside or nearest, key=lambda role: role.span.end - role.span.start, default=None)


def _is_role(scene: Scene, role: Role) -> bool:
    """Return True if a description is more than a form of address ('Mr')."""
    return role.description.noun.rstrip(".") not in scene.language.words("speakers/address_titles")


def _noun_phrase(scene: Scene, span: Span) -> Span:
    """Return a source's words up to an apposition or a relative clause."""
    end = scene.language.pattern("speakers/role_end").search(scene.text, span.start + 1, span.end)
    return Span(span.start, end.start()) if end else span


def _is_pronoun(scene: Scene, spans: Spans) -> bool:
    words = WORD.findall(scene.text[spans[0].start : spans[0].end])
    return not words or words[0].lower() in scene.language.words("speakers/source_pronouns")


def _with_affiliation(scene: Scene, role: Span, entity_id: str | None) -> SourceRole:
    """Return a role with the last body or place that it names, which is not the source itself."""
    for index in reversed(scene.mention_index.within((role,))):
        mention, owner = scene.mention_index.mentions[index], scene.mention_index.entities[index]
        if mention.entity_type in _AFFILIATIONS and (owner is None or owner != entity_id):
            return SourceRole(role, Span(mention.start, mention.end), owner)
    return SourceRole(role)
