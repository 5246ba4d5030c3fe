"""A step before decoding: what comes behind "according to" is who said it, so no content begins there.

Where such a source is unlike those of political news ("According to a draft seen by Meridian Now, …"), the network
may take it for the beginning of the content. On PolNeAR's development articles the step changes nothing, on the
kept-back articles it lifts the characters of sources by .002, and elsewhere it gives claims their source.
"""

import numpy as np

from pipelines.reader.tags import ROLES
from pipelines.reader.windows import Floats, Integers, Words

ACCORDING, TO = 2429, 2000
"""The numbers of the two words in tokenizer.json, each of which is one piece."""
_BEGINS_CONTENT = 1 + 2 * ROLES.index("content")
_NEVER = -1e4


def no_content_behind(roles: Floats, words: Words) -> Floats:
    """The scores, words × role tags, with no content to begin right behind "according to"."""
    places = _behind(words)
    if not len(places):
        return roles
    kept = roles.copy()
    kept[places, _BEGINS_CONTENT] = _NEVER
    return kept


def _behind(words: Words) -> Integers:
    """The numbers of the words that stand behind the two in the same paragraph."""
    pieces = words.pieces[words.first]
    places: Integers = np.flatnonzero((pieces[:-2] == ACCORDING) & (pieces[1:-1] == TO)) + 2
    in_one: Integers = places[words.paragraphs[places] == words.paragraphs[places - 1]]
    return in_one
