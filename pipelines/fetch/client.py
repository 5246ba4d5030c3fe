"""The HTTP client: a single request and its response, within the limits for pace, time and size."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpcore
import httpx

from hearsay.errors import FetchError
from hearsay.pipelines.fetch.addresses import host_name
from hearsay.pipelines.fetch.credentials import without_credentials
from hearsay.pipelines.fetch.encodings import ACCEPTED, decode_body
from hearsay.pipelines.fetch.hosts import Hosts
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.fetch.network import Budget, CheckedNetwork

_CUT_OFF = (httpcore.ReadError, httpcore.WriteError)


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's response. `body` is decoded, cut off at the limit, and empty unless the status is 2xx."""

    url: httpx.URL
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    is_too_big: bool

    @property
    def location(self) -> str | None:
        """The target of a redirect; None if the response is not a redirect."""
        return self.headers.get("location") if self.status in {301, 302, 303, 307, 308} else None


class Client:
    """An HTTP client that opens a connection for each request.

    No cookies are stored, so none can reach another host. Connections are not reused: bytes that a server sends
    beyond the length of a page would be read as the response to the next request. At a request a second for each
    host, a new connection costs little. Proxies are not used, because the client must connect to the checked address.
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
        """Return the client; connections are opened by requests."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._pool.close()

    def ask(
        self, url: httpx.URL, budget: Budget, *, gap: float, max_bytes: int, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the response of a server, without following redirects.

        Args:
            url: The address to request.
            budget: The time left for the page.
            gap: Seconds between two requests to the host.
            max_bytes: The limit for the decoded body.
            headers: Further request headers.

        Raises:
            FetchError: The request failed; the error names the reason.
        """
        shown = without_credentials(str(url))
        with self.hosts.turn(host_name(url), gap):
            try:
                with budget.spend():
                    return self._exchange(url, max_bytes, headers or {})
            except FetchError as error:
                raise FetchError(error.reason, f"{shown}: {error}", may_pass=error.may_pass) from error
            except httpcore.TimeoutException as error:
                problem = f"{shown} sent nothing for more than {self.limits.timeout_seconds:g} s"
                raise FetchError("no_answer", problem, may_pass=True) from error
            except httpcore.ConnectError as error:
                raise FetchError("unreachable", f"{shown}: no connection: {error}", may_pass=True) from error
            except _CUT_OFF as error:
                raise FetchError("cut_off", f"{shown} closed the connection: {error}", may_pass=True) from error
            except httpcore.RemoteProtocolError as error:
                raise _protocol_error(error, shown) from error
            except httpcore.LocalProtocolError as error:
                raise FetchError("bad_address", f"{shown} cannot be requested: {error}") from error

    def _exchange(self, url: httpx.URL, max_bytes: int, headers: Mapping[str, str]) -> Answer:
        seconds = self.limits.timeout_seconds
        request_url = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with self._pool.stream(
            "GET",
            request_url,
            headers=[*self._headers(url).items(), *headers.items()],
            extensions={"timeout": {"connect": seconds, "read": seconds, "write": seconds}},
        ) as response:
            response_headers = httpx.Headers(response.headers)
            if not 200 <= response.status < 300:  # such a body is a message for people, and may be broken too
                return Answer(url, response.status, response_headers, b"", is_too_big=False)
            body = decode_body(response.iter_stream(), response_headers.get("content-encoding", ""), max_bytes)
            return Answer(url, response.status, response_headers, body.content, body.is_too_big)

    def _headers(self, url: httpx.URL) -> dict[str, str]:
        return {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": self.limits.user_agent,
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.5",
            "Accept-Encoding": ACCEPTED,
            "Connection": "close",
        }


def _protocol_error(error: httpcore.RemoteProtocolError, shown: str) -> FetchError:
    if "without sending" in str(error):
        return FetchError("cut_off", f"{shown} ended before its declared length: {error}", may_pass=True)
    return FetchError("bad_answer", f"{shown} did not answer with valid HTTP: {error}")


def open_client(limits: FetchLimits, hosts: Hosts | None = None, trusted: ssl.SSLContext | None = None) -> Client:
    """Return a client for many fetches, to be used in a `with` block.

    Args:
        limits: Limits for each fetch.
        hosts: The run's state of each host, such as the next turn and robots.txt. By default the state is empty.
        trusted: TLS settings with the trusted certificates. By default they are those of httpx.
    """
    return Client(limits, hosts or Hosts(), trusted)
