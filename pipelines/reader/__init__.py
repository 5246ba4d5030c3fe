"""The reader: a text in, mentions and attributions out.

`Reader` is the seam: the trained reader stands behind it, another one can take its place.
"""

from functools import cache
from typing import Protocol

from hearsay.pipelines.reader.trained import TrainedReader
from hearsay.pipelines.records import Article, Reading

__all__ = ["LANGUAGES", "Reader", "knows_language", "load_reader", "read_article", "read_text"]

LANGUAGES = ("en",)
"""ISO 639-1 codes of the languages that the reader knows. In another one it finds little that is right."""


class Reader(Protocol):
    """Finds mentions and attributions in a text; the same text always gives the same reading."""

    @property
    def version(self) -> str:
        """Its name and a hash of all that it reads by."""
        ...

    def read(self, text: str) -> Reading:
        """What the text names and whom it quotes. Spans lie in the text and are free of white space at their ends."""
        ...


@cache
def load_reader() -> Reader:
    """The reader in use, loaded once per process."""
    return TrainedReader()


def read_text(text: str) -> Reading:
    """The reading of one text by the reader in use, whatever its language."""
    return load_reader().read(text)


def read_article(article: Article) -> Reading:
    """The reading of an article; nothing is found in one whose language the reader does not know."""
    reader = load_reader()
    return reader.read(article.text) if knows_language(article.language) else Reading((), (), reader.version)


def knows_language(language: str | None) -> bool:
    """Whether the reader knows a language; a text whose language nobody could tell is read."""
    return language is None or language in LANGUAGES
