"""URLs and the network addresses of their hosts: validation, resolution, and the check for private addresses."""

import ipaddress
import re
import socket

import httpx

from hearsay.errors import FetchError
from hearsay.pipelines.fetch.credentials import without_credentials

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215; Python 3.11 treats it as global
_HOST = re.compile(rb"[\w.:-]+", re.ASCII)

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def parse_address(url: str) -> httpx.URL:
    """Return the normalised URL without its fragment.

    Raises:
        FetchError: The text is not a valid http(s) URL.
    """
    shown = without_credentials(url)
    try:
        parsed = httpx.URL(url.strip()).copy_with(fragment=None)
        is_askable = (parsed.port is None or 0 < parsed.port < 65536) and _HOST.fullmatch(parsed.raw_host)
    except (httpx.InvalidURL, ValueError) as error:  # ValueError: a host that IDNA cannot encode
        raise FetchError("bad_address", f"{shown} is not a valid address: {error}") from error
    if parsed.scheme not in {"http", "https"} or not is_askable:
        raise FetchError("bad_address", f"{shown} is not an http(s) address")
    return parsed


def host_of(url: str) -> str:
    """Return the host of a URL, for the pace of requests; an empty string if the URL is invalid."""
    try:
        return host_name(parse_address(url))
    except FetchError:
        return ""


def host_name(url: httpx.URL) -> str:
    """Return the host name for a DNS lookup.

    httpx would decode the host, and raise an error for a name that only resembles an encoded name.
    """
    return url.raw_host.decode("ascii")


def is_public(address: IPAddress) -> bool:
    """Return True if the address is public.

    An IPv6 address that wraps an IPv4 address is judged by the inner address.
    """
    wrapped = _wrapped(address) if isinstance(address, ipaddress.IPv6Address) else None
    if wrapped is not None:
        return is_public(wrapped)
    is_local = isinstance(address, ipaddress.IPv6Address) and (address.is_site_local or address in _NAT64_LOCAL)
    return address.is_global and not address.is_multicast and not is_local


def resolve(host: str, port: int, allow_private: bool | tuple[str, ...]) -> list[str]:
    """Return the numeric addresses of a host.

    Connect to one of these addresses, not to the name: a second lookup may give another address (DNS rebinding).

    Raises:
        FetchError: The host has no address, or an address is private and not allowed.
    """
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError("unreachable", f"{host} has no address: {error}", may_pass=True) from error
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in infos))
    for address in addresses:
        if not _may_be_asked(ipaddress.ip_address(address), allow_private):
            raise FetchError(
                "private_address",
                f"{host} resolves to the private address {address}; "
                f'to allow it, set allow_private = ["{address}"] under [fetch] in hearsay.toml',
            )
    return addresses


def _may_be_asked(address: IPAddress, allow_private: bool | tuple[str, ...]) -> bool:
    if isinstance(allow_private, bool):
        return allow_private or is_public(address)
    return is_public(address) or any(address in ipaddress.ip_network(network) for network in allow_private)


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address inside an IPv6 address: mapped (RFC 4291), 6to4 (RFC 3056) or NAT64 (RFC 6052)."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
