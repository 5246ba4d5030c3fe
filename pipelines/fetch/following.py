"""Requests with redirects and retries: from an address to its final response."""

import logging
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import tenacity

from hearsay.errors import FetchError
from hearsay.pipelines.fetch.addresses import host_name, parse_address
from hearsay.pipelines.fetch.client import Answer, Client
from hearsay.pipelines.fetch.network import Budget

_log = logging.getLogger(__name__)

_RETRIED_STATUSES = {408, 425, 429, 500, 502, 503, 504, *range(520, 530)}  # 520 to 529: a proxy about its origin
_STATUSES_WITH_RETRY_AFTER = {429, 503}

GapOf = Callable[[httpx.URL], float]
HeadersFor = Callable[[httpx.URL], Mapping[str, str]]


def no_headers(_url: httpx.URL) -> Mapping[str, str]:
    """Return no additional headers."""
    return {}


def follow(
    url: str, client: Client, gap_of: GapOf, *, max_bytes: int, headers_for: HeadersFor = no_headers
) -> Answer:
    """Return the final response for an address, after redirects and retries.

    Args:
        url: The address to request.
        client: The client that sends the requests.
        gap_of: Returns the gap for the host of an address, or raises an error if the address must not be requested.
            Called for every hop.
        max_bytes: The limit for the decoded body.
        headers_for: Returns further request headers for a hop.

    Raises:
        FetchError: There is no response; the error names the reason.
    """
    budget = Budget(client.limits.total_seconds)
    backoff = tenacity.wait_random_exponential(multiplier=0.25, max=5)

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        return max(error.wait if isinstance(error, FetchError) else 0.0, backoff(state))

    def attempt() -> Answer:
        return _follow(parse_address(url), client, budget, gap_of, max_bytes, headers_for)

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, FetchError) and error.may_pass),
        wait=wait,
        stop=tenacity.stop_after_attempt(client.limits.attempts),
        sleep=client.hosts.clock.sleep,
        before_sleep=_log_retry,
        reraise=True,
    )
    return retrying(attempt)


def _log_retry(state: tenacity.RetryCallState) -> None:
    """Log a failed attempt that will be repeated. Its error names the address without credentials."""
    error = state.outcome.exception() if state.outcome else None
    _log.warning("attempt %d failed, next in %.1f s: %s", state.attempt_number, state.upcoming_sleep, error)


def _follow(
    url: httpx.URL, client: Client, budget: Budget, gap_of: GapOf, max_bytes: int, headers_for: HeadersFor
) -> Answer:
    visited = {url}
    for _ in range(client.limits.max_redirects + 1):
        answer = client.ask(url, budget, gap=gap_of(url), max_bytes=max_bytes, headers=headers_for(url))
        if answer.status in _RETRIED_STATUSES:
            raise _not_now(answer, client)
        if answer.location is None:
            return answer
        url = _target(answer)
        if url in visited:
            raise FetchError("redirect_loop", f"{answer.url} redirects back to {url}")
        visited.add(url)
    raise FetchError(
        "too_many_redirects", f"there are more than {client.limits.max_redirects} redirects; the last led to {url}"
    )


def _target(answer: Answer) -> httpx.URL:
    """Return the target of a redirect without user name and password, which hearsay neither sends nor stores."""
    try:
        joined = answer.url.join(answer.location or "")
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("bad_address", f"{answer.url} redirects to an invalid address: {error}") from error
    return parse_address(str(joined.copy_with(username=None, password=None)))


def _not_now(answer: Answer, client: Client) -> FetchError:
    problem = f"{answer.url} answered with status {answer.status}"
    host, most = host_name(answer.url), client.limits.max_retry_after_seconds
    seconds = 0.0
    if answer.status in _STATUSES_WITH_RETRY_AFTER:
        seconds = seconds_asked(answer.headers.get("retry-after", ""), client.hosts.clock.now())
    if seconds > most:
        because = (
            f"{problem} and asks to wait {seconds:,.0f} s, "
            f"longer than max_retry_after_seconds = {most:g} under [fetch]; run again after that time"
        )
        client.hosts.close(host, seconds, because)
        return FetchError("asked_to_wait", because)
    client.hosts.keep_quiet(host, seconds)
    return FetchError("http_status", problem, may_pass=True, wait=seconds)


def seconds_asked(retry_after: str, now: datetime) -> float:
    """Return the seconds of a Retry-After header, which holds seconds or a date (RFC 9110, 10.2.3); 0 if invalid."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:18])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    seconds = (until - now).total_seconds()
    return math.ceil(seconds) if seconds > 0 else 0.0
