"""Cities of at least 15,000 inhabitants, from GeoNames: resolve/entities/data/geonames_cities.txt."""

from collections.abc import Iterator
from dataclasses import dataclass

from hearsay.pipelines.lexicon import read_lexicon

SEPARATOR = "|"
"""Separator of the other names of a city."""


@dataclass(frozen=True, slots=True)
class City:
    """City of GeoNames. `admin1` is the code of the first-level division; `others` are the other names, unsplit.

    The other names are in all languages and scripts; GeoNames does not state the language.
    """

    geoname: str
    name: str
    country: str
    admin1: str
    inhabitants: int
    others: str

    def other_names(self) -> list[str]:
        """Return the other names, sorted by code point."""
        return self.others.split(SEPARATOR) if self.others else []


def read_cities() -> Iterator[City]:
    """Yield the cities in the order of the file, without keeping them: the names alone are five megabytes."""
    for geoname, (name, country, admin1, inhabitants, others) in read_lexicon(
        "resolve/entities/data/geonames_cities.txt"
    ):
        yield City(geoname, name, country, admin1, int(inhabitants), others)
