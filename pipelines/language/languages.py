"""All languages: for extraction, before the language of a page is known, and for the choice of a language by code."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from hearsay.pipelines.language.language import FACTS, NO_MATCH, Language, LanguageError, alternatives

Made = TypeVar("Made")

ROOT = Path(__file__).parent
DEFAULT = "en"
"""The language in which a text of unknown language is read."""


class Languages:
    """Some languages, by code. Instances compare by identity, so a function of them can be cached."""

    def __init__(self, languages: Iterable[Language]) -> None:
        """Set the languages.

        Raises:
            LanguageError: Two languages have the same code.
        """
        self._by_code: dict[str, Language] = {}
        for language in languages:
            if language.code in self._by_code:
                raise LanguageError(f"{language.folder}: the language {language.code!r} is given twice")
            self._by_code[language.code] = language
        self._words: dict[str, frozenset[str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._made: dict[Callable[[Languages], Any], Any] = {}

    @property
    def read_codes(self) -> tuple[str, ...]:
        """Codes of the languages with a reader, sorted."""
        return tuple(sorted(code for code, language in self._by_code.items() if language.reader))

    @property
    def default(self) -> Language:
        """The language in which a text of unknown language is read.

        Raises:
            LanguageError: The default is not among these languages.
        """
        if DEFAULT not in self._by_code:
            raise LanguageError(f"the language {DEFAULT!r} is missing; texts of unknown language are read in it")
        return self._by_code[DEFAULT]

    def of(self, code: str | None) -> Language | None:
        """Return the language with this code; None if its texts are not read.

        A text of unknown language (None) is read in the default language.
        """
        language = self._by_code.get(DEFAULT if code is None else code)
        return language if language is not None and language.reader else None

    def __iter__(self) -> Iterator[Language]:
        """Iterate over the languages by code."""
        return iter([self._by_code[code] for code in sorted(self._by_code)])

    def words(self, name: str) -> frozenset[str]:
        """Return the entries of a list in all languages. Raises as for Language.table."""
        if name not in self._words:
            self._words[name] = frozenset[str]().union(*(language.words(name) for language in self))
        return self._words[name]

    def pattern(self, name: str) -> re.Pattern[str]:
        """Return a pattern that matches wherever a language's pattern matches. Raises as for Language.pattern."""
        if name not in self._patterns:
            patterns = dict.fromkeys(language.pattern(name) for language in self)
            patterns.pop(NO_MATCH, None)
            self._patterns[name] = re.compile("|".join(pattern.pattern for pattern in patterns) or NO_MATCH.pattern)
        return self._patterns[name]

    def made(self, make: "Callable[[Languages], Made]") -> Made:
        """Return `make(self)`, made once."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    def alternatives(self, name: str) -> str:
        """Return a regular expression for any entry of a list in all languages, the longest first."""
        return alternatives(self.words(name))


def load_languages(*folders: Path, root: Path = ROOT) -> Languages:
    """Return the languages of a root folder, and those of further folders, a language each.

    Raises:
        LanguageError: A folder is not a language.
    """
    own = sorted(path.parent for path in root.glob(f"*/{FACTS}"))
    return Languages(Language(folder) for folder in (*own, *folders))
