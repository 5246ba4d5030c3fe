"""Sources to inputs: from the user's paths, addresses and dumps to their pages."""

import glob
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from hearsay.errors import SourceError
from hearsay.pipelines.records import Input, Outcome, OutcomeKind
from hearsay.pipelines.sources.archives import wacz_inputs, warc_inputs
from hearsay.pipelines.sources.discovery import address_inputs, address_key, feed_inputs, sitemap_inputs, urls_inputs
from hearsay.pipelines.sources.kinds import kind_of_address, kind_of_file, kind_of_name, kind_of_stream
from hearsay.pipelines.sources.lines import jsonl_inputs
from hearsay.pipelines.sources.ranges import within_range
from hearsay.pipelines.sources.rows import check_columns
from hearsay.pipelines.sources.source import (
    FEED,
    JSONL,
    KINDS,
    PAGE,
    PARQUET,
    SITE,
    SITEMAP,
    URLS,
    WACZ,
    WARC,
    Means,
    Source,
    failed,
    is_url,
    rejected,
)
from hearsay.pipelines.sources.tables import parquet_inputs

Reader = Callable[[BinaryIO, str, Source, Means], Iterator[Input]]

_DUMPS: dict[str, Reader] = {JSONL: jsonl_inputs, PARQUET: parquet_inputs, WARC: warc_inputs, WACZ: wacz_inputs}
"""Kinds of files with many pages, and their readers. They are read forward, with a single page in memory."""

_READERS = _DUMPS | {FEED: feed_inputs, SITEMAP: sitemap_inputs, URLS: urls_inputs}
"""Kinds of files that give many inputs. Kinds other than dumps name pages on the network."""

_READ_FROM_END = {PARQUET, WACZ}
"""Kinds that are read from their end. Standard input is copied to a file on disk for them."""


def check_sources(sources: Iterable[Source]) -> None:
    """Check sources before any work is done.

    Raises:
        SourceError: A source names nothing, cannot be read, or has settings that contradict each other.
    """
    for source in sources:
        at = source.at
        if source.kind is not None and source.kind not in KINDS:
            raise SourceError(f"{source.kind!r} is not a kind of source; use one of {', '.join(KINDS)}")
        if problem := check_columns(source.columns):
            raise SourceError(f"{at!r}: {problem}")
        if source.since is not None and source.until is not None and source.since >= source.until:
            between = f"{source.since.isoformat()} to {source.until.isoformat()}"
            raise SourceError(f"{at!r}: the range from {between} is empty; --since must be before --until")
        if not at.isprintable() and any("\ud800" <= character <= "\udfff" for character in at):
            raise SourceError(f"{at!r} is not valid Unicode; name its folder instead")
        if source.is_url:
            _check_url(source)
        elif source.kind == SITE:
            raise SourceError(f"{at!r} is not an address; name a site by its address, such as https://news.example/")
        elif at != "-" and not os.path.lexists(at) and not _has_match(at):
            raise SourceError(
                f"there is no file, folder or match for {at!r}; give a path, a glob, an http(s) URL or -"
            )


def _check_url(source: Source) -> None:
    kind = source.kind or kind_of_name(source.at.partition("?")[0])
    if kind in _DUMPS:
        raise SourceError(
            f"{source.at!r} is {kind}, which is not fetched because it can have any size; download it and name the "
            f"file, or pipe it: curl -L {source.at} | hearsay ingest --as {kind} -"
        )


def _has_match(pattern: str) -> bool:
    return glob.has_magic(pattern) and next(glob.iglob(pattern, recursive=True), None) is not None


def find_inputs(sources: Iterable[Source], means: Means) -> Iterator[Input]:
    """Yield the inputs of sources in order, the files of a folder by name.

    Every file of a folder gives an input. A file for many pages that has none gives a single input, rejected as
    `no_pages`: an empty dump must not look like a good dump. An address is fetched once in a run. If another feed
    names the address again, that input is a duplicate.
    """
    requested: set[str] = set()
    for source in sources:
        for listed in _source_inputs(source, means):
            ranged = within_range(listed, source)
            if ranged.url_to_fetch is not None:
                key = address_key(ranged.url_to_fetch)
                if key in requested:
                    why = "this run has requested the same address already"
                    yield Input(given=ranged.given, ended=Outcome(OutcomeKind.DUPLICATE, "same_address", why))
                    continue
                requested.add(key)
            yield ranged if source.may_be_archived else replace(ranged, may_be_archived=False)


def _source_inputs(source: Source, means: Means) -> Iterator[Input]:
    if source.at == "-":
        yield from _stream_inputs(source, means)
    elif source.is_url:
        kind = source.kind or kind_of_address(source.at)
        if kind == PAGE:
            yield Input(given=source.at, url_to_fetch=source.at)
        else:
            yield from address_inputs(source, kind, means)
    else:
        for path in _paths(source.at):
            yield from _file_inputs(path, source, means)


def _paths(source: str) -> Iterator[str]:
    for path in [source] if os.path.lexists(source) else sorted(glob.iglob(source, recursive=True)):
        if not os.path.isdir(path):
            yield path
            continue
        unread: list[OSError] = []
        for folder, folders, files in os.walk(path, onerror=unread.append):
            folders.sort()
            linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
            yield from (os.path.join(folder, name) for name in sorted([*files, *linked]))
        # As inputs, unreadable folders are failed in the ledger. They must not look like empty folders.
        yield from sorted(error.filename for error in unread)


def _file_inputs(path: str, source: Source, means: Means) -> Iterator[Input]:
    kind = source.kind or kind_of_file(path)
    if source.kind is None and kind not in _DUMPS and path != source.at:
        kind = PAGE  # a feed saved in a folder of pages must not start fetches
    if kind == PAGE:
        yield Input(given=path, path=path, captured_at=source.captured_at)
        return
    try:
        with open(path, "rb") as file:
            yield from _many_inputs(kind, file, path, source, means)
    except OSError as error:
        yield failed(path, type(error).__name__, f"{path} cannot be read: {error}")


def _stream_inputs(source: Source, means: Means) -> Iterator[Input]:
    detected, stream = kind_of_stream(means.standard_input)
    kind = source.kind or detected
    if kind == PAGE:
        yield Input(given="-", body=stream.read(means.max_bytes + 1), captured_at=source.captured_at)
    elif kind in _READ_FROM_END:
        with tempfile.TemporaryFile() as file:
            while piece := stream.read(1 << 20):
                file.write(piece)
            file.seek(0)
            yield from _many_inputs(kind, file, "-", source, means)
    else:
        yield from _many_inputs(kind, stream, "-", source, means)


def _many_inputs(kind: str, file: BinaryIO, input_name: str, source: Source, means: Means) -> Iterator[Input]:
    """Yield the inputs of a file with many pages.

    A fault in the file gives a failed input, and does not end the run.
    """
    number = 0
    try:
        for number, page in enumerate(_READERS[kind](file, input_name, source, means), start=1):  # noqa: B007
            yield page
    except (OSError, EOFError, zlib.error) as error:
        yield failed(input_name, f"broken_{kind}", f"{input_name} cannot be read after its input {number:,}: {error}")
        return
    if number == 0:
        yield rejected(input_name, "no_pages", f"{input_name} is {kind} and contains no page")


def source_name(source: str) -> str:
    """Return the name of a source in a run's settings: a path made absolute, anything else unchanged."""
    return source if source == "-" or is_url(source) else str(Path(source).absolute())
