"""Sources to inputs: from the user's paths, addresses and dumps to their pages."""

import glob
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from hearsay.pipelines.inputs import AddressInput, BytesInput, EndedInput, FileInput, Hints, Input
from hearsay.pipelines.records import Outcome, OutcomeKind
from hearsay.pipelines.sources.detection import chosen_kind, kind_of_address, kind_of_file, kind_of_stream
from hearsay.pipelines.sources.discovery import address_inputs, address_key, document_inputs
from hearsay.pipelines.sources.kinds.kind import Kind
from hearsay.pipelines.sources.kinds.page import PAGE
from hearsay.pipelines.sources.ranges import within_range
from hearsay.pipelines.sources.source import Source, SourceTools, failed, rejected


def find_inputs(sources: Iterable[Source], tools: SourceTools) -> Iterator[Input]:
    """Yield the inputs of sources in order, the files of a folder by name.

    Every file of a folder gives an input. A file for many pages that has none gives a single input, rejected as
    `no_pages`: an empty dump must not look like a good dump. An address is fetched once in a run. If another feed
    names the address again, that input is a duplicate.
    """
    requested: set[str] = set()
    for source in sources:
        for listed in _source_inputs(source, tools):
            ranged = within_range(listed, source)
            if isinstance(ranged, AddressInput):
                key = address_key(ranged.address)
                if key in requested:
                    why = "this run has requested the same address already"
                    yield EndedInput(ranged.given, Outcome(OutcomeKind.DUPLICATE, "same_address", why))
                    continue
                requested.add(key)
            yield ranged if source.may_be_archived else _not_to_be_archived(ranged)


def _not_to_be_archived(listed: Input) -> Input:
    return replace(listed, hints=replace(listed.hints, may_be_archived=False))


def _source_inputs(source: Source, tools: SourceTools) -> Iterator[Input]:
    if source.at == "-":
        yield from _stream_inputs(source, tools)
    elif source.is_url:
        kind = chosen_kind(source) or kind_of_address(source.at)
        if kind is PAGE:
            yield AddressInput(source.at, source.at)
        else:
            yield from address_inputs(source, kind, tools)
    else:
        for path in _paths(source.at):
            yield from _file_inputs(path, source, tools)


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


def _file_inputs(path: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    kind = chosen_kind(source) or kind_of_file(path)
    if source.kind is None and kind.lists_addresses and path != source.at:
        kind = PAGE  # a feed saved in a folder of pages must not start fetches
    if kind is PAGE:
        yield FileInput(path, path, Hints(captured_at=source.captured_at))
        return
    try:
        with open(path, "rb") as file:
            yield from _many_inputs(kind, file, path, source, tools)
    except OSError as error:
        yield failed(path, type(error).__name__, f"{path} cannot be read: {error}")


def _stream_inputs(source: Source, tools: SourceTools) -> Iterator[Input]:
    detected, stream = kind_of_stream(tools.standard_input)
    kind = chosen_kind(source) or detected
    if kind is PAGE:
        yield BytesInput("-", stream.read(tools.max_bytes + 1), Hints(captured_at=source.captured_at))
    elif kind.is_read_from_end:
        with tempfile.TemporaryFile() as file:
            while piece := stream.read(1 << 20):
                file.write(piece)
            file.seek(0)
            yield from _many_inputs(kind, file, "-", source, tools)
    else:
        yield from _many_inputs(kind, stream, "-", source, tools)


def _many_inputs(kind: Kind, file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    """Yield the inputs of a file with many pages.

    A fault in the file gives a failed input, and does not end the run.
    """
    read = kind.read or partial(document_inputs, kind)
    number = 0
    try:
        for number, page in enumerate(read(file, input_name, source, tools), start=1):  # noqa: B007
            yield page
    except (OSError, EOFError, zlib.error) as error:
        yield failed(
            input_name, f"broken_{kind.name}", f"{input_name} cannot be read after its input {number:,}: {error}"
        )
        return
    if number == 0:
        yield rejected(input_name, "no_pages", f"{input_name} is {kind.name} and contains no page")
