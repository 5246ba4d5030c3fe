"""Checks of sources before any work is done. No reader is loaded, so that a typing error is reported at once."""

import glob
import os
from collections.abc import Iterable

from hearsay.errors import SourceError
from hearsay.pipelines.sources.detection import chosen_kind, kind_of_name
from hearsay.pipelines.sources.kinds import KIND_NAMES
from hearsay.pipelines.sources.kinds.site import SITE
from hearsay.pipelines.sources.rows import check_columns
from hearsay.pipelines.sources.source import Source


def check_sources(sources: Iterable[Source]) -> None:
    """Check sources before any work is done.

    Raises:
        SourceError: A source names nothing, cannot be read, or has settings that contradict each other.
    """
    for source in sources:
        at = source.at
        if source.kind is not None and source.kind not in KIND_NAMES:
            raise SourceError(f"{source.kind!r} is not a kind of source; use one of {', '.join(KIND_NAMES)}")
        if problem := check_columns(source.columns):
            raise SourceError(f"{at!r}: {problem}")
        if source.since is not None and source.until is not None and source.since >= source.until:
            between = f"{source.since.isoformat()} to {source.until.isoformat()}"
            raise SourceError(f"{at!r}: the range from {between} is empty; --since must be before --until")
        if not at.isprintable() and any("\ud800" <= character <= "\udfff" for character in at):
            raise SourceError(f"{at!r} is not valid Unicode; name its folder instead")
        if source.is_url:
            _check_url(source)
        elif source.kind == SITE.name:
            raise SourceError(f"{at!r} is not an address; name a site by its address, such as https://news.example/")
        elif at != "-" and not os.path.lexists(at) and not _has_match(at):
            raise SourceError(
                f"there is no file, folder or match for {at!r}; give a path, a glob, an http(s) URL or -"
            )


def _check_url(source: Source) -> None:
    kind = chosen_kind(source) or kind_of_name(source.at.partition("?")[0])
    if kind is not None and kind.is_dump:
        raise SourceError(
            f"{source.at!r} is {kind.name}, which is not fetched because it can have any size; download it and name "
            f"the file, or pipe it: curl -L {source.at} | hearsay ingest --as {kind.name} -"
        )


def _has_match(pattern: str) -> bool:
    return glob.has_magic(pattern) and next(glob.iglob(pattern, recursive=True), None) is not None
