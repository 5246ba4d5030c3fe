"""Date conventions of an outlet's country: the order of day and month, and the season of summer."""

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import word_set
from hearsay.pipelines.records import Article

_MONTH_FIRST = ("us", "ph", "pr")


def is_day_first(article: Article, language: Language) -> bool:
    """Return True if the day precedes the month in the domain's country, or else in the language."""
    country = _country(article.domain)
    if country is not None:
        return country not in _MONTH_FIRST
    return language.table("dates/conventions").get("order") != ("month day",)


def is_southern(article: Article) -> bool:
    """Return True if the outlet's country is south of the equator, so that summer is at the turn of the year."""
    return _country(article.domain) in word_set("dates/data/southern_domains.txt")


def _country(domain: str | None) -> str | None:
    """Return the country code that ends a domain, but no code in general use (.tv, .io, .co, .ai, .me)."""
    last = (domain or "").rpartition(".")[2]
    return last if len(last) == 2 and last not in ("tv", "io", "co", "ai", "me", "fm", "eu") else None
