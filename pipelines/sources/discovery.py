"""From a feed, a sitemap or a site to the pages it lists, by way of further documents where it lists such."""

from collections import deque
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import urldefrag, urljoin

from hearsay.pipelines.records import Capture, Failure, Input, Listing, Rejection
from hearsay.pipelines.sources.documents import MOST_BYTES, Document, listed_address, read_document
from hearsay.pipelines.sources.kinds import kind_of_bytes
from hearsay.pipelines.sources.packed import open_lines
from hearsay.pipelines.sources.source import FEED, SITE, SITEMAP, URLS, Means, Source, failed, is_url, rejected

_LISTS = {FEED, SITEMAP, URLS, SITE}
_LONGEST_LINE = 65_536


def address_inputs(source: Source, kind: str | None, means: Means) -> Iterator[Input]:
    """The inputs of what lies at an address. Without a kind it is looked at: a page is passed on as it came."""
    found = means.fetch(source.at, MOST_BYTES)
    if not isinstance(found, Capture):
        yield _not_had(source.at, found)
        return
    looked_at = kind_of_bytes(found.body)
    if kind is None and looked_at not in _LISTS:
        yield Input(given=source.at, url_to_fetch=source.at, fetched=found)
        return
    yield from walk(found.body, source.at, found.final_url or source.at, kind or looked_at, source, means)


def feed_inputs(file: BinaryIO, given: str, source: Source, means: Means) -> Iterator[Input]:
    """The inputs of a saved feed."""
    yield from walk(file.read(MOST_BYTES + 1), given, "", FEED, source, means)


def sitemap_inputs(file: BinaryIO, given: str, source: Source, means: Means) -> Iterator[Input]:
    """The inputs of a saved sitemap; those that an index names are fetched."""
    yield from walk(file.read(MOST_BYTES + 1), given, "", SITEMAP, source, means)


def urls_inputs(file: BinaryIO, given: str, source: Source, means: Means) -> Iterator[Input]:  # noqa: ARG001
    """The inputs of a list of addresses, one a line, of any length; # begins a comment."""
    number = 0
    lines = open_lines(file)
    while line := lines.readline(_LONGEST_LINE):
        number += 1
        address = listed_address(line)
        if address is not None:
            yield _page_input(address, f"{given}:{number}")


def walk(body: bytes, given: str, address: str, kind: str, source: Source, means: Means) -> Iterator[Input]:
    """The pages that a document lists, and those of the documents that it lists, in breadth.

    A document is read once, so loops end. Where there are more documents or pages than the source may have, a failed
    input says so: a site can make up both without end.
    """
    waiting: deque[str] = deque()
    known, pages = {address_key(address)}, 0
    document = _read(body, address, kind, means)
    while True:
        for found in _document_inputs(document, given):
            pages += 1
            if pages > source.most_pages:
                most = f"most_pages = {source.most_pages:,}"
                yield failed(
                    source.at, "too_many_pages", f"{source.at} lists more pages than {most}; the rest is left"
                )
                return
            yield found
        new = [part for part in dict.fromkeys(document.documents) if address_key(part) not in known]
        room = source.most_documents - len(known)
        if len(new) > room:
            most = f"most_documents = {source.most_documents:,}"
            yield failed(given, "too_many_documents", f"{given} lists {len(new) - room:,} documents beyond {most}")
        known.update(map(address_key, new[:room]))
        waiting.extend(new[:room])
        if not waiting:
            return
        given = waiting.popleft()
        document = _fetched(given, SITEMAP if kind == SITEMAP else FEED, means)


def _fetched(address: str, kind: str, means: Means) -> Document:
    if not is_url(address):
        return Document(problem="is no http(s) address")
    found = means.fetch(address, MOST_BYTES)
    if not isinstance(found, Capture):
        return Document(problem=f"could not be had: {found.detail}")
    return _read(found.body, found.final_url or address, kind, means)


def _read(body: bytes, address: str, kind: str, means: Means) -> Document:
    found: Document | Failure = means.work(read_document, body, address, kind)
    if isinstance(found, Failure):
        return Document(problem=f"could not be read: {found.reason}: {found.detail}")
    if kind == SITE and found == Document():
        return _sitemaps_of(address, means)
    return found


def _sitemaps_of(address: str, means: Means) -> Document:
    """The sitemaps of a site whose front page declares no feed."""
    sitemaps = tuple(urljoin(address, sitemap) for sitemap in means.sitemaps(address))
    if sitemaps:
        return Document(documents=sitemaps)
    return Document(problem="declares no feed, and its robots.txt no sitemap; give its feed, or --as page")


def _document_inputs(document: Document, given: str) -> Iterator[Input]:
    """What a document comes to: its pages, what it lists without an address, and its own problem."""
    for address in document.pages:
        yield _page_input(address, given, document.listings.get(address))
    for what in document.unusable:
        yield rejected(given, "no_address", f"{given}: {what}")
    if document.problem:
        yield failed(given, "broken_document", f"{given} {document.problem}")
    elif not (document.pages or document.documents or document.unusable):
        yield rejected(given, "no_pages", f"{given} lists no page")


def _page_input(address: str, listed_in: str, listing: Listing | None = None) -> Input:
    if not is_url(address) or not address.isprintable():
        return rejected(listed_in, "no_address", f"{listed_in} lists {address[:500]!r}, which is no http(s) address")
    return Input(given=address, url_to_fetch=address, listing=listing)


def _not_had(address: str, problem: Rejection | Failure) -> Input:
    """A list that cannot be had is a failure, also where a page would be rejected: what it lists is not known."""
    return failed(address, problem.reason, problem.detail)


def address_key(address: str) -> str:
    """An address as far as a server sees it."""
    try:
        return urldefrag(address)[0]
    except ValueError:
        return address
