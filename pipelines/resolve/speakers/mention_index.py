"""Mentions of an article with their entities, looked up by span."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from hearsay.pipelines.records import Mention, Span


@dataclass(frozen=True, slots=True)
class MentionIndex:
    """Mentions in reading order, their entities, and their starts."""

    mentions: Sequence[Mention]
    entities: Sequence[str | None]
    starts: Sequence[int]

    def within(self, spans: Sequence[Span]) -> tuple[int, ...]:
        """Return the indices of the mentions that lie in these spans."""
        indices: list[int] = []
        for start, end in spans:
            for index in range(bisect_left(self.starts, start), bisect_left(self.starts, end)):
                if self.mentions[index].end <= end:
                    indices.append(index)
        return tuple(dict.fromkeys(indices))

    def before(self, position: int, reach: int) -> list[int]:
        """Return the indices of the mentions in the `reach` characters before a position, nearest first."""
        last = bisect_left(self.starts, position)
        first = bisect_left(self.starts, position - reach)
        return [index for index in range(last - 1, first - 1, -1) if self.mentions[index].end <= position]


def index_mentions(mentions: Sequence[Mention], entities: Sequence[str | None]) -> MentionIndex:
    """Return the index of mentions in reading order."""
    return MentionIndex(mentions, entities, [mention.start for mention in mentions])
