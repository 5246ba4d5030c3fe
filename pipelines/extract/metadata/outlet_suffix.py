"""The outlet's name and its section at the end of a title that has no blanks between its parts."""

import re
from collections.abc import Callable

from hearsay.pipelines.language import Languages
from hearsay.pipelines.word_counts import word_count

_DENSE = "\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff0f\uff1f"
_SIGN = re.compile(
    rf"(?<=[{_DENSE}])\s?[-–—：:|｜]{{1,2}}\s?(?=\S)|(?<=\S)\s?[-–—：|｜]{{1,2}}\s?(?=[{_DENSE}])|(?<=\S)_+(?=\S)|(?<=[{_DENSE}])\s+[-–—:|]\s+(?=\S)"
)
"""Signs between two parts, one of which is in letters that are written without blanks."""
_SIGNS_OF_HEADLINES = frozenset(":：–—")
"""Signs that a headline has too: the part behind them must be a name of the outlet that the page states."""
_ENDINGS = "markup/outlet_endings"
_MOST_PARTS = 3
_MOST_OUTLET_WORDS = 8
_SECTION_WORDS = 3


def strip_suffix(title: str, sign: str, is_outlet: Callable[[str], bool], languages: Languages) -> str:
    """Cut the outlet's name, and the sections before it, from the end of a title: "…_社会新闻_松溪新闻网".

    Args:
        title: The title.
        sign: The sign before the outlet's name if the name is already cut off, else "".
        is_outlet: Returns True for a name of the outlet.
        languages: The languages with the usual ends of outlets' names.
    """
    for _ in range(_MOST_PARTS):
        last = next(reversed(list(_SIGN.finditer(title))), None)
        if last is None:
            break
        rest, part = title[: last.start()].rstrip(), title[last.end() :].strip()
        if sign:
            is_cut = last[0].strip() == sign and word_count(part) <= _SECTION_WORDS < word_count(rest)
        else:
            is_separate = last[0].strip() not in _SIGNS_OF_HEADLINES and word_count(rest) > _SECTION_WORDS
            is_cut = is_outlet(part) or (is_separate and _is_called(part, languages))
        if not is_cut or not rest:
            break
        title, sign = rest, last[0].strip()
    return title


def _is_called(part: str, languages: Languages) -> bool:
    """Return True if a part ends as outlets' names do."""
    pattern = languages.made(_ending_pattern)
    return word_count(part) <= _MOST_OUTLET_WORDS and bool(pattern.search(part.casefold()))


def _ending_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?:{languages.alternatives(_ENDINGS)})$")
