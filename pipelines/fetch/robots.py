"""What a host's robots.txt lets us have (RFC 9309), asked once for each origin and run."""

import re

import httpx
from protego import Protego

from hearsay.errors import FetchError
from hearsay.pipelines.fetch.addresses import parse_address
from hearsay.pipelines.fetch.client import Answer, Client
from hearsay.pipelines.fetch.following import follow
from hearsay.pipelines.fetch.hosts import Robots

_MOST_BYTES = 512 * 1024  # RFC 9309, 2.5, asks for 500 KiB at least
_AGENT_LINE = re.compile(r"^[ \t]*user[ -]?agent[ \t]*:[ \t]*([^#\r\n]*)", re.IGNORECASE | re.MULTILINE)
_LEADS_NOWHERE = {"redirect_loop", "too_many_redirects"}
_SAME_FOR_THE_PAGE = {"private_address", "bad_address", "asked_to_wait"}


class DisallowedError(FetchError):
    """Raised when robots.txt does not allow an address, from pipelines.fetch.robots; the input ends as rejected."""


def gap_allowed(url: httpx.URL, client: Client) -> float:
    """The gap that the host of an address gets. Raises DisallowedError, or FetchError where nobody could tell."""
    limits = client.limits
    if not limits.obey_robots:
        return limits.gap_seconds
    robots = _robots_of(url, client)
    if robots.trouble is not None:
        if robots.trouble.reason in _SAME_FOR_THE_PAGE:
            raise FetchError(robots.trouble.reason, str(robots.trouble))
        raise FetchError("robots_unreachable", f"{url} is not asked for now: {robots.trouble}")
    if robots.rules is None:
        return limits.gap_seconds
    is_robots = url.raw_path == b"/robots.txt"  # it names the sitemaps, and is allowed by itself (RFC 9309, 2.2.2)
    if not is_robots and not robots.rules.can_fetch(str(url), limits.product):
        raise DisallowedError(
            "robots", f"{url} is not for {limits.product}, says {url.join('/robots.txt')}; obey_robots under [fetch]"
        )
    asked = robots.rules.crawl_delay(limits.product) or 0.0
    return max(limits.gap_seconds, min(asked, limits.max_crawl_delay_seconds))


def sitemaps_of(address: str, client: Client) -> tuple[str, ...]:
    """The sitemaps that the robots.txt of an address's origin names, as asked for once in a run."""
    try:
        rules = _robots_of(parse_address(address), client).rules
    except FetchError:
        return ()
    return tuple(rules.sitemaps) if rules else ()


def _robots_of(url: httpx.URL, client: Client) -> Robots:
    address = str(url.copy_with(raw_path=b"/robots.txt"))
    return client.hosts.robots(address, lambda: _ask(address, client))


def _ask(address: str, client: Client) -> Robots:
    try:
        answer = follow(address, client, lambda _: client.limits.gap_seconds, max_bytes=_MOST_BYTES)
    except FetchError as error:
        return Robots() if error.reason in _LEADS_NOWHERE else Robots(trouble=error)
    if answer.status >= 500:
        return Robots(trouble=FetchError("http_status", f"{answer.url} answered with status {answer.status}"))
    return Robots(rules=_rules(answer, client.limits.product)) if 200 <= answer.status < 300 else Robots()


def _rules(answer: Answer, product: str) -> Protego:
    """The rules for us and for everybody; those for others are kept under one name.

    A robots.txt of ten thousand names and ten thousand rules for all of them would take minutes and gigabytes.
    """

    def ours(line: re.Match[str]) -> str:
        name = line[1].strip().lower()
        is_known = name == "*" or name.split("/")[0].rstrip("* ") == product
        return f"User-agent: {('*' if name == '*' else product) if is_known else 'others'}"

    return Protego.parse(_AGENT_LINE.sub(ours, answer.body.decode("utf-8-sig", "replace")))
