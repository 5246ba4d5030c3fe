"""A language: a folder of word lists, tables and patterns, each loaded when it is first used.

- `language.toml`: name = "English"; reader = "english" if its texts are read.
- `<room>/<name>.txt`: a list with an entry a line and tab-separated fields, in the format of pipelines.lexicon.
- `<room>/patterns.toml`: name = a regular expression. `{words:<room>/<name>}` in it stands for the entries of a list,
  the longest first. Flags are written in groups: (?i:…).

A missing list is empty, and a missing pattern matches nothing.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from hearsay.errors import HearsayError
from hearsay.pipelines.lexicon import read_entries

Made = TypeVar("Made")

COMPLETE = Path(__file__).parent / "en"
"""The folder of the complete language. A list or pattern that it does not have is refused as a slip."""

NO_MATCH = re.compile(r"(?:(?!))")
"""The pattern of a language that does not have it."""

_WORDS_IN_PATTERN = re.compile(r"\{words:([a-z_/]+)\}")
_PATTERNS = "patterns.toml"
FACTS = "language.toml"
"""The file that makes a folder a language."""


class LanguageError(HearsayError):
    """Raised when a language's folder cannot be used, or asked for an undeclared list, from Language."""


class Language:
    """The data of a language.

    Instances compare by identity, so a function of a Language can be cached.

    Attributes:
        code: ISO 639-1 code, or "und" for words of no language.
        name: English name.
        reader: Name of the reader of its texts; None if the language is not read.
        folder: Folder of the lists and patterns. Its name is the code.
    """

    def __init__(self, folder: Path) -> None:
        """Read the folder's language.toml; lists and patterns are read when they are first used.

        Raises:
            LanguageError: The folder cannot be used, or has an undeclared list.
        """
        self.folder = folder
        self.code = folder.name
        facts = _facts(folder)
        self.name = facts["name"]
        self.reader = facts.get("reader")
        self._tables: dict[str, Mapping[str, tuple[str, ...]]] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._made: dict[Callable[[Language], Any], Any] = {}
        if unknown := sorted(list_names(folder) - _complete_lists()):
            raise LanguageError(
                f"{folder}: {unknown[0]!r} is not a list of {COMPLETE.name!r}; give the list one of its names"
            )

    def table(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """Return a list as a mapping from each entry to its fields, such as "claims/hedges".

        Raises:
            LanguageError: No language has a list of this name.
            LexiconError: The file is unreadable, unsorted or repeats an entry.
        """
        if name not in self._tables:
            path = self.folder / f"{name}.txt"
            if name not in _complete_lists():
                raise LanguageError(f"{name!r} is not a list of a language; {COMPLETE.name!r} has no {name}.txt")
            entries = dict(read_entries(path)) if path.is_file() else {}
            self._tables[name] = MappingProxyType(entries)
        return self._tables[name]

    def words(self, name: str) -> frozenset[str]:
        """Return the entries of a list without their fields. Raises as for table."""
        if name not in self._words:
            self._words[name] = frozenset(self.table(name))
        return self._words[name]

    def pattern(self, name: str) -> re.Pattern[str]:
        """Return a pattern by room and name: "dates/tense.ahead" is `tense.ahead` of dates/patterns.toml.

        Raises:
            LanguageError: No language has a pattern of this name, or the expression is not valid.
        """
        if name not in self._patterns:
            if name not in _complete_patterns():
                raise LanguageError(f"{name!r} is not a pattern of a language; add it to {COMPLETE.name!r}")
            expression = self._expressions.get(name)
            self._patterns[name] = self._compiled(name, expression) if expression is not None else NO_MATCH
        return self._patterns[name]

    def made(self, make: Callable[["Language"], Made]) -> Made:
        """Return `make(self)`, made once: an index over several lists, a pattern with words in it."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @cached_property
    def _expressions(self) -> Mapping[str, str]:
        return read_patterns(self.folder)

    def _compiled(self, name: str, expression: str) -> re.Pattern[str]:
        filled = _WORDS_IN_PATTERN.sub(lambda match: alternatives(self.words(match[1])), expression)
        try:
            return re.compile(f"(?:{filled})")  # in a group, so that the patterns of several languages can be joined
        except re.error as error:
            raise LanguageError(
                f"{self.folder}: pattern {name!r} is not a regular expression: {error}; write flags as (?i:…)"
            ) from error

    def __repr__(self) -> str:
        """Return the code, for messages."""
        return f"Language({self.code!r})"


def _facts(folder: Path) -> dict[str, str]:
    """Return the facts of a folder's language.toml."""
    path = folder / FACTS
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LanguageError(f"{path} cannot be read as TOML: {error}") from error
    if unknown := sorted(facts.keys() - {"name", "reader"}):
        raise LanguageError(f"{path}: {unknown[0]!r} is not known; a language has a name, and a reader if it is read")
    if not isinstance(facts.get("name"), str) or not isinstance(facts.get("reader", ""), str):
        raise LanguageError(f"{path}: name and reader are strings, and a language has a name")
    return facts


def alternatives(words: frozenset[str]) -> str:
    """Return a regular expression for any of the words, the longest first; for no words one without a match."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or "(?!)"


def list_names(folder: Path) -> frozenset[str]:
    """Return the names of a folder's lists, such as "claims/hedges"."""
    return frozenset(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.txt"))


def read_patterns(folder: Path) -> Mapping[str, str]:
    """Return a folder's patterns by room and name.

    Raises:
        LanguageError: A file is not TOML, or a value is not a string.
    """
    patterns: dict[str, str] = {}
    for path in sorted(folder.rglob(_PATTERNS)):
        room = path.parent.relative_to(folder).as_posix()
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise LanguageError(f"{path} cannot be read as TOML: {error}") from error
        for name, value in _leaves(tables):
            if not isinstance(value, str):
                raise LanguageError(f"{path}: {name} is {value!r}; a pattern is a string")
            patterns[f"{room}/{name}"] = value
    return patterns


def _leaves(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, object]]:
    leaves: list[tuple[str, object]] = []
    for name, value in table.items():
        leaves += _leaves(value, f"{prefix}{name}.") if isinstance(value, dict) else [(f"{prefix}{name}", value)]
    return leaves


_COMPLETE: dict[str, frozenset[str]] = {}


def _complete_lists() -> frozenset[str]:
    if "lists" not in _COMPLETE:
        _COMPLETE["lists"] = list_names(COMPLETE)
    return _COMPLETE["lists"]


def _complete_patterns() -> frozenset[str]:
    if "patterns" not in _COMPLETE:
        _COMPLETE["patterns"] = frozenset(read_patterns(COMPLETE))
    return _COMPLETE["patterns"]
