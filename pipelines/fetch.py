"""The only network: a URL to its bytes, with retries, caps, and no way to private addresses unless allowed."""

import ipaddress
import socket
import time
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import httpx
import tenacity

from pipelines.capture import make_capture
from pipelines.records import Capture, Failure, Input, Rejection
from warehouse.errors import FetchError

_RETRIED_STATUSES = {429, 500, 502, 503, 504}
_MOST_RETRY_AFTER = 30.0


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Caps of one fetch: seconds are of one attempt's connection and of each read, bytes are decompressed."""

    max_bytes: int
    timeout_seconds: float = 20.0
    total_seconds: float = 60.0
    attempts: int = 3
    max_redirects: int = 5
    allow_private: bool = False
    user_agent: str = "hearsay/0.1 (news research)"


class _RetryableError(FetchError):
    """Raised when another attempt may help: no connection, or a status that says so. Knows how long to wait."""

    def __init__(self, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class _Response:
    body: bytes
    url: str
    status: int
    media_type: str | None


def fetch_input(
    source: Input, limits: FetchLimits, client: httpx.Client, now: datetime
) -> Capture | Rejection | Failure:
    """The capture of a URL, fetched at `now`. A status from 400 is a rejection, trouble on the way a failure."""
    url = source.url_to_fetch or ""
    try:
        response = _with_retries(url, limits, client)
    except (FetchError, ValueError) as error:  # ValueError: an address, or a redirect's, that cannot be taken apart
        return Failure("FetchError", f"{url}: {error}")
    if response.status >= 400:
        return Rejection("http_status", f"{response.url} answered with status {response.status}")
    return make_capture(
        source,
        response.body,
        url=url,
        final_url=response.url,
        fetched_at=now,
        media_type=response.media_type,
        http_status=response.status,
    )


def open_client(limits: FetchLimits) -> httpx.Client:
    """A client for many fetches. Redirects are followed by hand, since each hop's address must be checked."""
    return httpx.Client(
        follow_redirects=False,
        timeout=limits.timeout_seconds,
        headers={
            "User-Agent": limits.user_agent,
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.5",
        },
    )


def _with_retries(url: str, limits: FetchLimits, client: httpx.Client) -> _Response:
    backoff = tenacity.wait_random_exponential(multiplier=0.25, max=5)

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, _RetryableError) else 0.0
        return max(asked, backoff(state))

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(_RetryableError),
        wait=wait,
        stop=tenacity.stop_after_attempt(limits.attempts) | tenacity.stop_after_delay(limits.total_seconds),
        reraise=True,
    )
    return retrying(_follow, url, limits, client)


def _follow(url: str, limits: FetchLimits, client: httpx.Client) -> _Response:
    for _ in range(limits.max_redirects + 1):
        _check_address(url, limits)
        try:
            with client.stream("GET", url) as response:
                if response.has_redirect_location:
                    url = urljoin(url, response.headers["location"])
                    continue
                if response.status_code in _RETRIED_STATUSES:
                    raise _RetryableError(
                        f"{url} answered with status {response.status_code}", _retry_after(response)
                    )
                body = _body(response, limits)
                return _Response(body, url, response.status_code, response.headers.get("content-type"))
        except httpx.InvalidURL as error:
            raise FetchError(f"{url} is no valid address: {error}") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _RetryableError(f"{url} could not be fetched: {type(error).__name__}: {error}") from error
    raise FetchError(f"{url} is still a redirect after {limits.max_redirects} hops")


def _body(response: httpx.Response, limits: FetchLimits) -> bytes:
    most, deadline = limits.max_bytes + 1, time.monotonic() + limits.total_seconds
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) >= most:
            break
        if time.monotonic() > deadline:
            raise FetchError(f"{response.url} was still sending after {limits.total_seconds:g} s")
    return bytes(body[:most])


def _retry_after(response: httpx.Response) -> float:
    asked = response.headers.get("retry-after", "")
    return min(float(asked), _MOST_RETRY_AFTER) if asked.isascii() and asked.isdigit() else 0.0


def _check_address(url: str, limits: FetchLimits) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FetchError(f"{url} is no http(s) address")
    if limits.allow_private:
        return
    try:
        found = socket.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _RetryableError(f"{parts.hostname} has no address: {error}") from error
    for *_, address in found:
        if not ipaddress.ip_address(address[0]).is_global:
            raise FetchError(
                f"{url} leads to the private address {address[0]}; "
                "to allow it set allow_private = true under [fetch] in hearsay.toml"
            )
