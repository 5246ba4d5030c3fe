"""The only network: a URL to its bytes, politely, within caps, and to no private address unless allowed."""

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
    """A client for many fetches, to be closed by `with`.

    `hosts` is what a run knows of the hosts so far; without it the client knows nothing yet. `trusted` says which
    certificates are, in place of the usual ones.
    """
    return Client(limits, hosts or Hosts(), trusted)
