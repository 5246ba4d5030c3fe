"""Changes from a version of a text to the next version, by paragraph and by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_ALIKE = 0.4
"""Smallest share of common words for a paragraph to count as a rewritten one, not as a new one."""

_MOST_COMPARED, _LONGEST_COMPARED = 10_000, 20_000
"""Limits for a comparison by words: pairs of paragraphs, and characters of a paragraph.

The comparison takes quadratic time, and pages may be hostile.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words of the same kind: SAME, GONE or NEW."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph before and after the change; () if the paragraph is missing on that side."""

    before: tuple[Run, ...]
    after: tuple[Run, ...]

    @property
    def is_same(self) -> bool:
        """True if the paragraph did not change."""
        return all(run.kind == SAME for run in (*self.before, *self.after))


def compare_texts(before: str, after: str) -> list[Row]:
    """Return the paragraphs of both texts, side by side."""
    old, new = _paragraphs(before), _paragraphs(after)
    rows: list[Row] = []
    for kind, low, high, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            rows += [Row((Run(SAME, text),), (Run(SAME, text),)) for text in old[low:high]]
        else:
            rows += _changed(old[low:high], new[first:last])
    return rows


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    """Yield the rows for replaced paragraphs, in order, with similar paragraphs side by side."""
    if len(old) * len(new) > _MOST_COMPARED or any(len(text) > _LONGEST_COMPARED for text in (*old, *new)):
        yield from (Row((Run(GONE, text),), ()) for text in old)
        yield from (Row((), (Run(NEW, text),)) for text in new)
        return
    waiting = list(new)
    for text in old:
        words = _WORDS.findall(text)
        alike = next(
            (at for at, other in enumerate(waiting) if _matcher(words, _WORDS.findall(other)).ratio() >= _ALIKE), None
        )
        if alike is None:
            yield Row((Run(GONE, text),), ())
            continue
        yield from (Row((), (Run(NEW, other),)) for other in waiting[:alike])
        yield _compare_words(words, _WORDS.findall(waiting[alike]))
        waiting = waiting[alike + 1 :]
    yield from (Row((), (Run(NEW, other),)) for other in waiting)


def _compare_words(old: list[str], new: list[str]) -> Row:
    before, after = [], []
    for kind, low, high, first, last in _matcher(old, new).get_opcodes():
        is_same = kind == "equal"
        if high > low:
            before.append(Run(SAME if is_same else GONE, "".join(old[low:high])))
        if last > first:
            after.append(Run(SAME if is_same else NEW, "".join(new[first:last])))
    return Row(tuple(before), tuple(after))


def _matcher(old: list[str], new: list[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, old, new, autojunk=False)
