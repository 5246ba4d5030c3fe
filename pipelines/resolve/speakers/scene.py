"""What an article's sources are resolved by: its names, sentences, quotations, roles, and who spoke so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hearsay.pipelines.quotations import find_quotations
from hearsay.pipelines.records import Article, Reading, Span
from hearsay.pipelines.resolve.sentences import split_sentences
from hearsay.pipelines.resolve.speakers.mention_index import MentionIndex, index_mentions
from hearsay.pipelines.resolve.speakers.persons import Persons
from hearsay.pipelines.resolve.speakers.roles import Role, find_roles

ACTING = {"person": "named", "organization": "organization", "facility": "organization", "location": "organization"}
"""The source type that a name of each kind makes."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it (None: not known, or several), and which of SOURCE_TYPES that is.

    `beside`: the mention that names them where the claim's own source does not, by index.
    """

    entity_id: str | None
    source_type: str
    beside: tuple[int, ...] = ()


@dataclass(slots=True)
class Scene:
    """What an article's sources are resolved by: its names, sentences, quotations, roles, and who spoke so far."""

    text: str
    known: MentionIndex
    sentences: Sequence[Span]
    roles: Sequence[Role]
    persons: Persons
    language: str | None = None
    groups: list[tuple[int, Source]] = field(default_factory=list)
    """Groups and organisations that spoke, and where."""


def set_scene(article: Article, reading: Reading, mention_entities: Sequence[str | None]) -> Scene:
    """The scene of an article before anybody has spoken."""
    text, mentions = article.text, reading.mentions
    sentences = split_sentences(text)
    roles = find_roles(text, mentions, mention_entities)
    quoted = [part for quotation in find_quotations(text) for part in quotation.parts]
    persons = Persons(text, sentences, mentions, mention_entities, roles, quoted)
    known = index_mentions(mentions, mention_entities)
    return Scene(text, known, sentences, roles, persons, article.language)


def of_mention(scene: Scene, index: int) -> Source:
    """The source that a name is: peoples and parties are groups, whatever can act is itself, a product a document."""
    mention, entity_id = scene.known.mentions[index], scene.known.entities[index]
    if mention.entity_type == "norp":
        return Source(entity_id, "group")
    return Source(entity_id, ACTING.get(mention.entity_type, "document"))
