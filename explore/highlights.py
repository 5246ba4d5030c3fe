"""A text cut where a highlight begins or ends, so that overlapping spans can be shown side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hearsay.pipelines.records import Reading, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same highlights throughout.

    `roles` are pairs of an attribution's number, from 1, and source, cue or content; `mention` is an entity's type.
    """

    text: str
    roles: tuple[tuple[int, str], ...]
    mention: str | None

    @property
    def role(self) -> str | None:
        """The role to show where there are several: what is shorter lies on top of what it is part of."""
        return min((role for _, role in self.roles), key=("cue", "source", "content").index, default=None)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The attributions that it belongs to, in order."""
        return tuple(sorted({number for number, _ in self.roles}))


def cut_paragraphs(text: str, reading: Reading) -> list[list[Piece]]:
    """The pieces of each line of the text that is not blank, in order."""
    pieces = list(_pieces(text, reading))
    paragraphs: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.text == "\n":
            paragraphs.append([])
        else:
            paragraphs[-1].append(piece)
    return [paragraph for paragraph in paragraphs if any(piece.text.strip() for piece in paragraph)]


def _pieces(text: str, reading: Reading) -> Iterator[Piece]:
    events: list[tuple[int, int, tuple[int, str] | str]] = []
    for number, said in enumerate(reading.attributions, start=1):
        for role, spans in (("source", said.source), ("cue", said.cue), ("content", said.content)):
            for span in spans:
                events += _edges(span, (number, role))
    for mention in reading.mentions:
        events += _edges(Span(mention.start, mention.end), mention.entity_type)
    breaks = [at for at, character in enumerate(text) if character == "\n"]
    edges = sorted({0, len(text), *(at for at, _, _ in events), *breaks, *(at + 1 for at in breaks)})
    events.sort(key=lambda event: event[:2])
    open_roles: list[tuple[int, str]] = []
    open_mention: str | None = None
    due = 0
    for start, end in pairwise(edges):
        while due < len(events) and events[due][0] <= start:
            _, is_begin, what = events[due]
            due += 1
            if isinstance(what, str):
                open_mention = what if is_begin else None
            elif is_begin:
                open_roles.append(what)
            else:
                open_roles.remove(what)
        yield Piece(text[start:end], tuple(open_roles), open_mention)


def _edges(span: Span, what: tuple[int, str] | str) -> list[tuple[int, int, tuple[int, str] | str]]:
    """An end comes before a beginning at the same place."""
    return [(span.start, 1, what), (span.end, 0, what)]
