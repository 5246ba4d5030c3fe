"""The grammar of a language: its rules, which join patterns of its words to meanings."""

from itertools import chain

from hearsay.pipelines.dates import days, intervals, periods, times
from hearsay.pipelines.dates.chart import Grammar, Maker, Rule, parse_rule
from hearsay.pipelines.dates.kinds import KINDS
from hearsay.pipelines.language import Language, LanguageError

MEANINGS = {**times.meaning, **days.meaning, **periods.meaning, **intervals.meaning}
_RULES = "dates/rules"


def grammar_of(language: Language) -> Grammar:
    """Return the grammar of a language; to be called by `language.made`.

    The order of the meanings decides between equal readings, so the order of the file has no effect.

    Raises:
        LanguageError: A rule names an unknown meaning, or its pattern does not fit the meaning.
    """
    rules = language.table(_RULES)
    for name in sorted(rules.keys() - MEANINGS.keys()):
        raise _refused(language, name, f"{name!r} is not a meaning of pipelines/dates; correct the name")
    meanings = ((name, make) for name, make in MEANINGS.items() if name in rules)
    return Grammar(chain.from_iterable(_rules_of(language, name, make) for name, make in meanings))


def _rules_of(language: Language, name: str, make: Maker) -> list[Rule]:
    rules = []
    for written in language.table(_RULES)[name]:
        try:
            rules.append(parse_rule(written, make, KINDS))
        except ValueError as error:
            raise _refused(language, name, f"in {written!r}, {error}; correct the pattern") from error
    return rules


def _refused(language: Language, name: str, problem: str) -> LanguageError:
    """Return the error about a line of the rules, with file and line."""
    path = language.folder / f"{_RULES}.txt"
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    number = next(number for number, line in lines if line.partition("\t")[0] == name)
    return LanguageError(f"{path}, line {number}: {problem}")
