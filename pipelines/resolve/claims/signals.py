"""The reader's signals of single words, found again for a stretch of text."""

from bisect import bisect_left
from collections.abc import Sequence

from hearsay.pipelines.records import Span, Spans, WordSignal


class Signals:
    """The signals of a text by where their words stand."""

    def __init__(self, signals: Sequence[WordSignal]) -> None:
        self._signals = signals
        self._starts = [one.start for one in signals]

    def within(self, spans: Spans) -> list[WordSignal]:
        """Those of the words that begin in the spans, in reading order."""
        found: list[WordSignal] = []
        for start, end in spans:
            found += self._signals[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return found

    def joined(self, spans: Spans, gap: int) -> list[WordSignal]:
        """The same with offsets in the text of the spans, joined by `gap` characters."""
        found: list[WordSignal] = []
        at = 0
        for start, end in spans:
            inside = self.within((Span(start, end),))
            found += [one._replace(start=one.start - start + at, end=one.end - start + at) for one in inside]
            at += end - start + gap
        return found
