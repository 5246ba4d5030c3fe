"""From an input to its capture by way of the network, or to the named reason why there is none."""

import base64
from collections.abc import Mapping
from datetime import datetime

import httpx

from pipelines.capture import make_capture
from pipelines.fetch.addresses import parse_address, without_credentials
from pipelines.fetch.client import Client
from pipelines.fetch.following import follow
from pipelines.fetch.limits import FetchLimits
from pipelines.fetch.robots import DisallowedError, gap_allowed
from pipelines.records import Capture, Failure, Input, Rejection
from warehouse.errors import FetchError


def fetch_input(source: Input, limits: FetchLimits, client: Client, now: datetime) -> Capture | Rejection | Failure:
    """The capture of a URL, fetched at `now`, or the named reason why there is none.

    Rejected are: robots, http_status (from 400) and too_big. Failed, which says that a later run may do better, are:
    bad_address, private_address, unreachable, timeout, too_slow, cut_off, bad_answer, bad_encoding, redirect_loop,
    too_many_redirects, robots_unreachable, asked_to_wait, and http_status where the server has trouble (429, 5xx).
    """
    given = source.url_to_fetch or ""
    url = without_credentials(given)
    try:
        authorization = _authorization(given)
        answer = follow(
            url,
            client,
            lambda hop: gap_allowed(hop, client),
            max_bytes=limits.max_bytes,
            headers_for=lambda hop: _headers(hop, authorization),
        )
    except DisallowedError as error:
        return Rejection(error.reason, str(error))
    except FetchError as error:
        return Failure(error.reason, str(error) if url in str(error) else f"{url}: {error}")
    if answer.status >= 400:
        return Rejection("http_status", f"{answer.url} answered with status {answer.status}")
    if answer.is_too_big:
        return Rejection("too_big", f"{answer.url} has more than {limits.max_bytes:,} bytes, which is the limit")
    return make_capture(
        source,
        answer.body,
        url=url,
        final_url=str(answer.url),
        fetched_at=now,
        media_type=answer.headers.get("content-type"),
        http_status=answer.status,
    )


Authorization = tuple[tuple[str, str, int | None], str]
"""The origin that a user name and password are for, and the header that gives them."""


def _authorization(given: str) -> Authorization | None:
    """Basic authentication for the origin of the URL that was given, and for no other."""
    url = parse_address(given)
    if not url.username and not url.password:
        return None
    pair = f"{url.username}:{url.password}".encode()
    return _origin(url), f"Basic {base64.b64encode(pair).decode('ascii')}"


def _headers(hop: httpx.URL, authorization: Authorization | None) -> Mapping[str, str]:
    if authorization is None or authorization[0] != _origin(hop):
        return {}
    return {"Authorization": authorization[1]}


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
