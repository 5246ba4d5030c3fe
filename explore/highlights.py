"""Highlights in a text: the text is cut at the start and the end of each span, so that spans may overlap."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hearsay.pipelines.records import Reading, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text in which every character has the same highlights.

    `roles` are pairs of an attribution's number, from 1, and source, cue or content. `mention` is an entity type.
    """

    text: str
    roles: tuple[tuple[int, str], ...]
    mention: str | None

    @property
    def role(self) -> str | None:
        """The role to show if there are several: the cue, else the source, else the content that contains them."""
        return min((role for _, role in self.roles), key=("cue", "source", "content").index, default=None)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the attributions of this piece, in order."""
        return tuple(sorted({number for number, _ in self.roles}))


def cut_paragraphs(text: str, reading: Reading) -> list[list[Piece]]:
    """Return the pieces of each line of the text, in order, without blank lines."""
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
    for number, attribution in enumerate(reading.attributions, start=1):
        roles = (("source", attribution.source), ("cue", attribution.cue), ("content", attribution.content))
        for role, spans in roles:
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
            _, is_begin, highlight = events[due]
            due += 1
            if isinstance(highlight, str):
                open_mention = highlight if is_begin else None
            elif is_begin:
                open_roles.append(highlight)
            else:
                open_roles.remove(highlight)
        yield Piece(text[start:end], tuple(open_roles), open_mention)


def _edges(span: Span, highlight: tuple[int, str] | str) -> list[tuple[int, int, tuple[int, str] | str]]:
    """Return the start and end events of a span. At the same offset an end (0) sorts before a start (1)."""
    return [(span.start, 1, highlight), (span.end, 0, highlight)]
