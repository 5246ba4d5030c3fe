"""The canonical address of an article: the page's own statement if it is credible, else the page's address.

docs/identity.md has the rules and their reasons.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from hearsay.pipelines.addresses import article_key, clean_address, domain_of, is_telling, unwrapped
from hearsay.pipelines.extract.metadata.article_node import article_node
from hearsay.pipelines.extract.metadata.headline import agrees
from hearsay.pipelines.extract.metadata.slugs import FEW_WORDS, is_named_after, name_words
from hearsay.pipelines.extract.page.html_page import Page
from hearsay.pipelines.extract.page.linked_data import text_of

_NUMBER = re.compile(r"\d{5,}|(?=.*[a-z])(?=.*\d.*\d)[a-z\d]{6,}")
_DAY = re.compile(r"(?:19|20)\d\d[01]\d(?:[0-3]\d)?")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The page's own address, the article's canonical address, and the registrable domain of the outlet."""

    url: str | None
    canonical_url: str | None
    domain: str | None


def find_addresses(page: Page, title: str | None) -> Addresses:
    """Find the page's own address and its canonical address.

    The statements are read in the order `link rel=canonical`, og:url, JSON-LD; the first credible statement counts.
    Without a credible statement, the page's own address is canonical.
    """
    own = clean_address(page.url) if page.url else None
    canonical = next((address for address in stated_addresses(page, title) if is_credible(address, own, title)), None)
    chosen = canonical or own
    return Addresses(page.url, chosen, domain_of(own or chosen or ""))


def stated_addresses(page: Page, title: str | None) -> list[str]:
    """Return the http(s) addresses that a page states as canonical, resolved as in a browser, in order."""
    stated = (clean_address(_resolved(page, statement)) for statement in _statements(page, title))
    return [address for address in stated if address]


def is_credible(stated: str, own: str | None, title: str | None) -> bool:
    """Return True if the stated canonical address can be that of the article.

    A front page, an address of another registrable domain and the section above the page are not credible. Nor is an
    address without the part that identifies the page, or without anything in common with the page's own address and
    headline: templates state one address for all their pages.
    """
    stated_key = article_key(stated)
    is_front = "/" not in stated_key and "?" not in stated_key
    if own is None:
        return not is_front
    own_key = article_key(own)
    if stated_key == own_key:
        return True
    if is_front or domain_of(stated) != domain_of(own):
        return False
    stated_path, _, stated_query = stated_key.partition("?")
    own_path, _, own_query = own_key.partition("?")
    if stated_path == own_path:
        is_number_left_out = set(re.findall(r"\d+", own_query)) - set(re.findall(r"\d+", stated_query))
        return bool(stated_query) or is_telling(stated) or not is_number_left_out
    if own_path.startswith(f"{stated_path}/") and not is_telling(stated):
        return False
    return _have_common(stated, own) or is_named_after(stated, title) or _can_stand_for(stated, own)


def _statements(page: Page, title: str | None) -> Iterator[str]:
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            yield link.get("href", "").strip()
    yield page.meta("og:url") or ""
    node = article_node(page) or {}
    headline = text_of(node.get("headline"))
    if title and headline and not agrees(title, headline):
        return  # The object belongs to a teaser, or to another page.
    for value in (node.get("mainEntityOfPage"), node.get("url")):
        address = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(address, str):
            yield address.strip()


def _resolved(page: Page, address: str) -> str:
    """Resolve an address as a browser does, with the page's `base`."""
    if not address or address.startswith("#"):
        return ""
    base = page.tree.find(".//base[@href]")
    try:
        within = urljoin(page.url or "", base.get("href", "").strip()) if base is not None else page.url or ""
        return urljoin(unwrapped(within), address)
    except ValueError:
        return ""


def _have_common(stated: str, own: str) -> bool:
    """Return True if two addresses share the article's number, or words of its name."""
    if _numbers(stated) & _numbers(own):
        return True
    stated_words, own_words = name_words(stated), name_words(own)
    common = stated_words & own_words
    return bool(common) and len(common) >= min(FEW_WORDS, len(stated_words), len(own_words))


def _can_stand_for(stated: str, own: str) -> bool:
    """Return True if only the stated address identifies the article, and the page's own is a script with a number."""
    is_mute = not is_telling(own) or not name_words(own)
    return is_mute and is_telling(stated) and not (_numbers(stated) and _numbers(own))


def _numbers(address: str) -> set[str]:
    """Return the numbers of an article: five digits or more, or six letters and digits, but no day."""
    tokens = re.split(r"[^a-z\d]+", unquote(address).casefold())
    return {token for token in tokens if _NUMBER.fullmatch(token) and not _DAY.fullmatch(token)}
