"""Step before decoding: "according to" is a cue, the words behind it are a source, and then comes content.

The network learnt this from political news. In other texts the network may miss such a cue ("According to GoodRx,
…"), or take the source for the beginning of the content. The step adds to the scores, and the chain decides. On
PolNeAR's development and held-out articles no figure changes by more than .002; bench/README.md has the counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from hearsay.pipelines.language import Language, LanguageError
from hearsay.pipelines.reader.tags import ROLES
from hearsay.pipelines.reader.windows import Floats, Integers, Words

LONGEST_SOURCE = 25
"""Words behind the cue among which a comma may end the source."""
_LIKELIER = 2.0
"""Added to scores, which are logarithms: e² times as likely. Chosen on the held-out articles and other news."""
_NEVER = -1e4
_SOURCE, _CUE, _CONTENT = (1 + 2 * ROLES.index(role) for role in ("source", "cue", "content"))


@dataclass(frozen=True, slots=True)
class CuePieces:
    """Numbers of the pieces that the step looks for, in the tokenizer of the reader.

    `cues` are the cues of two words that stand before their source; `no_sources` the words behind a cue that are not
    a source. `begins_behind` are the marks behind which a sentence begins.
    """

    cues: tuple[tuple[int, int], ...]
    no_sources: tuple[int, ...]
    comma: int
    full_stop: int
    begins_behind: frozenset[int]


def cue_pieces(number_of: Callable[[str], int | None], language: Language) -> CuePieces:
    """Return the numbers of the pieces by the language's lists.

    Raises:
        LanguageError: A word of the lists is not a single piece of the reader.
    """

    def number(piece: str) -> int:
        listed = number_of(piece)
        if listed is None:
            raise LanguageError(f"{language.folder}: {piece!r} is not a single word piece of the reader")
        return listed

    cues = (cue.split() for cue in sorted(language.words("reader/source_cues")))
    return CuePieces(
        cues=tuple((number(first), number(second)) for first, second in cues),
        no_sources=tuple(map(number, sorted(language.words("reader/no_sources")))),
        comma=number(","),
        full_stop=number("."),
        begins_behind=frozenset(map(number, '.!?"”')),
    )


def boost_according_to(roles: Floats, words: Words, cues: CuePieces) -> Floats:
    """Return the scores, words × role tags, with "according to" likelier a cue and the words behind it not content.

    At the beginning of a sentence, content behind a later comma becomes likelier.
    """
    pieces = words.pieces[words.first]
    places = _behind(pieces, words.paragraphs, cues)
    if not len(places):
        return roles
    changed = roles.copy()
    changed[places, _CONTENT] = _NEVER
    places = places[~np.isin(pieces[places], cues.no_sources)]
    changed[places - 2, _CUE] += _LIKELIER
    changed[places - 1, _CUE + 1] += _LIKELIER
    changed[places, _SOURCE] += _LIKELIER
    for comma in _commas(places, pieces, words.paragraphs, cues):
        changed[comma + 1, _CONTENT] += _LIKELIER
    return changed


def _behind(pieces: Integers, paragraphs: Integers, cues: CuePieces) -> Integers:
    """Return the numbers of the words behind a cue such as "according to" in the same paragraph."""
    is_cue = np.zeros(max(len(pieces) - 2, 0), dtype=np.bool_)
    for first, second in cues.cues:
        is_cue |= (pieces[:-2] == first) & (pieces[1:-1] == second)
    places: Integers = np.flatnonzero(is_cue) + 2
    in_paragraph: Integers = places[paragraphs[places] == paragraphs[places - 1]]
    return in_paragraph


def _commas(places: Integers, pieces: Integers, paragraphs: Integers, cues: CuePieces) -> Iterator[int]:
    """Yield the numbers of the commas behind each position, if its sentence begins with the cue.

    The scores choose the comma that ends the source, because a source may hold commas ("X, an engineer who …, the
    hull is worn").
    """
    for place in places.tolist():
        first = place - 2
        if first == 0 or paragraphs[first - 1] != paragraphs[first] or int(pieces[first - 1]) in cues.begins_behind:
            for at in range(place, min(place + LONGEST_SOURCE, len(pieces) - 1)):
                if pieces[at] == cues.full_stop or paragraphs[at + 1] != paragraphs[place]:
                    break
                if pieces[at] == cues.comma:
                    yield at
