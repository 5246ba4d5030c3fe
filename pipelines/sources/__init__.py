"""Sources to inputs: files, folders, URLs, dumps, archives, feeds, sitemaps, standard input."""

from hearsay.pipelines.sources.find import check_sources, find_inputs, source_name
from hearsay.pipelines.sources.kinds import LISTS, LOOK, kind_of_bytes, kind_of_file
from hearsay.pipelines.sources.lines import line_input
from hearsay.pipelines.sources.source import KINDS, PAGE, Means, Source, is_url, parse_instant

__all__ = [
    "KINDS",
    "LISTS",
    "LOOK",
    "PAGE",
    "Means",
    "Source",
    "check_sources",
    "find_inputs",
    "is_url",
    "kind_of_bytes",
    "kind_of_file",
    "line_input",
    "parse_instant",
    "source_name",
]
