"""The attributions of an article by the place of their words, so that a claim of a long article costs no more."""

import re
from bisect import bisect_right, insort
from collections.abc import Sequence

from hearsay.pipelines.records import Attribution, Spans
from hearsay.pipelines.resolve.speakers.descriptions import WORD

_OMISSION = re.compile(r"[\[(]?(?:…|\.\s?\.\s?\.)[\])]?")


class Heard:
    """Index of an article's attributions by the place of their words."""

    def __init__(self, text: str, attributions: Sequence[Attribution]) -> None:
        self._text = text
        self._attributions: list[tuple[int, Attribution]] = []
        self._contents: list[tuple[int, int, bool]] = []
        """End of each content, number, and whether the content is quoted."""
        self._parts: list[tuple[int, int]] = []
        """End of each part of a content, and number."""
        self._ends: dict[int, int] = {}
        """Number of the quoted attribution whose source or cue ends at a position, behind the content."""
        self._words: list[str] = []
        for number, attribution in enumerate(attributions):
            self.add(number, attribution)

    def add(self, number: int, attribution: Attribution) -> None:
        """Add an attribution."""
        content = attribution.content
        is_quoted = attribution.quote_type != "indirect"
        self._attributions.append((number, attribution))
        insort(self._contents, (content[-1].end, number, is_quoted))
        for part in content:
            insort(self._parts, (part.end, number))
        end = max(span.end for span in (*attribution.source, *attribution.cue, *content))
        if is_quoted and content[-1].end < end:
            self._ends.setdefault(end, number)

    def right_before(self, start: int) -> int | None:
        """Return the number of the attribution that ends right before a position: '“…,” Voss said. “…”'."""
        end = start
        while end > 0 and self._text[end - 1] in " \t\xa0":
            end -= 1
        if end == start:
            return None
        if end in self._ends:
            return self._ends[end]
        return self._ends.get(end - 1) if self._text[end - 1] in ".," else None

    def last_between(self, start: int, end: int, *, is_quoted: bool) -> int | None:
        """Return the number of the last attribution whose content ends between two positions.

        Args:
            start: The position before the contents.
            end: The last position at which a content may end.
            is_quoted: Only quoted contents count.
        """
        between = self._contents[
            bisect_right(self._contents, start, key=_end) : bisect_right(self._contents, end, key=_end)
        ]
        return next((number for _, number, quoted in reversed(between) if quoted or not is_quoted), None)

    def holding(self, parts: Spans) -> int | None:
        """Return the lowest number of an attribution whose content has a part in one of these parts."""
        numbers = [
            number
            for part in parts
            for _, number in self._parts[
                bisect_right(self._parts, part.start, key=_end) : bisect_right(self._parts, part.end + 1, key=_end)
            ]
        ]
        return min(numbers, default=None)

    def has_words(self, parts: Spans) -> bool:
        """Return True if a content has the words of these parts, whatever their marks and capitals."""
        for _, attribution in self._attributions[len(self._words) :]:
            self._words.append(self._plain(attribution.content))
        passages = [passage for start, end in parts for passage in self._passages(start, end)]
        words = self._plain(parts)
        return any(words in other for other in self._words) or (
            len(passages) > 1 and any(all(passage in other for passage in passages) for other in self._words)
        )

    def _passages(self, start: int, end: int) -> list[str]:
        """Return the words between the omissions of a pull quote: 'We cannot pay … nobody comes.'."""
        passages = (
            " ".join(word.lower().strip(".") for word in WORD.findall(passage))
            for passage in _OMISSION.split(self._text[start:end])
        )
        return [passage for passage in passages if passage]

    def _plain(self, parts: Spans) -> str:
        return " ".join(
            word.lower().strip(".") for start, end in parts for word in WORD.findall(self._text[start:end])
        )


def _end(entry: Sequence[int]) -> int:
    return entry[0]
