"""The fetch of an input: the capture, or the named reason why there is none."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import overload

import httpx

from hearsay.errors import FetchError
from hearsay.pipelines.capture import make_capture
from hearsay.pipelines.fetch.addresses import host_name, parse_address
from hearsay.pipelines.fetch.client import Answer, Client
from hearsay.pipelines.fetch.credentials import without_credentials
from hearsay.pipelines.fetch.following import follow
from hearsay.pipelines.fetch.robots import DisallowedError, gap_allowed
from hearsay.pipelines.inputs import AddressInput
from hearsay.pipelines.records import Capture, Failure, NotModified, Rejection, Validators

_LONGEST_VALIDATOR = 500
_PARTIAL = 206  # hearsay never requests a part


@overload
def fetch_input(
    source: AddressInput, max_bytes: int, client: Client, now: datetime, validators: None = None
) -> Capture | Rejection | Failure: ...


@overload
def fetch_input(
    source: AddressInput, max_bytes: int, client: Client, now: datetime, validators: Validators | None
) -> Capture | NotModified | Rejection | Failure: ...


def fetch_input(
    source: AddressInput, max_bytes: int, client: Client, now: datetime, validators: Validators | None = None
) -> Capture | NotModified | Rejection | Failure:
    """Fetch the address of an input.

    With validators, the request is conditional. The validators are sent only to the address that issued them, not to
    other hops.

    Args:
        source: The input with the address.
        max_bytes: The limit for the page, after decompression.
        client: The client of the run.
        now: The time of the fetch.
        validators: Validators of an earlier fetch.

    Returns:
        The capture, or NotModified for a 304 response. A Rejection has the reason robots, too_big, or http_status:
            206, or a status below 500 that is neither 2xx nor retried. A Failure may succeed in a later run, and has
            the reason bad_address, private_address, unreachable, no_answer, too_slow, cut_off, bad_answer,
            bad_encoding, redirect_loop, too_many_redirects, robots_unreachable, asked_to_wait, or http_status: 408,
            425 or 429 after all attempts, or a status from 500.
    """
    requested = source.address
    url = without_credentials(requested)
    try:
        authorization = _authorization(requested)
        answer = follow(
            url,
            client,
            lambda hop: gap_allowed(hop, client),
            max_bytes=max_bytes,
            headers_for=lambda hop: {**_authorized(hop, authorization), **_conditions(hop, validators)},
        )
    except DisallowedError as error:
        return Rejection(error.reason, str(error))
    except FetchError as error:
        return Failure(error.reason, str(error) if url in str(error) else f"{url}: {error}")
    return _judge(answer, replace(source, address=url), max_bytes, now, validators)


def _judge(
    answer: Answer, source: AddressInput, max_bytes: int, now: datetime, validators: Validators | None
) -> Capture | NotModified | Rejection | Failure:
    """Turn a response into a capture or into a named reason."""
    url = source.address
    if answer.status == 304:
        if validators is not None and validators.final_url == str(answer.url):
            return NotModified(url)
        return Failure("bad_answer", f"{answer.url} answered with status 304 to an unconditional request")
    if not 200 <= answer.status < 300 or answer.status == _PARTIAL:
        problem = f"{answer.url} answered with status {answer.status}"
        return Failure("http_status", problem) if answer.status >= 500 else Rejection("http_status", problem)
    if answer.is_too_big:
        return Rejection("too_big", f"{answer.url} has more than {max_bytes:,} bytes, the limit")
    capture = make_capture(
        source.given,
        answer.body,
        url=url,
        final_url=str(answer.url),
        fetched_at=now,
        media_type=answer.headers.get("content-type"),
        http_status=answer.status,
    )
    return replace(capture, validators=_validators(answer))


Authorization = tuple[tuple[str, str, int | None], str]
"""The origin that a user name and password belong to, and the header with both."""


def _authorization(requested: str) -> Authorization | None:
    """Return basic authentication for the origin of the requested URL."""
    url = parse_address(requested)
    if not url.username and not url.password:
        return None
    pair = f"{url.username}:{url.password}".encode()
    return _origin(url), f"Basic {base64.b64encode(pair).decode('ascii')}"


def _authorized(hop: httpx.URL, authorization: Authorization | None) -> Mapping[str, str]:
    if authorization is None or authorization[0] != _origin(hop):
        return {}
    return {"Authorization": authorization[1]}


def _conditions(hop: httpx.URL, validators: Validators | None) -> Mapping[str, str]:
    if validators is None or validators.final_url != str(hop):
        return {}
    conditions = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in conditions.items() if value is not None}


def _validators(answer: Answer) -> Validators:
    return Validators(
        str(answer.url), _validator(answer.headers.get("etag")), _validator(answer.headers.get("last-modified"))
    )


def _validator(value: str | None) -> str | None:
    """Return a validator if it can be sent back unchanged, otherwise None."""
    if not value or len(value) > _LONGEST_VALIDATOR or not value.isascii() or not value.isprintable():
        return None
    return value


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, host_name(url), url.port
