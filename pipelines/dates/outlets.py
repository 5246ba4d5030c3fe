"""What an outlet's country tells of its dates: whether 3/4 is 3 April, and when it has its summer."""

from hearsay.pipelines.lexicon import word_set
from hearsay.pipelines.records import Article


def is_day_first(article: Article) -> bool:
    """Whether day comes before month, by the country in the domain, else the language; English alone: month first."""
    country = _country(article.domain)
    if country is not None:
        return country not in ("us", "ph", "pr")
    return article.language not in (None, "en")


def is_southern(article: Article) -> bool:
    """Whether the outlet's country lies south of the equator, so that its summer is at the turn of the year."""
    return _country(article.domain) in word_set("dates/data/southern_domains.txt")


def _country(domain: str | None) -> str | None:
    """The two letters that end a domain, where they are a country's and not a fashion (.tv, .io, .co, .ai, .me)."""
    last = (domain or "").rpartition(".")[2]
    return last if len(last) == 2 and last not in ("tv", "io", "co", "ai", "me", "fm", "eu") else None
