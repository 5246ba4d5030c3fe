"""Reader: find mentions and attributions in a text.

`Reader` is the interface. The trained reader implements it, and another reader can replace it.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from hearsay.pipelines.language import Language, LanguageError, Languages
from hearsay.pipelines.reader.trained import TrainedReader
from hearsay.pipelines.records import Article, Reading

__all__ = ["READERS", "Reader", "load_reader", "read_article", "read_text"]


class Reader(Protocol):
    """Interface of a reader: the same text always gives the same reading."""

    @property
    def version(self) -> str:
        """Name of the reader and a hash of its files."""
        ...

    def read(self, text: str) -> Reading:
        """Return the mentions and attributions of a text. No span has white space at its ends."""
        ...


READERS: Mapping[str, Callable[[Language], Reader]] = {"english": TrainedReader}
"""Readers by the name that a language's language.toml gives. Each is made for a language, and loads when it reads."""


def load_reader(language: Language) -> Reader:
    """Return the reader of a language, loaded once per process.

    Raises:
        LanguageError: The language names no reader, or a reader that hearsay does not have.
    """
    return language.made(_reader)


def read_text(text: str, language: Language) -> Reading:
    """Return the reading of a text by the reader of a language."""
    return load_reader(language).read(text)


def read_article(
    article: Article, languages: Languages, reader_of: Callable[[Language], Reader] = load_reader
) -> Reading:
    """Return the reading of an article; the reading is empty if the article's language is not read.

    Args:
        article: The article.
        languages: The languages, from which the article's language is chosen.
        reader_of: The function that returns the reader of a language.
    """
    language = languages.of(article.language)
    if language is None:
        return Reading((), (), reader_of(languages.default).version)
    return reader_of(language).read(article.text)


def _reader(language: Language) -> Reader:
    if language.reader is None or language.reader not in READERS:
        raise LanguageError(
            f"{language.folder}: the reader {language.reader!r} is not one of {', '.join(sorted(READERS))}"
        )
    return READERS[language.reader](language)
