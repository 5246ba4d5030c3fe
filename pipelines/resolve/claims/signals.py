"""The reader's signals of single words, looked up by span."""

from bisect import bisect_left
from collections.abc import Sequence

from hearsay.pipelines.records import Span, Spans, WordSignal


class Signals:
    """Signals of a text, indexed by the start of their words."""

    def __init__(self, signals: Sequence[WordSignal]) -> None:
        self._signals = signals
        self._starts = [signal.start for signal in signals]

    def within(self, spans: Spans) -> list[WordSignal]:
        """Return the signals of the words that begin in the spans, in reading order."""
        signals: list[WordSignal] = []
        for start, end in spans:
            signals += self._signals[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return signals

    def joined(self, spans: Spans, gap: int, reach: int | None = None) -> list[WordSignal]:
        """Return the same signals with offsets in the text of the spans, which are joined by `gap` characters.

        With `reach`, only signals of so many characters are needed, and the rest may be missing.
        """
        signals: list[WordSignal] = []
        at = 0
        for start, end in spans:
            if reach is not None and at > reach:
                break
            covered = self.within((Span(start, end if reach is None else min(end, start + reach)),))
            shift = start - at
            signals += [WordSignal(first - shift, last - shift, *scores) for first, last, *scores in covered]
            at += end - start + gap
        return signals
