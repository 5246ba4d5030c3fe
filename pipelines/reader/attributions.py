"""From spans of sources, cues and contents, and the links between them, to attributions."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.reader.chain import TaggedRange, Tagging
from pipelines.reader.links import Link, Linker
from pipelines.reader.tags import ROLES
from pipelines.reader.windows import SHAPES, Floats, Integers, Words

_LEAST_SHARE = 0.01
"""How probable a cue must be for a content that another cue would rather have; chosen on the kept-back articles."""


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
    drafts = []
    for cue, source, own in zip(
        cues, source_links, _share_out(cues, parts, cue_links, words.paragraphs), strict=True
    ):
        if own:
            drafts.append(
                Draft(
                    cue=cue,
                    source=sources[source.chosen] if source.chosen is not None else None,
                    contents=tuple(parts[part] for part in own),
                    source_probability=source.probability,
                    content_probability=min(cue_links[part].probability for part in own),
                )
            )
    return drafts


def _share_out(
    cues: Sequence[TaggedRange], parts: Sequence[TaggedRange], links: Sequence[Link], paragraphs: Integers
) -> list[list[int]]:
    """The numbers of each cue's content parts.

    Each part goes to its most probable cue. A cue that is left with none takes one in its own paragraph from a cue
    that has several: nobody says nothing.
    """
    owned: list[list[int]] = [[] for _ in cues]
    near: dict[int, list[int]] = {}
    for number, (part, link) in enumerate(zip(parts, links, strict=True)):
        near.setdefault(int(paragraphs[part.low]), []).append(number)
        if link.chosen is not None:
            owned[link.chosen].append(number)
    for number, cue in enumerate(cues):
        if not owned[number]:
            shares = [
                (links[at].probability_of(number), at)
                for at in near.get(int(paragraphs[cue.low]), ())
                if _can_be_spared(at, links[at], owned)
            ]
            share, at = max(shares, default=(0.0, -1))
            if share > _LEAST_SHARE:
                owner = links[at].chosen
                if owner is not None:
                    owned[owner].remove(at)
                owned[number].append(at)
    return owned


def _can_be_spared(part: int, link: Link, owned: Sequence[Sequence[int]]) -> bool:
    """Whether the part is with nobody, or with a cue that has others."""
    return link.chosen is None or (part in owned[link.chosen] and len(owned[link.chosen]) > 1)


def quote_type(words: Words, contents: Sequence[TaggedRange]) -> str:
    """direct where all words of the content stand in quotation marks, indirect where none does, else mixed."""
    quoted = {
        bool(words.features[words.first[at]] > SHAPES) for part in contents for at in range(part.low, part.high)
    }
    if quoted == {True}:
        return "direct"
    return "mixed" if True in quoted else "indirect"
