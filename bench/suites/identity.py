"""The addresses of saved pages, and the twins of an address that outlets' software makes.

Counted are the twins that have the article's key by their address alone, whatever the page says. The target is the
form that courlan gives an address, without scheme, "www." and trailing slash. Then: the addresses that the pages
themselves state.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from courlan import normalize_url

from bench.figure import Figure, Row, at_least, figures_of
from bench.saved_pages import ALL_SETS, BODY_SETS, bytes_of, gold_pages
from hearsay.flows.config.languages import languages
from hearsay.pipelines.addresses import article_key, clean_address
from hearsay.pipelines.extract.metadata.canonical import find_addresses, is_credible, stated_addresses
from hearsay.pipelines.extract.metadata.headline import find_headline
from hearsay.pipelines.extract.page.html_page import Page, load_page

TWINS: dict[str, Callable[[str], str]] = {
    "http for https": lambda url: re.sub(r"^https?", "http", url),
    "trailing slash": lambda url: url.rstrip("/") + "/",
    "utm_source, fbclid": lambda url: _with(url, "utm_source=x&fbclid=y"),
    "cmpid, ncid": lambda url: _with(url, "cmpid=x&ncid=y"),
    "fragment": lambda url: f"{url}#comments",
    "m. host": lambda url: _on(url, "m"),
    "amp. host": lambda url: _on(url, "amp"),
    "/amp behind": lambda url: url.rstrip("/") + "/amp",
    "?amp=1": lambda url: _with(url, "amp=1"),
    "?outputType=amp": lambda url: _with(url, "outputType=amp"),
    "default port": lambda url: re.sub(r"^https://([^/]+)", r"https://\1:443", url),
    "AMP cache": lambda url: f"https://x.cdn.ampproject.org/c/s/{re.sub(r'^https?://', '', url)}",
    "web archive": lambda url: f"https://web.archive.org/web/20260101000000/{url}",
}

STATED = (
    "states its own address",
    "states no address",
    "states another address, believed",
    "states another address, not believed",
)


def _with(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}"


def _on(url: str, label: str) -> str:
    host = urlsplit(url).netloc
    return url.replace(host, f"{label}.{host.removeprefix('www.')}", 1)


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the share of twins with the article's key, and the addresses that pages state."""
    pages = list(read_pages(gold))
    plain = [url for page in pages if (url := clean_address(page.url or "")) and "?" not in url]
    figures = figures_of("identity", list(_twins(plain)), len(plain), ALL_SETS, "without parameters", "addresses")
    counts, seconds = stated(pages)
    rows: list[Row] = [(name, counts[name] / len(pages), None, "share") for name in STATED]
    rows.append(("time to find a page's addresses", 1000 * seconds / len(pages), None, "ms"))
    return figures + figures_of("identity", rows, len(pages), ALL_SETS, "all", "pages")


def _twins(addresses: list[str]) -> Iterator[Row]:
    for name, twin in TWINS.items():
        same = sum(article_key(twin(url)) == article_key(url) for url in addresses)
        same_by_courlan = sum(courlan_key(twin(url)) == courlan_key(url) for url in addresses)
        yield f"twin: {name}", same / len(addresses), at_least(same_by_courlan / len(addresses)), "share"


def courlan_key(address: str) -> str:
    """Return courlan's form of an address without scheme, "www." and trailing slash."""
    cleaned = normalize_url(urlsplit(address)._replace(fragment=""), strict=False, trailing_slash=True)
    return re.sub(r"^https?://(www\.)?|/+$", "", str(cleaned), flags=re.IGNORECASE)


def read_pages(gold: Path) -> Iterator[Page]:
    """Yield every saved page with an address."""
    for name in BODY_SETS:
        for row in gold_pages(gold, name):
            page = load_page(bytes_of(gold, name, row).decode("utf-8", "replace"), row.get("url"))
            if isinstance(page, Page) and page.url:
                yield page


def stated(pages: list[Page]) -> tuple[Counter[str], float]:
    """Return how many pages state which address, and the seconds that it took to find addresses."""
    counts, seconds = Counter[str](), 0.0
    for page in pages:
        title = find_headline(page, languages())
        started = time.perf_counter()
        find_addresses(page, title)
        seconds += time.perf_counter() - started
        addresses, own = stated_addresses(page, title), clean_address(page.url or "")
        if not addresses:
            counts["states no address"] += 1
        elif own and article_key(addresses[0]) == article_key(own):
            counts["states its own address"] += 1
        else:
            is_believed = is_credible(addresses[0], own, title)
            counts["states another address, believed" if is_believed else "states another address, not believed"] += 1
    return counts, seconds
