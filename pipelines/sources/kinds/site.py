"""Sites, named by their root address: the feeds that the front page declares, otherwise the sitemaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearsay.pipelines.sources.kinds.kind import Kind

if TYPE_CHECKING:
    from hearsay.pipelines.sources.documents import Document


def _is_at(path: str) -> bool:
    return path in ("", "/")


def _read_document(body: bytes, address: str) -> Document:
    from hearsay.pipelines.sources.documents import read_front_page

    return read_front_page(body, address)


SITE = Kind(
    name="site",
    help="a URL without a path; the feeds of the site are read, otherwise its sitemaps",
    is_at=_is_at,
    read_document=_read_document,
)
