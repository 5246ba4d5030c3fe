"""Feeds: RSS 0.9x to 2.0, RDF, Atom, JSON Feed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hearsay.pipelines.sources.kinds.kind import Kind
from hearsay.pipelines.sources.kinds.xml_root import root_of_list

if TYPE_CHECKING:
    from hearsay.pipelines.sources.documents import Document

_JSON_FEED = rb'"https?:(?:\\?/){2}jsonfeed\.org(?:\\?/)version'
_PATH = r"(?:\.(?:rss|atom|rdf|xml)(?:\.gz)?|/(?:feeds?|rss|atom|feed\.json))/?$"


def _begins(head: bytes) -> bool:
    if root_of_list(head) in (b"rss", b"feed", b"rdf", b"channel"):
        return True
    return head.lstrip(b" \t\r\n\xef\xbb\xbf").startswith(b"{") and re.search(_JSON_FEED, head) is not None


def _may_be_at(path: str) -> bool:
    return re.search(_PATH, path, re.IGNORECASE) is not None


def _read_document(body: bytes, address: str) -> Document:
    from hearsay.pipelines.sources.documents import read_feed

    return read_feed(body, address)


FEED = Kind(
    name="feed",
    help="a feed in RSS, Atom, RDF or JSON Feed; its pages are fetched",
    begins=_begins,
    may_be_at=_may_be_at,
    read_document=_read_document,
    is_unmistakable=True,
)
