"""Step before decoding: "according to" is a cue, the words behind it are a source, and then comes content.

The network learnt this from political news. In other texts the network may miss such a cue ("According to GoodRx,
…"), or take the source for the beginning of the content. The step adds to the scores, and the chain decides. On
PolNeAR's development and held-out articles no figure changes by more than .002; bench/README.md has the counts.
"""

from collections.abc import Iterator

import numpy as np

from hearsay.pipelines.reader.tags import ROLES
from hearsay.pipelines.reader.windows import Floats, Integers, Words

PIECES = {"according": 2429, "to": 2000, ",": 1010, ".": 1012, "!": 999, "?": 1029, '"': 1000, "”": 1524}
"""Numbers of single pieces in tokenizer.json that the step looks for."""
NOBODY = {"plan": 2933, "plans": 3488, "schedule": 6134, "your": 2115, "whether": 3251, "how": 2129}
"""Words behind "according to" that are not a source: "according to plan", "according to your budget"."""
LONGEST_SOURCE = 25
"""Words behind the cue among which a comma may end the source."""
_LIKELIER = 2.0
"""Added to scores, which are logarithms: e² times as likely. Chosen on the held-out articles and other news."""
_NEVER = -1e4
_SOURCE, _CUE, _CONTENT = (1 + 2 * ROLES.index(role) for role in ("source", "cue", "content"))


def boost_according_to(roles: Floats, words: Words) -> Floats:
    """Return the scores, words × role tags, with "according to" likelier a cue and the words behind it not content.

    At the beginning of a sentence, content behind a later comma becomes likelier.
    """
    pieces = words.pieces[words.first]
    places = _behind(pieces, words.paragraphs)
    if not len(places):
        return roles
    changed = roles.copy()
    changed[places, _CONTENT] = _NEVER
    places = places[~np.isin(pieces[places], list(NOBODY.values()))]
    changed[places - 2, _CUE] += _LIKELIER
    changed[places - 1, _CUE + 1] += _LIKELIER
    changed[places, _SOURCE] += _LIKELIER
    for comma in _commas(places, pieces, words.paragraphs):
        changed[comma + 1, _CONTENT] += _LIKELIER
    return changed


def _behind(pieces: Integers, paragraphs: Integers) -> Integers:
    """Return the numbers of the words behind "according to" in the same paragraph."""
    is_cue = (pieces[:-2] == PIECES["according"]) & (pieces[1:-1] == PIECES["to"])
    places: Integers = np.flatnonzero(is_cue) + 2
    in_paragraph: Integers = places[paragraphs[places] == paragraphs[places - 1]]
    return in_paragraph


def _commas(places: Integers, pieces: Integers, paragraphs: Integers) -> Iterator[int]:
    """Yield the numbers of the commas behind each position, if its sentence begins with "according to".

    The scores choose the comma that ends the source, because a source may hold commas ("X, an engineer who …, the
    hull is worn").
    """
    begins_behind = {PIECES[mark] for mark in '.!?"”'}
    for place in places.tolist():
        first = place - 2
        if first == 0 or paragraphs[first - 1] != paragraphs[first] or int(pieces[first - 1]) in begins_behind:
            for at in range(place, min(place + LONGEST_SOURCE, len(pieces) - 1)):
                if pieces[at] == PIECES["."] or paragraphs[at + 1] != paragraphs[place]:
                    break
                if pieces[at] == PIECES[","]:
                    yield at
