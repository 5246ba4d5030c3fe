"""Regions: seas, rivers, mountains, parts of the world and stations, which are not countries, divisions or cities.

The registers lack them, so they have no identifiers; a language's entities/regions.txt gives each a canonical name.
"""

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Mention
from hearsay.pipelines.resolve.entities.gazetteer import gazetteer


def region_of(text: str, mention: Mention, written: str, language: Language) -> str | None:
    """Return the canonical name of the region that a mention names, or None.

    A word before the mention ('central Africa') or behind it ('Tagus river', 'Vilavade railway station') belongs to
    the name. `written` is the mention's text without article and possessive.
    """
    part = language.pattern("entities/region.part").search(text, max(mention.start - 16, 0), mention.start)
    kind = language.pattern("entities/region.kind").match(text, mention.end)
    regions = language.made(_regions)
    longer = f"{written} {kind['kind']}" if kind else ""
    for form in (text[part.start() : mention.start] + written if part else "", longer, written):
        if usual := regions.get(fold(form)):
            return usual
    if kind and kind["kind"] in language.words("entities/division_kinds") and _is_division(written, language):
        return None
    return longer or None


def _is_division(name: str, language: Language) -> bool:
    return any(place.kind == "division" for _, place in gazetteer(language).get(fold(name), ()))


def _regions(language: Language) -> dict[str, str]:
    return {fold(name): usual for name, (usual,) in language.table("entities/regions").items()}
