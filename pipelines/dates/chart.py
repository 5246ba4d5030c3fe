"""A small chart parser: rules over kinds of items, applied bottom-up from the right until no item is new.

A rule is a pattern and a meaning. In a pattern, words in lower case are words of the text (`of|in`: either); words
in upper case are kinds of items. `?` after an element makes the element optional. The meaning is a function. It gets
the anchor, then the values of the items in order, with None for a missing element. A word has no value, but None if
the element has kinds before that word (`O|last`). It returns (kind, value), or None
if the pattern has no meaning there. Parsing always ends, because patterns are limited in length and texts in tokens
(see expressions).
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hearsay.pipelines.dates.tokens import Item
from hearsay.pipelines.dates.when import Anchor

Made = tuple[str, object] | None
Maker = Callable[..., Made]
_Maker = TypeVar("_Maker", bound=Maker)

MOST_ITEMS = 60
"""Most items that may begin at one token: more than any real expression has, and a limit for hostile texts."""


class Meanings(dict[str, Maker]):
    """The meanings of rules by name. Of two equal readings, the earlier meaning's counts."""

    def __call__(self, make: _Maker) -> _Maker:
        """Add a function under its name, as a decorator."""
        self[make.__name__] = make
        return make


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern, with its matching words or kinds."""

    kinds: frozenset[str]
    is_optional: bool
    is_word: bool
    """True for a word of the text, which has no value."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with the function for its item."""

    pattern: tuple[Element, ...]
    make: Maker


def parse_rule(written: str, make: Maker, kinds: frozenset[str]) -> Rule:
    """Return the rule of a written pattern and a meaning.

    Raises:
        ValueError: A kind is not among the kinds, or the meaning takes another number of values.
    """
    pattern = tuple(map(_element, written.split()))
    for element in pattern:
        if unknown := sorted(kind for kind in element.kinds - kinds if kind.isupper()):
            raise ValueError(f"{unknown[0]!r} is not a kind")
    values = [element for element in pattern if not element.is_word]
    try:
        inspect.signature(make).bind(None, *values)
    except TypeError as error:
        raise ValueError(f"its meaning does not take {len(values)} values") from error
    return Rule(pattern, make)


class Grammar:
    """Rules, indexed by the kinds of their first elements."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Index the rules. Of two equal readings, the earlier rule's counts."""
        self._first: dict[str, list[tuple[Rule, int]]] = {}
        for rule in rules:
            self._add(rule)

    def _add(self, rule: Rule) -> None:
        for at, element in enumerate(rule.pattern):
            for kind in element.kinds:
                self._first.setdefault(kind, []).append((rule, at))
            if not element.is_optional:
                break

    def fill(self, chart: list[list[Item]], anchor: Anchor) -> None:
        """Add to the chart all items that the rules make."""
        for start in range(len(chart) - 1, -1, -1):
            here = chart[start]
            seen = set(here)
            at = 0
            while at < len(here):
                for rule, skipped in self._first.get(here[at][0], ()):
                    for values, end in _matches(rule.pattern, skipped, here[at], chart):
                        made = _made(rule, anchor, values)
                        item = (*made, end) if made else None
                        if item and item not in seen and len(here) < MOST_ITEMS:
                            seen.add(item)
                            here.append(item)
                at += 1


def _made(rule: Rule, anchor: Anchor, values: list[object]) -> Made:
    """Return the item of the rule, or None if its arithmetic leaves the years 1 to 9999."""
    try:
        return rule.make(anchor, *values)
    except (OverflowError, ValueError):
        return None


def _element(written: str) -> Element:
    is_optional = written.endswith("?") and len(written) > 1
    kinds = (written[:-1] if is_optional else written).split("|")
    return Element(frozenset(kinds), is_optional, not kinds[0].isupper())


def _matches(
    pattern: Sequence[Element], skipped: int, first: Item, chart: list[list[Item]]
) -> Iterator[tuple[list[object], int]]:
    """Yield values and end of each match of the pattern whose element `skipped` is `first`."""
    values: list[object] = [None for element in pattern[:skipped] if not element.is_word]
    if not pattern[skipped].is_word:
        values.append(first[1])
    yield from _go_on(pattern, skipped + 1, first[2], values, chart)


def _go_on(
    pattern: Sequence[Element], at: int, token: int, values: list[object], chart: list[list[Item]]
) -> Iterator[tuple[list[object], int]]:
    if at == len(pattern):
        yield values, token
        return
    element = pattern[at]
    if token < len(chart):
        for kind, value, end in tuple(chart[token]):
            if kind in element.kinds:
                more = values if element.is_word else [*values, value]
                yield from _go_on(pattern, at + 1, end, more, chart)
    if element.is_optional:
        yield from _go_on(pattern, at + 1, token, values if element.is_word else [*values, None], chart)
