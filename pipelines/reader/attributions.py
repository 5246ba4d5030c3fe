"""From spans of sources, cues and contents, and the links between them, to attributions."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.reader.chain import TaggedRange, Tagging
from pipelines.reader.links import Link, Linker
from pipelines.reader.tags import ROLES
from pipelines.reader.windows import SHAPES, Floats, Words


@dataclass(frozen=True, slots=True)
class Draft:
    """An attribution in words: one cue, its source if any, its content's parts; and how probable each link is."""

    cue: TaggedRange
    source: TaggedRange | None
    contents: tuple[TaggedRange, ...]
    source_probability: float
    content_probability: float


def draft_attributions(tagging: Tagging, vectors: Floats, words: Words, linker: Linker) -> list[Draft]:
    """One attribution for each cue that has a content. `vectors` are words × link vectors (links.py)."""
    sources, cues, parts = ([one for one in tagging.ranges if one.kind == kind] for kind in range(len(ROLES)))
    source_links = linker.sources_of(cues, sources, vectors, words.paragraphs)
    cue_links = linker.cues_of(parts, cues, vectors, words.paragraphs)
    owned: list[list[tuple[TaggedRange, Link]]] = [[] for _ in cues]
    for part, link in zip(parts, cue_links, strict=True):
        if link.chosen is not None:
            owned[link.chosen].append((part, link))
    return [
        Draft(
            cue=cue,
            source=sources[link.chosen] if link.chosen is not None else None,
            contents=tuple(part for part, _ in own),
            source_probability=link.probability,
            content_probability=min(part_link.probability for _, part_link in own),
        )
        for cue, link, own in zip(cues, source_links, owned, strict=True)
        if own
    ]


def quote_type(words: Words, contents: Sequence[TaggedRange]) -> str:
    """direct where all words of the content stand in quotation marks, indirect where none does, else mixed."""
    quoted = {
        bool(words.features[words.first[at]] > SHAPES) for part in contents for at in range(part.low, part.high)
    }
    if quoted == {True}:
        return "direct"
    return "mixed" if True in quoted else "indirect"
