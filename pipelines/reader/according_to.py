"""A step before decoding: "according to" is a cue, what comes behind it is who said it, and then what was said.

The network learnt this from political news. Elsewhere it may miss such a cue ("According to GoodRx, …"), or take the
source for the beginning of the content. The step adds to the scores, and the chain decides. On PolNeAR's development
and kept-back articles it changes no figure by more than .002; bench/README.md has the counts.
"""

from collections.abc import Iterator

import numpy as np

from hearsay.pipelines.reader.tags import ROLES
from hearsay.pipelines.reader.windows import Floats, Integers, Words

PIECES = {"according": 2429, "to": 2000, ",": 1010, ".": 1012, "!": 999, "?": 1029, '"': 1000, "”": 1524}
"""The numbers in tokenizer.json of what the step looks for, each of which is one piece."""
NOBODY = {"plan": 2933, "plans": 3488, "schedule": 6134, "your": 2115, "whether": 3251, "how": 2129}
"""What stands behind the two where nobody says anything: "according to plan", "according to your budget"."""
LONGEST_SOURCE = 25
"""Words behind the two among which commas are sought that may end the source."""
_LIKELIER = 2.0
"""Added to scores, which are logarithms: e² times as likely. Chosen on the kept-back articles and other news."""
_NEVER = -1e4
_SOURCE, _CUE, _CONTENT = (1 + 2 * ROLES.index(role) for role in ("source", "cue", "content"))


def told_by(roles: Floats, words: Words) -> Floats:
    """The scores, words × role tags, with "according to" likelier a cue and what is behind it no content.

    At the beginning of a sentence a comma behind the two is likelier to have content behind it.
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
    """The numbers of the words that stand behind the two in the same paragraph."""
    is_cue = (pieces[:-2] == PIECES["according"]) & (pieces[1:-1] == PIECES["to"])
    places: Integers = np.flatnonzero(is_cue) + 2
    in_one: Integers = places[paragraphs[places] == paragraphs[places - 1]]
    return in_one


def _commas(places: Integers, pieces: Integers, paragraphs: Integers) -> Iterator[int]:
    """The numbers of the commas behind each place, in its sentence, where the sentence begins with the two.

    Which of them ends the source is left to the scores: it may hold some ("X, an engineer who …, the hull is worn").
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
