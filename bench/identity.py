"""Which addresses are one article, on saved pages: python bench/identity.py GOLD.

GOLD is a folder of page sets as bench/quality.py takes it. For each page the twins that its outlet's software could
give it are made from its address: how many have its key by their address alone, before pipelines/addresses.py and
now; and what the page itself states.
"""

import gzip
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from courlan import normalize_url

sys.path.insert(0, str(Path(__file__).parents[1]))

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


def _with(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}"


def _on(url: str, label: str) -> str:
    host = urlsplit(url).netloc
    return url.replace(host, f"{label}.{host.removeprefix('www.')}", 1)


def key_before(address: str) -> str:
    """The key before: courlan's form of the address without scheme, "www." and trailing slash."""
    cleaned = normalize_url(urlsplit(address)._replace(fragment=""), strict=False, trailing_slash=True)
    return re.sub(r"^https?://(www\.)?|/+$", "", str(cleaned), flags=re.IGNORECASE)


def read_pages(gold: Path) -> Iterator[Page]:
    """Every saved page with an address."""
    for listing in sorted(gold.glob("pages/*/gold.jsonl")):
        for line in listing.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for file in (listing.parent / "html").glob(f"{row['id']}.*"):
                body = file.read_bytes()
                text = (gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body).decode("utf-8", "replace")
                page = load_page(text, row.get("url"))
                if isinstance(page, Page) and page.url:
                    yield page


def main(gold: Path) -> None:
    """Print two tables."""
    pages = list(read_pages(gold))
    plain = [url for page in pages if (url := clean_address(page.url or "")) and "?" not in url]
    print(f"{len(pages)} pages, {len(plain)} with an address without parameters\n")
    print("| twin | before | now |\n|---|---|---|")
    for name, twin in TWINS.items():
        before = sum(key_before(twin(url)) == key_before(url) for url in plain)
        now = sum(article_key(twin(url)) == article_key(url) for url in plain)
        print(f"| {name} | {before / len(plain):.0%} | {now / len(plain):.0%} |")
    counts = {"states none": 0, "states its own": 0, "states another, believed": 0, "states another, not believed": 0}
    seconds = 0.0
    for page in pages:
        title = find_headline(page)
        started = time.perf_counter()
        find_addresses(page, title)
        seconds += time.perf_counter() - started
        stated, own = stated_addresses(page, title), clean_address(page.url or "")
        if not stated:
            counts["states none"] += 1
        elif own and article_key(stated[0]) == article_key(own):
            counts["states its own"] += 1
        else:
            counts[f"states another, {'' if is_credible(stated[0], own, title) else 'not '}believed"] += 1
    print("\n| the page | pages |\n|---|---|")
    for name, count in counts.items():
        print(f"| {name} | {count} |")
    print(f"\n{1000 * seconds / len(pages):.2f} ms a page to find its addresses")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
