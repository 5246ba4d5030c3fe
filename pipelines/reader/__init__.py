"""Reader: find mentions and attributions in a text.

`Reader` is the interface. The trained reader implements it, and another reader can replace it.
"""

from functools import cache
from typing import Protocol

from hearsay.pipelines.reader.trained import TrainedReader
from hearsay.pipelines.records import Article, Reading

__all__ = ["LANGUAGES", "Reader", "knows_language", "load_reader", "read_article", "read_text"]

LANGUAGES = ("en",)
"""ISO 639-1 codes of the reader's languages. In another language most of its findings are wrong."""


class Reader(Protocol):
    """Interface of a reader: the same text always gives the same reading."""

    @property
    def version(self) -> str:
        """Name of the reader and a hash of its files."""
        ...

    def read(self, text: str) -> Reading:
        """Return the mentions and attributions of a text. No span has white space at its ends."""
        ...


@cache
def load_reader() -> Reader:
    """Return the reader in use, loaded once per process."""
    return TrainedReader()


def read_text(text: str) -> Reading:
    """Return the reading of a text by the reader in use, in any language."""
    return load_reader().read(text)


def read_article(article: Article) -> Reading:
    """Return the reading of an article; the reading is empty if the reader does not know the article's language."""
    reader = load_reader()
    return reader.read(article.text) if knows_language(article.language) else Reading((), (), reader.version)


def knows_language(language: str | None) -> bool:
    """Return True if the reader knows a language. A text of unknown language is read."""
    return language is None or language in LANGUAGES
