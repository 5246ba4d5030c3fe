"""Dates, amounts of money and elections of a year, as they stand in English text."""

import re
from functools import cache

from pipelines.lexicon import word_set
from pipelines.records import Mention

CONFIDENCE = {"date": 0.86, "money": 0.8, "event": 0.77}
"""Share that was right in span and type: date and money on en-worldwide-newswire, event on CrossNER politics."""

_SCALE = r"(?:hundred|thousand|million|billion|trillion|crore|lakh|bn|mn|[mk])"
_NUMBER = r"\d+(?:[.,]\d+)*"


def find_expressions(text: str) -> list[Mention]:
    """Mentions of type date, money and event, in order; none overlaps another."""
    found = [
        Mention(match.start(), match.end(), kind, CONFIDENCE[kind])
        for kind, pattern in (("money", _money()), ("date", _date()), ("event", _election()))
        for match in pattern.finditer(text)
    ]
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


@cache
def _money() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, word_set("reader/data/currency_words.txt")), key=len, reverse=True))
    symbol = r"(?:\b(?:US|A|C|NZ|HK|S|R|Rs|Dh|Ksh|GH)[ ]?)?[$€£¥₹₽₩₦₪₫₱₴₺₡]"
    return re.compile(
        rf"{symbol}[ ]?{_NUMBER}(?:[ -]?{_SCALE}\b)?"
        rf"|\b(?:USD|EUR|GBP|Rs\.?|R|Dh|KSh|CHF)[ ]?{_NUMBER}(?:[ ]?{_SCALE}\b)?(?![\w])"
        rf"|(?<![\w.,$]){_NUMBER}(?:[ ]{_SCALE})?[ ](?:US[ ])?(?:{words})\b",
        re.IGNORECASE,
    )


@cache
def _election() -> re.Pattern[str]:
    """'2019 Australian federal election': the capitals in the middle are no name of their own."""
    kinds = "|".join(sorted(word_set("reader/data/election_words.txt")))
    months = "|".join(name.capitalize() for name in sorted(word_set("reader/data/months.txt")) if name[-1] != ".")
    return re.compile(
        rf"(?<!\w)(?:(?:{months})[ ])?(?:1[789]|20)\d\d(?:[ ][^\W\d_][\w.-]{{1,30}}){{1,5}}?"
        rf"(?:[ ](?:{kinds}))?[ ](?:elections?|primaries|referendum)(?!\w)"
    )


@cache
def _date() -> re.Pattern[str]:
    months = sorted((name.capitalize() for name in word_set("reader/data/months.txt")), key=len, reverse=True)
    month = "(?:" + "|".join(map(re.escape, months)) + ")"
    clear = "(?:" + "|".join(re.escape(name) for name in months if name not in ("May", "March", "Mar.")) + ")"
    day = "(?:" + "|".join(name.capitalize() for name in sorted(word_set("reader/data/days.txt"), reverse=True)) + ")"
    number, year = r"\d{1,2}(?:st|nd|rd|th)?", r"(?:1[5-9]|20)\d\d"
    return re.compile(
        rf"(?<!\w)(?:{day},?[ ])?(?:{month}[ ]{number}(?![\w.]?\d)(?:[ ]?,[ ]?{year})?"
        rf"|{number}[ ](?:of[ ])?{month}\b(?:,?[ ]{year})?"
        rf"|{month}[ ]?,?[ ]{year})(?!\w)"
        rf"|(?<!\w){day}(?!\w)|(?<!\w)(?:{clear}|(?<=[Ii]n )May|(?<=[Ii]n )March|(?<=last )May|(?<=last )March)(?!\w)"
        rf"|(?<![\w.,$€£/-]){year}(?:[ ]?[-–][ ]?(?:{year}|\d\d))?(?![\w%]|[.,]\d|-\w)"
        rf"|(?<![\w.,$])(?:1[5-9]|20)\d0s(?!\w)"
    )
