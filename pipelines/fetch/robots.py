"""The rules of a host's robots.txt (RFC 9309), fetched once for each origin and run."""

import re

import httpx
from protego import Protego

from hearsay.errors import FetchError
from hearsay.pipelines.fetch.addresses import parse_address
from hearsay.pipelines.fetch.client import Answer, Client
from hearsay.pipelines.fetch.following import follow
from hearsay.pipelines.fetch.hosts import Robots

_MOST_BYTES = 512 * 1024  # RFC 9309, 2.5, requires at least 500 KiB
_AGENT_LINE = re.compile(r"^[ \t]*user[ -]?agent[ \t]*:[ \t]*([^#\r\n]*)", re.IGNORECASE | re.MULTILINE)
_LEADS_NOWHERE = {"redirect_loop", "too_many_redirects"}
_SAME_FOR_THE_PAGE = {"private_address", "bad_address", "asked_to_wait"}


class DisallowedError(FetchError):
    """Raised when robots.txt disallows an address, from pipelines.fetch.robots. The input is then rejected."""


def gap_allowed(url: httpx.URL, client: Client) -> float:
    """Return the gap in seconds for the host of an address.

    Raises:
        DisallowedError: robots.txt disallows the address.
        FetchError: robots.txt could not be fetched.
    """
    limits = client.limits
    if not limits.obey_robots:
        return limits.gap_seconds
    robots = _robots_of(url, client)
    if robots.trouble is not None:
        if robots.trouble.reason in _SAME_FOR_THE_PAGE:
            raise FetchError(robots.trouble.reason, str(robots.trouble))
        raise FetchError("robots_unreachable", f"{url} is not requested: {robots.trouble}")
    if robots.rules is None:
        return limits.gap_seconds
    is_robots = url.raw_path == b"/robots.txt"  # always allowed (RFC 9309, 2.2.2); it names the sitemaps
    if not is_robots and not robots.rules.can_fetch(str(url), limits.product):
        raise DisallowedError(
            "robots",
            f"{url.join('/robots.txt')} disallows {url} for {limits.product}; see obey_robots under [fetch]",
        )
    crawl_delay = robots.rules.crawl_delay(limits.product) or 0.0
    return max(limits.gap_seconds, min(crawl_delay, limits.max_crawl_delay_seconds))


def sitemaps_of(address: str, client: Client) -> tuple[str, ...]:
    """Return the sitemaps that the robots.txt of an address's origin names."""
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
    """Return the rules for hearsay and for all agents. The rules for other agents are grouped under a single name.

    Otherwise a robots.txt with ten thousand names and ten thousand rules for each would take minutes and gigabytes.
    """

    def ours(line: re.Match[str]) -> str:
        name = line[1].strip().lower()
        is_known = name == "*" or name.split("/")[0].rstrip("* ") == product
        return f"User-agent: {('*' if name == '*' else product) if is_known else 'others'}"

    return Protego.parse(_AGENT_LINE.sub(ours, answer.body.decode("utf-8-sig", "replace")))
