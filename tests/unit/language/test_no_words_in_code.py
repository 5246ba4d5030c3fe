"""Words of a language stand in its folder, not in code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml.html import defs

from hearsay.warehouse.schema import DATE_PRECISIONS, ENTITY_TYPES, PRECISIONS, SOURCE_TYPES

ROOT = Path(__file__).parents[3]
PACKAGES = ("pipelines/dates", "pipelines/extract", "pipelines/reader", "pipelines/resolve", "pipelines/stories")
"""Packages that are given a language."""
UNITS = ("second", "minute", "hour", "day", "week", "fortnight", "month", "quarter", "year", "decade", "century")
NAMES = {
    *ENTITY_TYPES,
    *SOURCE_TYPES,
    *DATE_PRECISIONS,
    *PRECISIONS,
    *UNITS,
    *defs.tags,
    *defs.safe_attrs,
    "itemprop",
}
"""Values of records, units of the calendar, elements and attributes of HTML: the same in every language."""
FEWEST = 3
"""Fewest words that count as a list."""
OTHER_NAMES = {
    "pipelines/dates/outlets.py": "top-level domains",
    "pipelines/dates/intervals.py": "edges of a period, as time_words.txt names them",
    "pipelines/dates/tense.py": "names of patterns",
    "pipelines/dates/vocabulary.py": "kinds of words in time_words.txt",
    "pipelines/extract/bytes/characters.py": "names of character references",
    "pipelines/extract/bytes/declared_languages.py": "codes of languages",
    "pipelines/extract/bytes/fit.py": "codes of languages",
    "pipelines/extract/metadata/date_vocabulary.py": "widths of names in CLDR",
    "pipelines/extract/metadata/day_order.py": "top-level domains",
    "pipelines/extract/metadata/person_names.py": "top-level domains",
    "pipelines/extract/metadata/language.py": "codes of languages",
    "pipelines/extract/metadata/published.py": "properties of schema.org",
    "pipelines/extract/metadata/scripts.py": "codes of languages",
    "pipelines/extract/metadata/slugs.py": "groups of letters in transliterations",
    "pipelines/extract/metadata/time_tags.py": "properties of schema.org",
    "pipelines/extract/plain_text/line_signs.py": "signs of a model",
    "pipelines/reader/judgements.py": "names of the judge's outputs",
    "pipelines/reader/trained.py": "names of files and probabilities",
    "pipelines/resolve/claims/author_claims.py": "names of patterns",
    "pipelines/stories/pairs.py": "signs of a model",
}
"""Files with lists of names that are no words of a text, each with the reason."""

_WORD = re.compile(r"[a-z']{2,}")
_ALTERNATION = re.compile(rf"\w{{2,}}(?:\|\w{{2,}}){{{FEWEST - 1},}}")
CODE = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def word_lists(code: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each collection or regular expression that lists words in small letters."""
    for node in ast.walk(ast.parse(code)):
        items: list[ast.expr | None] = []
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            items = [*node.elts]
        elif isinstance(node, ast.Dict):
            items = [*node.keys]
        if not isinstance(node, ast.expr):
            continue
        words = [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]
        words = [word for word in words if _WORD.fullmatch(word) and word not in NAMES]
        if len(words) >= FEWEST:
            yield node.lineno, " ".join(words)
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if (alternation := _ALTERNATION.search(text)) and not set(alternation.group().split("|")) <= NAMES:
            yield node.lineno, alternation.group()


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_lists_no_words(path: Path) -> None:
    """A list in code is English whatever the language of the page, and a new language could not replace it."""
    lists = list(word_lists(path.read_text(encoding="utf-8")))
    if str(path.relative_to(ROOT)) in OTHER_NAMES:
        assert lists, "this file has no list any more; remove it from OTHER_NAMES"
    else:
        assert lists == [], "move these words to pipelines/language/en"


@pytest.mark.parametrize(
    "code",
    ['WORDS = frozenset(("he", "she", "they"))', "{'said': 1, 'told': 2, 'wrote': 3}", 'x = r"\\b(?:of|for|at)"'],
)
def test_a_list_is_noticed(code: str) -> None:
    """A check that finds nothing would pass whatever the code holds."""
    assert list(word_lists(code))
