"""The grammar of a language from its data files, and how slips in them are refused."""

from datetime import datetime
from pathlib import Path

import pytest

from hearsay.pipelines.dates.expressions import find_expressions
from hearsay.pipelines.dates.grammar import MEANINGS, grammar_of
from hearsay.pipelines.dates.vocabulary import vocabulary_of
from hearsay.pipelines.dates.when import Anchor, When
from hearsay.pipelines.language import Language, LanguageError
from hearsay.pipelines.language.language import COMPLETE

TOY = {
    "rules": "ago\tagu LENGTH\nday_month\tN ka MONTH\nlength\tN UNIT\nweekday\tWEEKDAY\n",
    "time_words": "lunto\tweekday=0\nmarto\tmonth=3\ntagoj\tunits=day\ntri\tcardinal=3\n",
}
WEDNESDAY = Anchor(datetime(2026, 3, 11, 9, 30))


def a_language(folder: Path, **files: str) -> Language:
    """Return a language with these files of dates."""
    (folder / "dates").mkdir()
    (folder / "language.toml").write_text('name = "Toy"\nreader = "toy"\n', encoding="utf-8")
    for name, text in files.items():
        (folder / "dates" / f"{name}.txt").write_text(f"# Made up.\n{text}", encoding="utf-8")
    return Language(folder)


def test_another_language_has_its_own_words_and_their_order(tmp_path: Path) -> None:
    """The meanings know no word: a language of three rules has dates, without any change of code."""
    text = "Pluvis lunto, agu tri tagoj, kaj 5 ka marto; ne Tuesday, three days ago."
    expressions = find_expressions(text, WEDNESDAY, a_language(tmp_path, **TOY))
    values = [one.value for one in expressions if isinstance(one.value, When)]
    assert [text[one.start : one.end] for one in expressions] == ["lunto", "agu tri tagoj", "5 ka marto"]
    assert [value.start for value in values] == [datetime(2026, 3, day) for day in (9, 8, 5)]


def test_a_language_without_rules_has_no_dates(tmp_path: Path) -> None:
    """A language may be read before anybody writes its dates."""
    assert find_expressions("It rained on 3 May 2019.", WEDNESDAY, a_language(tmp_path)) == []


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("day\tWEEKDAY\nweekdy\tWEEKDAY\n", "line 2: 'day' is not a meaning"),
        ("month\tMONTH\nweekday\tWEKDAY\n", "line 3: in 'WEKDAY', 'WEKDAY' is not a kind"),
        ("weekday\tWEEKDAY WEEKDAY\n", "line 2: in 'WEEKDAY WEEKDAY', its meaning does not take 2 values"),
    ],
)
def test_a_slip_in_the_rules_is_refused_with_its_line(tmp_path: Path, rules: str, problem: str) -> None:
    """A misspelt rule would never match, and a wrong number of values would fail on somebody's page."""
    with pytest.raises(LanguageError, match=f"rules.txt, {problem}"):
        grammar_of(a_language(tmp_path, rules=rules))


def test_an_unknown_sense_is_refused(tmp_path: Path) -> None:
    """A misspelt sense would never match a rule."""
    with pytest.raises(LanguageError, match=r"time_words.txt: 'lunto' has the sense 'weekdy'"):
        vocabulary_of(a_language(tmp_path, time_words="lunto\tweekdy=0\n"))


def test_english_uses_every_meaning() -> None:
    """A meaning without a rule of the complete language is dead code, and nobody shows how to write its rule."""
    english = Language(COMPLETE)
    assert MEANINGS.keys() == english.table("dates/rules").keys()
    assert grammar_of(english)
