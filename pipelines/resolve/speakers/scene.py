"""Context of an article for resolving its sources: names, sentences, quotations, roles, and speakers so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hearsay.pipelines.language import Language
from hearsay.pipelines.quotations import Quotation, find_quotations
from hearsay.pipelines.records import Article, Reading, Span
from hearsay.pipelines.resolve.sentences import split_sentences
from hearsay.pipelines.resolve.speakers.mention_index import MentionIndex, index_mentions
from hearsay.pipelines.resolve.speakers.persons import Persons
from hearsay.pipelines.resolve.speakers.roles import Role, bodies_beside_names, find_roles

ACTING = {"person": "named", "organization": "organization", "facility": "organization", "location": "organization"}
"""Source type of a name, by entity type."""


@dataclass(frozen=True, slots=True)
class Source:
    """Entity of a source (None for an unknown source or several sources), and a type from SOURCE_TYPES.

    `beside` holds the index of the mention that names the source outside the claim's own source span.
    """

    entity_id: str | None
    source_type: str
    beside: tuple[int, ...] = ()


@dataclass(slots=True)
class Scene:
    """Context of an article for resolving its sources: names, sentences, quotations, roles, and speakers so far."""

    text: str
    mention_index: MentionIndex
    sentences: Sequence[Span]
    roles: Sequence[Role]
    persons: Persons
    language: Language
    quotations: Sequence[Quotation] = ()
    """Quotations of the text, in order."""
    bodies: Mapping[str, int] = field(default_factory=dict)
    """Mention of the body beside the name of each entity: 'Ana Lund of Acme'."""
    groups: list[tuple[int, Source]] = field(default_factory=list)
    """Position and source of groups, organisations and documents that spoke."""

    def bodies_spoken(self) -> list[tuple[int, str]]:
        """Return position and entity of each group and organisation that spoke."""
        return [
            (position, source.entity_id)
            for position, source in self.groups
            if source.entity_id is not None and source.source_type != "document"
        ]


def set_scene(
    article: Article, reading: Reading, mention_entities: Sequence[str | None], language: Language
) -> Scene:
    """Return the scene of an article before anybody has spoken."""
    text, mentions = article.text, reading.mentions
    sentences = split_sentences(text, language)
    roles = find_roles(text, mentions, mention_entities, language)
    quotations = find_quotations(text)
    quoted = [part for quotation in quotations for part in quotation.parts]
    persons = Persons(text, sentences, mentions, mention_entities, roles, quoted, language)
    mention_index = index_mentions(mentions, mention_entities)
    bodies = bodies_beside_names(text, mentions, mention_entities, language)
    return Scene(text, mention_index, sentences, roles, persons, language, quotations, bodies)


def of_mention(scene: Scene, index: int) -> Source:
    """Return the source that a mention names: a people or party is a group, an actor itself, a product a document."""
    mention, entity_id = scene.mention_index.mentions[index], scene.mention_index.entities[index]
    if mention.entity_type == "norp":
        return Source(entity_id, "group")
    return Source(entity_id, ACTING.get(mention.entity_type, "document"))
