"""Which extraction made an article."""

from functools import cache
from importlib.metadata import version

DISTRIBUTION = "hearsay-news"
"""What hearsay is called where packages are installed from: `hearsay` is another project's there."""


@cache
def extractor_version() -> str:
    """Return name and version of hearsay and of the extractor below it, as "hearsay 0.2.0, trafilatura 2.3.1"."""
    return f"hearsay {version(DISTRIBUTION)}, trafilatura {version('trafilatura')}"
