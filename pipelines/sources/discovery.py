"""Feeds, sitemaps and sites: discovery of their pages, also through further documents that they list."""

from collections import deque
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import urldefrag, urljoin

from hearsay.pipelines.inputs import AddressInput, EndedInput, Hints, Input, Listing
from hearsay.pipelines.records import Capture, Failure, Rejection
from hearsay.pipelines.sources.detection import kind_of_bytes
from hearsay.pipelines.sources.documents import MOST_BYTES, Document, listed_address, read_document
from hearsay.pipelines.sources.kinds.feed import FEED
from hearsay.pipelines.sources.kinds.kind import Kind
from hearsay.pipelines.sources.kinds.site import SITE
from hearsay.pipelines.sources.packed import open_lines
from hearsay.pipelines.sources.source import Source, SourceTools, failed, is_url, rejected

_LONGEST_LINE = 65_536


def address_inputs(source: Source, kind: Kind | None, tools: SourceTools) -> Iterator[Input]:
    """Yield the inputs that an address stands for.

    Without a kind, the kind is detected from the fetched bytes. A page is passed on with its capture.
    """
    fetched = tools.fetch(source.at, MOST_BYTES)
    if not isinstance(fetched, Capture):
        yield _unfetched(source.at, fetched)
        return
    detected = kind_of_bytes(fetched.body)
    if kind is None and not detected.lists_addresses:
        yield AddressInput(source.at, source.at, fetched=fetched)
        return
    yield from walk(fetched.body, source.at, fetched.final_url or source.at, kind or detected, source, tools)


def document_inputs(
    kind: Kind, file: BinaryIO, input_name: str, source: Source, tools: SourceTools
) -> Iterator[Input]:
    """Yield the inputs of a saved document, such as a feed. The documents that it lists are fetched."""
    yield from walk(file.read(MOST_BYTES + 1), input_name, "", kind, source, tools)


def urls_inputs(file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:  # noqa: ARG001
    """Yield the inputs of a list of addresses, one a line; # begins a comment. The list can have any length."""
    number = 0
    lines = open_lines(file)
    while line := lines.readline(_LONGEST_LINE):
        number += 1
        address = listed_address(line)
        if address is not None:
            yield _page_input(address, f"{input_name}:{number}")


def walk(
    body: bytes, input_name: str, address: str, kind: Kind, source: Source, tools: SourceTools
) -> Iterator[Input]:
    """Yield the pages of a document and of all documents below, breadth first.

    A document is read once, so loops end. If a limit of the source for documents or pages is reached, a failed input
    reports the limit: a site can generate both without end.

    Args:
        body: The bytes of the first document.
        input_name: The name of the first document in the ledger.
        address: The address of the first document, or "".
        kind: The kind of the first document.
        source: The source, with the limits.
        tools: The functions to fetch and read documents.
    """
    waiting: deque[str] = deque()
    seen, pages = {address_key(address)}, 0
    document = _read(body, address, kind, tools)
    while True:
        for page in _document_inputs(document, input_name):
            pages += 1
            if pages > source.most_pages:
                most = f"most_pages = {source.most_pages:,}"
                yield failed(
                    source.at, "too_many_pages", f"{source.at} lists more pages than {most}; the rest is left out"
                )
                return
            yield page
        new = [part for part in dict.fromkeys(document.documents) if address_key(part) not in seen]
        room = source.most_documents - len(seen)
        if len(new) > room:
            most = f"most_documents = {source.most_documents:,}"
            yield failed(
                input_name, "too_many_documents", f"{input_name} lists {len(new) - room:,} documents beyond {most}"
            )
        seen.update(map(address_key, new[:room]))
        waiting.extend(new[:room])
        if not waiting:
            return
        input_name = waiting.popleft()
        document = _fetched(input_name, kind if kind.is_unmistakable else FEED, tools)


def _fetched(address: str, kind: Kind, tools: SourceTools) -> Document:
    if not is_url(address):
        return Document(problem="is not an http(s) address")
    fetched = tools.fetch(address, MOST_BYTES)
    if not isinstance(fetched, Capture):
        return Document(problem=f"could not be fetched: {fetched.detail}")
    return _read(fetched.body, fetched.final_url or address, kind, tools)


def _read(body: bytes, address: str, kind: Kind, tools: SourceTools) -> Document:
    document: Document | Failure = tools.work(read_document, body, address, kind.name)
    if isinstance(document, Failure):
        return Document(problem=f"could not be read: {document.reason}: {document.detail}")
    if kind is SITE and document == Document():
        return _sitemaps_of(address, tools)
    return document


def _sitemaps_of(address: str, tools: SourceTools) -> Document:
    """Return the sitemaps of a site whose front page declares no feed, as a document."""
    sitemaps = tuple(urljoin(address, sitemap) for sitemap in tools.sitemaps(address))
    if sitemaps:
        return Document(documents=sitemaps)
    return Document(problem="declares no feed, and its robots.txt no sitemap; name its feed, or use --as page")


def _document_inputs(document: Document, input_name: str) -> Iterator[Input]:
    """Yield a document's pages, its items without an address, and its problem."""
    for address in document.pages:
        yield _page_input(address, input_name, document.listings.get(address))
    for problem in document.unusable:
        yield rejected(input_name, "no_address", f"{input_name}: {problem}")
    if document.problem:
        yield failed(input_name, "broken_document", f"{input_name} {document.problem}")
    elif not (document.pages or document.documents or document.unusable):
        yield rejected(input_name, "no_pages", f"{input_name} lists no page")


def _page_input(address: str, listed_in: str, listing: Listing | None = None) -> Input:
    if not is_url(address) or not address.isprintable():
        return rejected(listed_in, "no_address", f"{listed_in} lists {address[:500]!r}, not an http(s) address")
    return AddressInput(address, address, Hints(listing=listing))


def _unfetched(address: str, problem: Rejection | Failure) -> EndedInput:
    """Return a failed input for a list that cannot be fetched.

    Never rejected, because the contents are unknown.
    """
    return failed(address, problem.reason, problem.detail)


def address_key(address: str) -> str:
    """Return an address as a server receives it, without its fragment."""
    try:
        return urldefrag(address)[0]
    except ValueError:
        return address
