"""All network access: fetches URLs politely, within limits, and from private addresses only if allowed."""

import ssl

from hearsay.pipelines.fetch.addresses import host_of, without_credentials
from hearsay.pipelines.fetch.client import Client
from hearsay.pipelines.fetch.hosts import Clock, Hosts
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.fetch.page import fetch_input
from hearsay.pipelines.fetch.robots import sitemaps_of
from hearsay.pipelines.fetch.turns import work_in_turns

__all__ = [
    "Client",
    "Clock",
    "FetchLimits",
    "Hosts",
    "fetch_input",
    "host_of",
    "open_client",
    "sitemaps_of",
    "without_credentials",
    "work_in_turns",
]


def open_client(limits: FetchLimits, hosts: Hosts | None = None, trusted: ssl.SSLContext | None = None) -> Client:
    """Return a client for many fetches, to be used in a `with` block.

    Args:
        limits: Limits for each fetch.
        hosts: The run's state of each host, such as the next turn and robots.txt. By default the state is empty.
        trusted: TLS settings with the trusted certificates. By default they are those of httpx.
    """
    return Client(limits, hosts or Hosts(), trusted)
