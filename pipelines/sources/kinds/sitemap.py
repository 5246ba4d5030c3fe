"""Sitemaps, news sitemaps, and indexes of sitemaps (sitemaps.org)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hearsay.pipelines.sources.kinds.kind import Kind
from hearsay.pipelines.sources.kinds.xml_root import root_of_list

if TYPE_CHECKING:
    from hearsay.pipelines.sources.documents import Document

_PATH = r"(?:\.xml(?:\.gz)?|/sitemap[^/]*)/?$"


def _begins(head: bytes) -> bool:
    return root_of_list(head) in (b"urlset", b"sitemapindex")


def _may_be_at(path: str) -> bool:
    return re.search(_PATH, path, re.IGNORECASE) is not None


def _read_document(body: bytes, address: str) -> Document:
    from hearsay.pipelines.sources.documents import read_sitemap_document

    return read_sitemap_document(body, address)


SITEMAP = Kind(
    name="sitemap",
    help="a sitemap, a news sitemap or an index of sitemaps; its pages are fetched",
    begins=_begins,
    may_be_at=_may_be_at,
    read_document=_read_document,
    is_unmistakable=True,
)
