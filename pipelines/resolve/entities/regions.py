"""Regions: seas, rivers, mountains, parts of the world and stations, which are not countries, divisions or cities.

The registers lack them, so they have no identifiers; data/regions.txt gives each a canonical name.
"""

import re
from functools import cache

from hearsay.pipelines.lexicon import fold, load_lexicon
from hearsay.pipelines.records import Mention
from hearsay.pipelines.resolve.entities.gazetteer import gazetteer

_PART = re.compile(
    r"\b(?:(?:north|south|east|west|central|sub-saharan)\w*|(?:north|south)[- ]?(?:east|west)\w*)[- ]$", re.I
)
"""Part of a continent before its name: 'central Africa'."""
_KIND = re.compile(
    r"\s(?P<kind>(?:railway|train|bus|metro|underground|power|police) station|railway line|airport|canal|desert"
    r"|district"
    r"|lake|mountains|peninsula|river|sea|strait|valley|bay|county)"
    r"(?=[,.;:)\n]|\s(?:after|and|are|as|at|before|between|by|for|from|had|has|in|is|on|or|that|to|was|were|when"
    r"|where|which|while|with)\b|$)"
)
"""Kind of region right behind a name, in small letters: 'Tagus river' is not a town."""


def region_of(text: str, mention: Mention, written: str) -> str | None:
    """Return the canonical name of the region that a mention names, or None.

    A word before the mention ('central Africa') or behind it ('Tagus river', 'Vilavade railway station') belongs to
    the name. `written` is the mention's text without article and possessive.
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
    return any(place.kind == "division" for _, place in gazetteer().get(fold(name), ()))


@cache
def _regions() -> dict[str, str]:
    return {fold(name): usual for name, (usual,) in load_lexicon("resolve/entities/data/regions.txt").items()}
