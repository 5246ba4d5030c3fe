"""The languages of this process, loaded when they are first used."""

from functools import cache

from hearsay.pipelines.language import Languages, load_languages


@cache
def languages() -> Languages:
    """Return the languages, loaded once."""
    return load_languages()
