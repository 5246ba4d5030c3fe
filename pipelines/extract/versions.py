"""Which extraction made an article."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def extractor_version() -> str:
    """Name and version of hearsay and of the extractor below it, such as "hearsay 0.1.0, trafilatura 2.3.1"."""
    return ", ".join(f"{name} {_version_of(name)}" for name in ("hearsay", "trafilatura"))


def _version_of(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
