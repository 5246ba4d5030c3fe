"""Step after the network: names that it cut at a particle, 'Marit in 't Hout' and 'Op den Berg'.

The network takes the particle for an English preposition, so that the mention ends before it or begins behind it.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Mention

_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*")
"""A word with a capital behind a particle."""
MOST_PARTS = 3
"""Most mentions that the network cuts such a name into."""


def complete_names(text: str, mentions: Sequence[Mention], language: Language) -> tuple[Mention, ...]:
    """Return the mentions with the names of persons joined over particles; in order, without overlap."""
    matches = list(language.pattern("entities/particle.within").finditer(text))
    starts, ends = ([at(mention) for mention in mentions] for at in (_start, _end)) if matches else ([], [])
    completed = list(mentions)
    for match in reversed(matches):
        surname = _NAME.match(text, match.end())
        if surname is None:
            continue
        first, last = bisect_left(ends, match.start() - 1), bisect_left(starts, surname.end())
        whole = _whole(text, match, surname.end(), completed[first:last], language)
        if whole is not None:
            completed[first:last] = [whole]
    return tuple(completed)


def _whole(text: str, match: re.Match[str], end: int, near: Sequence[Mention], language: Language) -> Mention | None:
    """Return the person's name around a particle; `near` are the mentions from right before it to the surname."""
    before = near[0] if near and near[0].end == match.start() - 1 and near[0].entity_type == "person" else None
    behind = next((mention for mention in near if mention.end > match.end()), None)
    if behind is not None:
        end = max(end, behind.end)
    if before is not None and len(near) <= MOST_PARTS and text[before.end] == " ":
        return replace(before, end=end)
    is_alone = language.pattern("entities/particle.alone").match(text, match.start())
    if behind is None or behind.entity_type != "person" or len(near) > 1 or not is_alone:
        return None
    return replace(behind, start=min(match.start(), behind.start), end=end)


def _start(mention: Mention) -> int:
    return mention.start


def _end(mention: Mention) -> int:
    return mention.end
