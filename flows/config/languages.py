"""The languages of a process, loaded once."""

from functools import cache

from hearsay.pipelines.language import Languages, load_languages


@cache
def languages() -> Languages:
    """Return the languages of hearsay. Their lists load when they are first used."""
    return load_languages()
