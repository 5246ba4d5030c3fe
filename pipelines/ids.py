"""Ids that depend on content alone, so that they are the same in every run and on every machine."""

import hashlib
import json
from collections.abc import Mapping

from hearsay.pipelines.addresses import article_key
from hearsay.pipelines.records import Article

ID_LENGTH = 32
REGISTERS = ("iso3166-1", "iso3166-2", "iso3166-3", "geonames", "wikidata")
"""Registers whose identifiers form an entity's id, the preferred register first.

The order must not change: sources that know different registers of an entity then agree on its id.
"""


def content_id(*parts: str | int | None) -> str:
    """Return 32 hex digits of the SHA-256 over the parts in order.

    None and "" give different ids, and so do lists whose parts would read alike if joined.
    """
    written = json.dumps([None if part is None else str(part) for part in parts])
    return sha256_hex(written.encode("ascii"))[:ID_LENGTH]


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of the data as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def article_id(article: Article) -> str:
    """Return the id that all versions of an article share, from its address key, or else from its text."""
    address = article.canonical_url or article.url
    if address is None:
        return content_id("article", "text", article.text)
    return content_id("article", "url", article_key(address))


def entity_id_of(identifiers: Mapping[str, str]) -> str:
    """Return the id of an entity from its identifiers in public registers; the first scheme of REGISTERS counts."""
    scheme = next((register for register in REGISTERS if register in identifiers), min(identifiers))
    return content_id("entity", scheme, identifiers[scheme])


def version_id(of_article: str, article: Article) -> str:
    """Return the id of a version of the article `of_article`. Another title or another text is another version."""
    return content_id("version", of_article, article.title, article.text)
