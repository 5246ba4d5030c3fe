"""Resolution: link the mentions of a reading to entities, and make claims from its attributions."""

from dataclasses import replace

from hearsay.pipelines.ids import article_id
from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Article, Reading, Resolution
from hearsay.pipelines.resolve.bylines import byline_ends, without_bylines
from hearsay.pipelines.resolve.claims.assembly import make_claims
from hearsay.pipelines.resolve.entities.clusters import resolve_entities
from hearsay.pipelines.resolve.entities.knowledge import NOTHING, Knowledge

__all__ = ["Knowledge", "resolve"]


def resolve(article: Article, reading: Reading, language: Language, knowledge: Knowledge = NOTHING) -> Resolution:
    """Return the entities and claims of one article, by the words of the article's language.

    A mention gets the type of its entity, even if the reader gave another type. The same article, reading and
    knowledge give the same resolution. An entity's id depends on the name or identifier, so that articles share the
    entity. If the name identifies nobody, the id depends on the article too.

    This function never raises for spans that lie in the text.
    """
    read = without_bylines(reading, byline_ends(article.text, article.authors, language))
    named = resolve_entities(article.text, read.mentions, article_id(article), language, knowledge)
    kinds = {entity.entity_id: entity.entity_type for entity in named.entities}
    mentions = tuple(
        replace(mention, entity_type=kinds[owner]) if owner else mention
        for mention, owner in zip(read.mentions, named.owners, strict=True)
    )
    claims = make_claims(article, replace(read, mentions=mentions), named.owners, language)
    return Resolution(named.entities, named.owners, claims, named.links)
