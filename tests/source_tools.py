"""What the source stage is given in tests: work is done in this process, and no network unless asked for."""

import io
from datetime import UTC, datetime

from hearsay.pipelines.fetch.client import open_client
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.fetch.page import fetch_input
from hearsay.pipelines.fetch.robots import sitemaps_of
from hearsay.pipelines.inputs import AddressInput, EndedInput
from hearsay.pipelines.records import Failure
from hearsay.pipelines.sources.find import find_inputs
from hearsay.pipelines.sources.source import Source, SourceTools

_LOOPBACK = FetchLimits(attempts=1, timeout_seconds=5, allow_private=True, gap_seconds=0, obey_robots=False)


def no_network(address, max_bytes):
    """No test may ask the network by accident."""
    return Failure("no_network", f"a test asked for {address}")


def loopback(address, max_bytes):
    """A real request to a server of this machine."""
    with open_client(_LOOPBACK) as client:
        return fetch_input(AddressInput(address, address), max_bytes, client, datetime.now(UTC))


def loopback_sitemaps(address):
    """What a real robots.txt names."""
    with open_client(_LOOPBACK) as client:
        return sitemaps_of(address, client)


def tools(stdin=b"", *, max_bytes=100_000, fetch=no_network):
    """Standard input as bytes or as a stream."""
    stream = io.BytesIO(stdin) if isinstance(stdin, bytes) else stdin
    return SourceTools(stream, max_bytes, fetch, lambda function, *arguments: function(*arguments), loopback_sitemaps)


def found(at, stdin=b"", *, fetch=no_network, max_bytes=100_000, **options):
    """The inputs of one source."""
    return list(find_inputs([Source(str(at), **options)], tools(stdin, max_bytes=max_bytes, fetch=fetch)))


def ends(inputs):
    """What inputs ended as where they were found; an address to fetch; or "page"."""
    return [_end(one) for one in inputs]


def _end(source):
    match source:
        case EndedInput(outcome=outcome):
            return (outcome.kind.value, outcome.reason)
        case AddressInput(address=address):
            return address
        case _:
            return "page"
