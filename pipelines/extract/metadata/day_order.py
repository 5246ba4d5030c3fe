"""The order of day and month in dates of numbers: 3/4/2026 is the third of April or the fourth of March."""

import re
from urllib.parse import urlsplit

from hearsay.pipelines.extract.metadata.date_vocabulary import vocabulary
from hearsay.pipelines.extract.page.html_page import Page
from hearsay.pipelines.language import DEFAULT, Languages

_MONTH_FIRST = "published/month_first_regions"
_OPEN_ORDER = "published/open_order_regions"
_AMERICAN = ("edu", "gov", "mil")
_GENERAL = ("ai", "cc", "co", "eu", "fm", "io", "me", "tv")
"""Codes of countries that sites of all countries use."""
_SAME = {"UK": "GB"}
_MONTHS = 12
_DATE_OF_NUMBERS = re.compile(r"(?<![\d/])(\d{1,2})([/-])(\d{1,2})\2(?:19|20)\d\d(?![\d/])")


def is_month_first(page: Page | None, code: str, region: str | None, languages: Languages) -> bool | None:
    """Return True if the month stands first on a page, False if the day does, and None if that is open.

    A language other than English has its own order, whatever the declared country. English has that of the declared
    country or, without one, of the country in the address, or of other dates on the page with a number over twelve.
    Canada writes both orders.

    Args:
        page: The page; None for a text.
        code: The language of the text.
        region: The declared country.
        languages: The languages with their countries.
    """
    if code != DEFAULT:
        return vocabulary(code, languages).short_order.startswith("M")
    region = region or (_country(page.url) if page is not None else None)
    if region is not None and region not in languages.words(_OPEN_ORDER):
        return region in languages.words(_MONTH_FIRST)
    return _order_of_page(page) if page is not None else None


def _country(url: str | None) -> str | None:
    last = (urlsplit(url or "").hostname or "").rpartition(".")[2]
    if last in _AMERICAN:
        return "US"
    code = last.upper()
    return _SAME.get(code, code) if len(last) == 2 and last not in _GENERAL else None


def _order_of_page(page: Page) -> bool | None:
    key = _order_of_page.__name__
    if key not in page.cached:
        page.cached[key] = _evident_order(str(page.tree.xpath("string()")))
    order: bool | None = page.cached[key]
    return order


def _evident_order(text: str) -> bool | None:
    """Return the order of those dates of a text in which only one order is possible; None if they differ."""
    dates = ((int(match[1]), int(match[3])) for match in _DATE_OF_NUMBERS.finditer(text))
    orders = {second > _MONTHS for first, second in dates if min(first, second) <= _MONTHS < max(first, second)}
    return orders.pop() if len(orders) == 1 else None
