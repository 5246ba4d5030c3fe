"""The table of docs/languages.md with what is known of each language, counted in the specimens that tests check.

`python -m tests.specimens.known` writes the table; `make docs` calls it.
"""

from collections.abc import Iterator
from pathlib import Path

from hearsay.pipelines.language import load_languages
from hearsay.pipelines.language.language import FACTS
from hearsay.pipelines.language.languages import ROOT as LANGUAGES
from tests.specimens.pages import specimens

PAGE = Path(__file__).parents[2] / "docs" / "languages.md"
BEGIN, END = "<!-- known, by make docs -->", "<!-- end of known -->"
COLUMNS = {
    "dates": "date lines",
    "updates": "with a change",
    "bylines": "bylines",
    "labels": "labels",
    "bytes": "charsets",
    "languages": "told apart",
    "menus": "text captures",
    "slugs": "slugs",
}
"""The tables of specimens, and their columns."""
_GROUPED = ("bylines", "labels", "menus")
"""Tables in which a language has groups of specimens."""
_VARIANTS = {"zh-TW": "zh"}


def known_markdown() -> str:
    """Return the table: a language a row, a kind of specimen a column."""
    names = {language.code: language.name for language in load_languages()}
    counts = {name: dict(_counts(name)) for name in COLUMNS}
    codes = sorted({code for count in counts.values() for code in count}, key=lambda code: names[code])
    head = f"| language | {' | '.join(COLUMNS.values())} |\n|---|{'---|' * len(COLUMNS)}\n"
    rows = (
        f"| {names[code]} `{code}` | {' | '.join(str(counts[name].get(code, '–')) for name in COLUMNS)} |\n"
        for code in codes
    )
    return head + "".join(rows)


def _counts(name: str) -> Iterator[tuple[str, int]]:
    """Yield each language with the number of its specimens of a kind; variants of a language count for it."""
    totals: dict[str, int] = {}
    known = {path.parent.name for path in LANGUAGES.glob(f"*/{FACTS}")}
    for code, entries in specimens(name).items():
        main = _VARIANTS.get(code, code)
        if main in known:
            size = sum(map(len, entries.values())) if name in _GROUPED else len(entries)
            totals[main] = totals.get(main, 0) + size
    yield from totals.items()


def with_known(page: str) -> str:
    """Return the text of the page with its table up to date."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{known_markdown()}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_known(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
