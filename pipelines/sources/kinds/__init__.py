"""The kinds of sources, a module for each. CONTRIBUTING.md says how to add a kind.

Every command imports these modules for its help and for the check of hearsay.toml. So they import readers, and the
libraries of readers, inside their functions.
"""

from hearsay.pipelines.sources.kinds.csv import CSV
from hearsay.pipelines.sources.kinds.feed import FEED
from hearsay.pipelines.sources.kinds.jsonl import JSONL
from hearsay.pipelines.sources.kinds.kind import Kind
from hearsay.pipelines.sources.kinds.page import PAGE
from hearsay.pipelines.sources.kinds.parquet import PARQUET
from hearsay.pipelines.sources.kinds.site import SITE
from hearsay.pipelines.sources.kinds.sitemap import SITEMAP
from hearsay.pipelines.sources.kinds.urls import URLS
from hearsay.pipelines.sources.kinds.wacz import WACZ
from hearsay.pipelines.sources.kinds.warc import WARC

KINDS: tuple[Kind, ...] = (PAGE, JSONL, CSV, PARQUET, WARC, WACZ, FEED, SITEMAP, SITE, URLS)
"""All kinds. If several kinds recognise a source, the first counts; if none does, the source is a page."""

KIND_NAMES = tuple(kind.name for kind in KINDS)

_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_named(name: str) -> Kind:
    """Return the kind with a name. Raises KeyError for another name."""
    return _BY_NAME[name]
