"""Documents that list pages: feeds, sitemaps, a site's front page, lists of addresses.

They come from the network and are hostile, so they are read in a worker process, which can be killed; what is in this
module knows no network. Feeds are read by feedparser; JSON Feed, which it does not know, is JSON with four fields of
interest.
"""

import io
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from hearsay.pipelines.records import Listing
from hearsay.pipelines.sources.kinds import kind_of_bytes
from hearsay.pipelines.sources.listings import feed_listing, json_listing, sitemap_listing
from hearsay.pipelines.sources.sitemaps import read_sitemap
from hearsay.pipelines.sources.source import FEED, SITEMAP, is_url

MOST_BYTES = 52_428_800
"""What a document may have, unpacked: the limit of the sitemap protocol, and far more than any feed."""

_BLANKS = b" \t\r\n\xef\xbb\xbf"
_LOOK = 65_536
_GZIP_MAGIC = b"\x1f\x8b"
_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
_ROOT_ENDS = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """What a document lists: addresses of pages, and of further documents. `unusable` holds items without an address.

    `problem` says what kept it from being read, or from being read to its end.
    """

    pages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
    problem: str | None = None
    listings: Mapping[str, Listing] = field(default_factory=dict)
    """What is said of the pages, by their addresses, where anything is."""


def read_document(body: bytes, address: str, kind: str) -> Document:
    """What a document lists that was found at that address. What it is gets decided by looking at it.

    `kind` is what it was taken for: it settles what looking leaves open, and a document that is something else has
    that as its problem. Never raises for any bytes, but may take long and much memory.
    """
    body, problem = _unpacked(body)
    if problem or not body.strip(_BLANKS):
        return Document(problem=problem or "is empty")
    found = kind_of_bytes(body[:_LOOK])
    match found if found in (FEED, SITEMAP) else kind:
        case "feed" if body.lstrip(_BLANKS).startswith(b"{"):
            return _read_json_feed(body, address)
        case "feed":
            return _read_feed(body, address)
        case "sitemap":
            return _read_sitemap(body, address)
        case "site":
            return _read_front_page(body, address)
        case _:
            return _read_list(body)


def _unpacked(body: bytes) -> tuple[bytes, str | None]:
    """The bytes of a packed document, up to its limit; sitemaps come as .xml.gz whatever their transport says."""
    if body.startswith(_GZIP_MAGIC):
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, MOST_BYTES + 1)
        except zlib.error as error:
            return b"", f"is gzip that cannot be unpacked: {error}"
    if len(body) > MOST_BYTES:
        return b"", f"has more than {MOST_BYTES:,} bytes"
    return body, None


def _read_feed(body: bytes, address: str) -> Document:
    """RSS 0.9x to 2.0, RDF, Atom. One that is no well-formed XML is read as far as its items can be made out."""
    import feedparser.api  # noqa: PLC0415 - only where there is a feed

    # Nothing but addresses, titles and dates is used; cleaning HTML and resolving links is most of the time.
    parsed = feedparser.api.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)  # type: ignore[no-untyped-call]
    if not parsed.get("version"):
        return Document(problem=f"is no feed: {parsed.get('bozo_exception') or 'it has no such root'}")
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
    return Document(tuple(pages), (), tuple(unusable), problem, _told(listings))


def _absolute(address: str, link: str) -> str:
    """A link as a browser would follow it from that address; one that cannot be taken apart, as it stands."""
    try:
        return urljoin(address, link.strip())
    except ValueError:
        return link


def _read_json_feed(body: bytes, address: str) -> Document:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org): an item's `url`, or the `external_url` that it is about."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Document(problem=f"is no JSON feed: {error}")
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
    return Document(tuple(pages), (), tuple(unusable), listings=_told(listings))


def _told(listings: Mapping[str, Listing]) -> dict[str, Listing]:
    return {address: listing for address, listing in listings.items() if listing != Listing()}


def _read_sitemap(body: bytes, address: str) -> Document:
    """Read a sitemap, a news sitemap, an index of sitemaps, or the protocol's list of addresses, one a line."""
    sitemap = read_sitemap(body)
    if sitemap is None:
        return _read_list(body)
    pages = {_from_root(address, page.address): sitemap_listing(page) for page in sitemap.pages}
    return Document(
        tuple(pages),
        tuple(_from_root(address, part) for part in sitemap.sitemaps),
        sitemap.unusable,
        sitemap.problem,
        _told(pages),
    )


def _from_root(address: str, link: str) -> str:
    """Return a link that begins with a slash as an address; any other stays as it stands, since it may be a slip."""
    return _absolute(address, link) if link.startswith("/") else link


def _read_front_page(body: bytes, address: str) -> Document:
    """The feeds that a page declares for its site (RSS autodiscovery: `link rel=alternate` of a feed's type)."""
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
        found = {name: value or "" for name, value in attrs}
        if tag == "base" and self.base is None:
            self.base = found.get("href")
        is_alternate = "alternate" in found.get("rel", "").lower().split()
        if (
            tag == "link"
            and is_alternate
            and found.get("type", "").strip().lower() in _FEED_TYPES
            and found.get("href")
        ):
            self.feeds.append(found["href"].strip())


def _read_list(body: bytes) -> Document:
    """A list of addresses, one a line. A line that is none is told; a web page, say, has many of them."""
    found = [address for line in body.splitlines() if (address := listed_address(line)) is not None]
    unusable = [address for address in found if not is_url(address)]
    if len(unusable) > len(found) / 2:
        return Document(problem=f"is no list of addresses, but begins with {body[:60]!r}")
    return Document(
        tuple(address for address in found if is_url(address)),
        unusable=tuple(f"the line {address[:200]!r} is no http(s) address" for address in unusable),
    )


def listed_address(line: bytes) -> str | None:
    """The address on a line of a list; None for a blank line or a comment, which begins with #."""
    text = line.decode("utf-8", "replace").strip("\ufeff \t\r\n")
    return None if not text or text.startswith("#") else text
