"""One request, one answer: its turn, its time, its size."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpcore
import httpx

from hearsay.errors import FetchError
from hearsay.pipelines.fetch.addresses import host_name, without_credentials
from hearsay.pipelines.fetch.encodings import ACCEPTED, decode_body
from hearsay.pipelines.fetch.hosts import Hosts
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.fetch.network import Budget, CheckedNetwork

_CUT_OFF = (httpcore.ReadError, httpcore.WriteError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; of a 2xx the body, decoded, and of one that is too big its beginning."""

    url: httpx.URL
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    is_too_big: bool

    @property
    def location(self) -> str | None:
        """Where it redirects to, if it does."""
        return self.headers.get("location") if self.status in {301, 302, 303, 307, 308} else None


class Client:
    """Asks servers, over a connection for each request. It keeps no cookies, so none reaches another host.

    Over a connection that is used twice, what a server sends beyond a page's length is taken for the answer to the
    next request; at a page a second for each host a new one costs little. No proxy is asked: the address that was
    checked must be the one that is connected to.
    """

    def __init__(self, limits: FetchLimits, hosts: Hosts, trusted: ssl.SSLContext | None = None) -> None:
        self.limits = limits
        self.hosts = hosts
        self._pool = httpcore.ConnectionPool(
            ssl_context=trusted or httpx.create_ssl_context(),
            max_connections=None,
            max_keepalive_connections=0,
            network_backend=CheckedNetwork(limits.allow_private),
        )

    def __enter__(self) -> Self:
        """Nothing is opened before it is asked for."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._pool.close()

    def ask(
        self, url: httpx.URL, budget: Budget, *, gap: float, max_bytes: int, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer of one server, redirects not followed. Raises FetchError with the reason that fits."""
        shown = without_credentials(str(url))
        with self.hosts.turn(host_name(url), gap):
            try:
                with budget.spend():
                    return self._exchange(url, max_bytes, headers or {})
            except FetchError as error:
                raise FetchError(error.reason, f"{shown}: {error}", may_pass=error.may_pass) from error
            except httpcore.TimeoutException as error:
                told = f"{shown} kept still for more than {self.limits.timeout_seconds:g} s"
                raise FetchError("no_answer", told, may_pass=True) from error
            except httpcore.ConnectError as error:
                raise FetchError("unreachable", f"{shown} cannot be connected to: {error}", may_pass=True) from error
            except _CUT_OFF as error:
                raise FetchError("cut_off", f"{shown} broke the connection: {error}", may_pass=True) from error
            except httpcore.RemoteProtocolError as error:
                raise _told_of(error, shown) from error
            except httpcore.LocalProtocolError as error:
                raise FetchError("bad_address", f"{shown} cannot be asked for: {error}") from error

    def _exchange(self, url: httpx.URL, max_bytes: int, headers: Mapping[str, str]) -> Answer:
        seconds = self.limits.timeout_seconds
        asked = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with self._pool.stream(
            "GET",
            asked,
            headers=[*self._headers(url).items(), *headers.items()],
            extensions={"timeout": {"connect": seconds, "read": seconds, "write": seconds}},
        ) as response:
            found = httpx.Headers(response.headers)
            if not 200 <= response.status < 300:  # what stands in such a body is for people, and may be broken too
                return Answer(url, response.status, found, b"", is_too_big=False)
            body = decode_body(response.iter_stream(), found.get("content-encoding", ""), max_bytes)
            return Answer(url, response.status, found, body.content, body.is_too_big)

    def _headers(self, url: httpx.URL) -> dict[str, str]:
        return {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": self.limits.user_agent,
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.5",
            "Accept-Encoding": ACCEPTED,
            "Connection": "close",
        }


def _told_of(error: httpcore.RemoteProtocolError, shown: str) -> FetchError:
    if "without sending" in str(error):
        return FetchError("cut_off", f"{shown} ended before all of it had come: {error}", may_pass=True)
    return FetchError("bad_answer", f"{shown} answered with no proper HTTP: {error}")
