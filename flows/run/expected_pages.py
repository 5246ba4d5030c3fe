"""A guess, before the flow begins, whether a run will have new pages. A wrong guess costs only time."""

import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from hearsay.errors import HearsayError
from hearsay.flows.run.active_run import new_stamp
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.inputs import BytesInput, FileInput, Input
from hearsay.pipelines.records import Capture
from hearsay.pipelines.sources.detection import chosen_kind, kind_of_address
from hearsay.pipelines.sources.find import find_inputs
from hearsay.pipelines.sources.kinds.page import PAGE
from hearsay.pipelines.sources.source import Source, SourceTools
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.location import Location, is_created
from hearsay.warehouse.lookup import known_captures, known_inputs

_LOOKED_AT = 8
"""Saved pages that are looked up: the first of a folder tell most of the time whether the folder is known."""


def expects_new_pages(sources: Sequence[Source], warehouse: Location, max_bytes: int) -> bool:
    """Return True if the warehouse does not exist yet, or lacks an address or one of the first saved pages.

    The pages of feeds and sitemaps are unknown before they are fetched, so the answer for them is False. The answer
    is also False if the warehouse cannot be read at once.
    """
    addresses = {source.at for source in sources if source.is_url and _kind(source) is PAGE}
    captures = _first_captures([source for source in sources if _is_on_disk(source)], max_bytes)
    stamp = new_stamp()
    try:
        if not is_created(warehouse):
            return True
        with open_for_reading(warehouse, wait_seconds=0) as connection:
            stored = known_captures(connection, captures)
            has_new_address = bool(addresses) and bool(addresses - known_inputs(connection, addresses))
    except HearsayError:
        return False
    made_by = (stamp.extractor_version, stamp.reader_version)
    return has_new_address or any(key not in stored or stored[key].made_by != made_by for key in captures)


def _is_on_disk(source: Source) -> bool:
    """Return True for a file or a folder. A pipe can be read only once, by the run itself."""
    return not source.is_url and (Path(source.at).is_file() or Path(source.at).is_dir())


def _kind(source: Source) -> Any:
    return chosen_kind(source) or kind_of_address(source.at)


def _first_captures(sources: Iterable[Source], max_bytes: int) -> list[str]:
    """Return the capture ids of the first saved pages. A source that needs a process or the network has none."""
    inputs = itertools.islice(_inputs(sources, max_bytes), _LOOKED_AT)
    captures = [capture_input(page, max_bytes) for page in inputs if isinstance(page, FileInput | BytesInput)]
    return [capture.capture_id for capture in captures if isinstance(capture, Capture)]


def _inputs(sources: Iterable[Source], max_bytes: int) -> Iterator[Input]:
    for source in sources:
        with suppress(_NeedsToolError):
            yield from find_inputs([source], _no_tools(max_bytes))


class _NeedsToolError(Exception):
    """Raised for a source whose pages cannot be found by reading files alone."""


def _no_tools(max_bytes: int) -> SourceTools:
    def refuse(*_arguments: object) -> Any:
        raise _NeedsToolError

    return SourceTools(io.BytesIO(), max_bytes, refuse, refuse, refuse)
