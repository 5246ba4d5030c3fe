"""Resolution: a reading's names become entities, its attributions become claims."""

from pipelines.records import Article, Reading, Resolution
from pipelines.resolve.claims import make_claims
from pipelines.resolve.entities import resolve_entities

__all__ = ["resolve"]


def resolve(article: Article, reading: Reading) -> Resolution:
    """The entities and claims of one article.

    Never raises for spans that lie in the text. Same article and reading, same resolution; an entity's id depends on
    its name or identifier alone, so that articles meet in it.
    """
    entities, mention_entities = resolve_entities(article.text, reading.mentions)
    claims = make_claims(article, reading, mention_entities)
    return Resolution(entities, mention_entities, claims)
