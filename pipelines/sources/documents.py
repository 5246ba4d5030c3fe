"""Readers for documents that list pages: feeds, sitemaps, front pages of sites, lists of addresses.

The documents come from the network and are not trusted, so they are read in a killable worker process. This module
does not use the network. Feeds are read by feedparser. JSON Feed, which feedparser does not read, needs only four
fields of the JSON.
"""

import io
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from hearsay.pipelines.inputs import Listing
from hearsay.pipelines.sources.detection import unmistakable_kind
from hearsay.pipelines.sources.kinds import kind_named
from hearsay.pipelines.sources.listings import feed_listing, json_listing, sitemap_listing
from hearsay.pipelines.sources.sitemaps import read_sitemap
from hearsay.pipelines.sources.source import is_url

MOST_BYTES = 52_428_800
"""The limit for a decompressed document.

The sitemap protocol has this limit, and no feed needs as much.
"""

_BLANKS = b" \t\r\n\xef\xbb\xbf"
_LOOK = 65_536
_GZIP_MAGIC = b"\x1f\x8b"
_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
_ROOT_ENDS = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """The contents of a document: addresses of pages and of further documents.

    `unusable` describes items without an address. `problem` is the reason why the document could not be read, or not
    to its end.
    """

    pages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
    problem: str | None = None
    listings: Mapping[str, Listing] = field(default_factory=dict)
    """The hints about the pages, by address. Pages without hints are left out."""


def read_document(body: bytes, address: str, kind: str) -> Document:
    """Return the contents of a document.

    The bytes decide on the kind if they can. Never raises an error, but can take long and use much memory.

    Args:
        body: The bytes of the document.
        address: The address where the document was found.
        kind: The name of the expected kind, for documents whose bytes leave the kind open. For a document of another
            kind, the problem says so.
    """
    body, problem = _unpacked(body)
    if problem or not body.strip(_BLANKS):
        return Document(problem=problem or "is empty")
    reader = (unmistakable_kind(body[:_LOOK]) or kind_named(kind)).read_document
    return Document(problem=f"is {kind}, which lists no addresses") if reader is None else reader(body, address)


def _unpacked(body: bytes) -> tuple[bytes, str | None]:
    """Decompress a gzip document up to the limit. Sitemaps come as .xml.gz under any transport.

    Returns:
        The bytes, and the problem or None.
    """
    if body.startswith(_GZIP_MAGIC):
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, MOST_BYTES + 1)
        except zlib.error as error:
            return b"", f"is damaged gzip: {error}"
    if len(body) > MOST_BYTES:
        return b"", f"has more than {MOST_BYTES:,} bytes"
    return body, None


def read_feed(body: bytes, address: str) -> Document:
    """Read a feed: JSON Feed, or a feed in XML."""
    if body.lstrip(_BLANKS).startswith(b"{"):
        return _read_json_feed(body, address)
    return _read_xml_feed(body, address)


def _read_xml_feed(body: bytes, address: str) -> Document:
    """Read RSS 0.9x to 2.0, RDF or Atom. If the XML is not well-formed, the recognisable items are read."""
    import feedparser.api  # noqa: PLC0415 - only feeds need it

    # Only addresses, titles and dates are used. Cleaning HTML and resolving links would take most of the time.
    parsed = feedparser.api.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)  # type: ignore[no-untyped-call]
    if not parsed.get("version"):
        return Document(
            problem=f"is not a feed: {parsed.get('bozo_exception') or 'its root element is not that of a feed'}"
        )
    pages: list[str] = []
    unusable: list[str] = []
    listings: dict[str, Listing] = {}
    for entry in parsed.entries:
        link = entry.get("feedburner_origlink") or entry.get("link")
        if link:
            pages.append(_absolute(address, link))
            listings.setdefault(pages[-1], feed_listing(entry))
        else:
            unusable.append(f"the item {entry.get('title')!r} has no link")
    problem = (
        None if _ROOT_ENDS.search(body[-4096:]) else f"is cut off; its first {len(parsed.entries):,} items are kept"
    )
    return Document(tuple(pages), (), tuple(unusable), problem, _non_empty(listings))


def _absolute(address: str, link: str) -> str:
    """Return a link resolved as in a browser; unchanged if parsing fails."""
    try:
        return urljoin(address, link.strip())
    except ValueError:
        return link


def _read_json_feed(body: bytes, address: str) -> Document:
    """Read JSON Feed 1.0 or 1.1 (jsonfeed.org). The address of an item is `url`, otherwise `external_url`."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Document(problem=f"is not a JSON feed: {error}")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Document(problem="is a JSON feed without a list of items")
    pages: list[str] = []
    unusable: list[str] = []
    listings: dict[str, Listing] = {}
    for number, item in enumerate(items, start=1):
        fields = item if isinstance(item, dict) else {}
        link = fields.get("url") or fields.get("external_url")
        if isinstance(link, str):
            pages.append(_absolute(address, link))
            listings.setdefault(pages[-1], json_listing(fields))
        else:
            unusable.append(f"item {number:,} has no url")
    return Document(tuple(pages), (), tuple(unusable), listings=_non_empty(listings))


def _non_empty(listings: Mapping[str, Listing]) -> dict[str, Listing]:
    return {address: listing for address, listing in listings.items() if listing != Listing()}


def read_sitemap_document(body: bytes, address: str) -> Document:
    """Read a sitemap, a news sitemap, an index of sitemaps, or a list of addresses (which the protocol allows)."""
    sitemap = read_sitemap(body)
    if sitemap is None:
        return read_list(body)
    pages = {_from_root(address, page.address): sitemap_listing(page) for page in sitemap.pages}
    return Document(
        tuple(pages),
        tuple(_from_root(address, part) for part in sitemap.sitemaps),
        sitemap.unusable,
        sitemap.problem,
        _non_empty(pages),
    )


def _from_root(address: str, link: str) -> str:
    """Return a link that begins with a slash as an address.

    Other links stay unchanged, because they may be mistakes.
    """
    return _absolute(address, link) if link.startswith("/") else link


def read_front_page(body: bytes, address: str) -> Document:
    """Read the feeds that a front page declares (RSS autodiscovery: `link rel=alternate` with a feed's type)."""
    finder = _FeedLinks()
    finder.feed(body[:2_000_000].decode("utf-8", "replace"))
    base = _absolute(address, finder.base or "")
    return Document(documents=tuple(dict.fromkeys(_absolute(base, link) for link in finder.feeds)))


class _FeedLinks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.base: str | None = None
        self.feeds: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "base" and self.base is None:
            self.base = attributes.get("href")
        is_alternate = "alternate" in attributes.get("rel", "").lower().split()
        if (
            tag == "link"
            and is_alternate
            and attributes.get("type", "").strip().lower() in _FEED_TYPES
            and attributes.get("href")
        ):
            self.feeds.append(attributes["href"].strip())


def read_list(body: bytes) -> Document:
    """Read a list of addresses, one a line, and report other lines. A web page, for example, has many of them."""
    addresses = [address for line in body.splitlines() if (address := listed_address(line)) is not None]
    unusable = [address for address in addresses if not is_url(address)]
    if len(unusable) > len(addresses) / 2:
        return Document(problem=f"is not a list of addresses, but begins with {body[:60]!r}")
    return Document(
        tuple(address for address in addresses if is_url(address)),
        unusable=tuple(f"the line {address[:200]!r} is not an http(s) address" for address in unusable),
    )


def listed_address(line: bytes) -> str | None:
    """Return the address on a line of a list; None for a blank line or a comment, which begins with #."""
    text = line.decode("utf-8", "replace").strip("\ufeff \t\r\n")
    return None if not text or text.startswith("#") else text
