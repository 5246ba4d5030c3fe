"""The fetching of a chunk's URLs, with what the warehouse knows of them from before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from flows.run import Run
from pipelines.fetch import fetch_input, host_of, open_client, without_credentials, work_in_turns
from pipelines.records import Capture, Failure, Input, NotModified, Rejection, Validators
from warehouse.connection import open_for_reading
from warehouse.lookup import KnownPage, known_pages


class Fetched(NamedTuple):
    """What came of one URL at what time; a KnownPage where its server says that it is still what it was."""

    number: int
    source: Input
    at: datetime
    found: Capture | KnownPage | Rejection | Failure


def fetch_inputs(numbered: Sequence[tuple[int, Input]], run: Run) -> list[Fetched]:
    """All of them, many hosts at once and one host slowly; results in the order given.

    The user name and password that may stand in an address are used here, and not passed on.
    """
    if not numbered:
        return []
    limits = run.fetch_limits
    known = _known_pages([source for _, source in numbered], run)
    with open_client(limits, run.hosts) as client:

        def fetch(one: tuple[int, Input]) -> Fetched:
            number, source = one
            named = _without_credentials(source)
            earlier = known.get(named.url_to_fetch or "")
            validators = earlier and Validators(earlier.final_url, earlier.etag, earlier.last_modified)
            now = datetime.now(UTC)
            found = fetch_input(replace(source, given=named.given), limits, client, now, validators)
            return Fetched(number, named, now, known[found.url] if isinstance(found, NotModified) else found)

        def host(one: tuple[int, Input]) -> str:
            return host_of(one[1].url_to_fetch or "")

        return work_in_turns(fetch, numbered, host, run.hosts, run.settings.fetch.at_once)


def _known_pages(sources: Sequence[Input], run: Run) -> dict[str, KnownPage]:
    asked = [_without_credentials(source).url_to_fetch or "" for source in sources]
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        return known_pages(connection, asked, (run.stamp.extractor_version, run.stamp.reader_version))


def _without_credentials(source: Input) -> Input:
    url = source.url_to_fetch
    return replace(
        source,
        given=without_credentials(source.given),
        url_to_fetch=None if url is None else without_credentials(url),
    )
