"""Seas, rivers, mountains, parts of the world and stations: places that are no country, division or city.

The registers do not have them, so they have no identifiers; by the list of data/regions.txt each has one name.
"""

import re
from functools import cache

from hearsay.pipelines.lexicon import fold, load_lexicon
from hearsay.pipelines.records import Mention
from hearsay.pipelines.resolve.entities.gazetteer import gazetteer

_PART = re.compile(
    r"\b(?:(?:north|south|east|west|central|sub-saharan)\w*|(?:north|south)[- ]?(?:east|west)\w*)[- ]$", re.I
)
"""The part of a continent that is said before it: 'central Africa'."""
_KIND = re.compile(
    r"\s(?P<kind>(?:railway|train|bus|metro|underground|power|police) station|railway line|airport|canal|desert"
    r"|district"
    r"|lake|mountains|peninsula|river|sea|strait|valley|bay|county)"
    r"(?=[,.;:)\n]|\s(?:after|and|are|as|at|before|between|by|for|from|had|has|in|is|on|or|that|to|was|were|when"
    r"|where|which|while|with)\b|$)"
)
"""What a name is said to be right behind it, in small letters: 'Tagus river' is no town."""


def region_of(text: str, mention: Mention, written: str) -> str | None:
    """The usual name of the region that a mention, plainly written, names; None: it names none.

    A word before it ('central Africa') and behind it ('Tagus river', 'Vilavade railway station') belong to the name.
    """
    part = _PART.search(text, max(mention.start - 16, 0), mention.start)
    kind = _KIND.match(text, mention.end)
    longer = f"{written} {kind['kind']}" if kind else ""
    for form in (text[part.start() : mention.start] + written if part else "", longer, written):
        if usual := _regions().get(fold(form)):
            return usual
    if kind and kind["kind"] in ("county", "district") and _is_division(written):
        return None
    return longer or None


def _is_division(name: str) -> bool:
    return any(one.kind == "division" for _, one in gazetteer().get(fold(name), ()))


@cache
def _regions() -> dict[str, str]:
    return {fold(name): usual for name, (usual,) in load_lexicon("resolve/entities/data/regions.txt").items()}
