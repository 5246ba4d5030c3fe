"""Spans of sources, cues and contents, and the links between them → attributions."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hearsay.pipelines.reader.chain import TaggedRange, Tagging
from hearsay.pipelines.reader.links import NEARBY, Link, Linker
from hearsay.pipelines.reader.tags import ROLES
from hearsay.pipelines.reader.windows import SHAPES, Floats, Integers, Words

_LEAST_SHARE = 0.01
"""Least probability of the link from a content to its second-best cue; chosen on the held-out articles."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Attribution in words: cue, source if any, parts of the content, and the probability of each link."""

    cue: TaggedRange
    source: TaggedRange | None
    contents: tuple[TaggedRange, ...]
    source_probability: float
    content_probability: float


def draft_attributions(tagging: Tagging, vectors: Floats, words: Words, linker: Linker) -> list[Draft]:
    """Return an attribution for each cue and each paragraph of its content, and for each cue without content.

    A statement that continues in the next paragraph is another statement of the same source. `vectors` are words ×
    link vectors (links.py).
    """
    sources, cues, parts = ([span for span in tagging.ranges if span.kind == kind] for kind in range(len(ROLES)))
    source_links = linker.sources_of(cues, sources, vectors, words.paragraphs)
    cue_links = linker.cues_of(parts, cues, vectors, words.paragraphs)
    owned = _share_out(cues, parts, cue_links, words.paragraphs)
    return [
        Draft(
            cue=cue,
            source=sources[source.chosen] if source.chosen is not None else None,
            contents=tuple(parts[part] for part in together),
            source_probability=source.probability,
            content_probability=min((cue_links[part].probability for part in together), default=0.0),
        )
        for cue, source, own in zip(cues, source_links, owned, strict=True)
        for together in _by_paragraph(own, parts, words.paragraphs)
    ]


def _by_paragraph(own: Sequence[int], parts: Sequence[TaggedRange], paragraphs: Integers) -> list[list[int]]:
    """Return the numbers of the parts by paragraph, in order; a single empty group if there are no parts."""
    groups: dict[int, list[int]] = {}
    for part in own:
        groups.setdefault(int(paragraphs[parts[part].low]), []).append(part)
    return list(groups.values()) or [[]]


def _share_out(
    cues: Sequence[TaggedRange], parts: Sequence[TaggedRange], links: Sequence[Link], paragraphs: Integers
) -> list[list[int]]:
    """Return the numbers of each cue's content parts.

    Each part goes to its most probable cue. A cue without a part takes a part in its own paragraph from a cue with
    several parts, because a cue needs content.
    """
    owners = [link.chosen for link in links]
    owned = Counter(owners)
    starts = [span.low for span in parts]
    for cue, span in enumerate(cues):
        if not owned[cue]:
            near = range(bisect_left(starts, span.low - NEARBY), bisect_left(starts, span.low + NEARBY))
            own_paragraph = (p for p in near if paragraphs[starts[p]] == paragraphs[span.low])
            can_spare = [p for p in own_paragraph if owners[p] is None or owned[owners[p]] > 1]
            share, part = max(((links[p].probability_of(cue), p) for p in can_spare), default=(0.0, -1))
            if share > _LEAST_SHARE:
                owned[owners[part]] -= 1
                owned[cue] += 1
                owners[part] = cue
    parts_of: list[list[int]] = [[] for _ in cues]
    for part, owner in enumerate(owners):
        if owner is not None:
            parts_of[owner].append(part)
    return parts_of


def quote_type(words: Words, contents: Sequence[TaggedRange]) -> str:
    """Return direct if all words of the content stand in quotation marks, indirect if none does, else mixed."""
    quoted = {
        bool(words.features[words.first[at]] > SHAPES) for part in contents for at in range(part.low, part.high)
    }
    if quoted == {True}:
        return "direct"
    return "mixed" if True in quoted else "indirect"
