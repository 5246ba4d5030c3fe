"""Ids that come from content, so that the same thing gets the same id in every run and on every machine."""

import hashlib
import json
from collections.abc import Mapping

from hearsay.pipelines.addresses import article_key
from hearsay.pipelines.records import Article

ID_LENGTH = 32
REGISTERS = ("iso3166-1", "iso3166-2", "iso3166-3", "geonames", "wikidata")
"""The registers whose identifiers make an entity's id, in this order, so that whoever knows more of them agrees."""


def content_id(*parts: str | int | None) -> str:
    """32 hex digits of SHA-256 over the parts in order; None and "" differ, and no two lists run together."""
    written = json.dumps([None if part is None else str(part) for part in parts])
    return sha256_hex(written.encode("ascii"))[:ID_LENGTH]


def sha256_hex(data: bytes) -> str:
    """The whole SHA-256 of some bytes as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def article_id(article: Article) -> str:
    """The article over all its versions: by the key of its address, or by its text where there is no address."""
    address = article.canonical_url or article.url
    if address is None:
        return content_id("article", "text", article.text)
    return content_id("article", "url", article_key(address))


def entity_id_of(identifiers: Mapping[str, str]) -> str:
    """The id of a thing that public registers know: of several identifiers the first of REGISTERS counts."""
    scheme = next((one for one in REGISTERS if one in identifiers), min(identifiers))
    return content_id("entity", scheme, identifiers[scheme])


def version_id(of_article: str, article: Article) -> str:
    """One version of the article with that id: another title or another text is another version."""
    return content_id("version", of_article, article.title, article.text)
