"""Resolution: a reading's names become entities, its attributions become claims."""

from dataclasses import replace

from hearsay.pipelines.ids import article_id
from hearsay.pipelines.records import Article, Reading, Resolution
from hearsay.pipelines.resolve.claims.claims import make_claims
from hearsay.pipelines.resolve.entities.entities import resolve_entities
from hearsay.pipelines.resolve.entities.knowledge import NOTHING, Knowledge

__all__ = ["Knowledge", "resolve"]


def resolve(article: Article, reading: Reading, knowledge: Knowledge = NOTHING) -> Resolution:
    """The entities and claims of one article.

    Never raises for spans that lie in the text. A mention is of its entity's kind, whatever the reader took it for.
    Same article, reading and knowledge, same resolution; an entity's id depends on its name or identifier, so that
    articles meet in it, or on the article where the name does not tell.
    """
    named = resolve_entities(article.text, reading.mentions, article_id(article), knowledge)
    kinds = {entity.entity_id: entity.entity_type for entity in named.entities}
    mentions = tuple(
        replace(mention, entity_type=kinds[owner]) if owner else mention
        for mention, owner in zip(reading.mentions, named.owners, strict=True)
    )
    claims = make_claims(article, replace(reading, mentions=mentions), named.owners)
    return Resolution(named.entities, named.owners, claims, named.links)
