"""The fetching of a chunk's URLs, with what the warehouse knows of them from before."""

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event
from typing import NamedTuple

from hearsay.flows.run.run import Run
from hearsay.pipelines.fetch import fetch_input, host_of, open_client, without_credentials, work_in_turns
from hearsay.pipelines.records import Capture, Failure, Input, NotModified, Rejection, Validators
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.lookup import Had, KnownPage, had_before, known_pages

NumberedInputs = list[tuple[int, Input]]


class Known(NamedTuple):
    """What the warehouse knows of addresses: what to ask their servers by, and what a backfill had already."""

    pages: dict[str, KnownPage]
    had: dict[str, Had]


class Fetched(NamedTuple):
    """What came of one URL at what time; a KnownPage where its server says that it is still what it was.

    A Had where an earlier run of the same backfill had it, and nobody was asked.
    """

    number: int
    source: Input
    at: datetime
    found: Capture | KnownPage | Had | Rejection | Failure


class Fetching:
    """The URLs of one chunk, under way in a thread, with what the warehouse knew of them when they were set off."""

    def __init__(self, future: Future[list[Fetched]] | None) -> None:
        self._future = future

    def results(self) -> list[Fetched]:
        """What came of each, in the order given, when all are done. Raises what the fetching raised."""
        return [] if self._future is None else self._future.result()


def fetch_ahead(
    chunks: Iterable[NumberedInputs], run: Run, on_page: Callable[[], None]
) -> Generator[tuple[NumberedInputs, Fetching], None, None]:
    """Each chunk with its URLs being fetched: while one is worked on, the network is at the next, and at no more.

    A chunk without URLs waits for nothing. `on_page` is called, in a thread, for each that is done.
    """
    is_over = Event()
    waiting: tuple[NumberedInputs, Fetching] | None = None
    with ThreadPoolExecutor(1) as thread:
        try:
            chunks = iter(chunks)
            while True:
                try:
                    chunk = next(chunks, None)
                except Exception:
                    if waiting:
                        yield waiting  # a source that breaks takes nothing with it that came before
                    raise
                begun = None if chunk is None else (chunk, _begin(chunk, run, thread, on_page, is_over))
                if waiting:
                    yield waiting
                waiting = begun
                if begun is None:
                    return
                if not any(is_to_be_fetched(source) for _, source in begun[0]):
                    yield begun
                    waiting = None
        finally:
            is_over.set()


def _begin(
    chunk: NumberedInputs, run: Run, thread: ThreadPoolExecutor, on_page: Callable[[], None], is_over: Event
) -> Fetching:
    numbered = [(number, source) for number, source in chunk if is_to_be_fetched(source)]
    if not numbered:
        return Fetching(None)
    # The warehouse is asked here, in the one thread that also writes: DuckDB takes one way of opening at a time.
    known = _known([source for _, source in numbered], run)
    return Fetching(thread.submit(_fetch, numbered, known, run, on_page, is_over))


def _fetch(
    numbered: NumberedInputs, known: Known, run: Run, on_page: Callable[[], None], is_over: Event
) -> list[Fetched]:
    """All of them, many hosts at once and one host slowly; results in the order given.

    The user name and password that may stand in an address are used here, and not passed on.
    """
    limits = run.fetch_limits
    with open_client(limits, run.hosts) as client:

        def fetch(one: tuple[int, Input]) -> Fetched:
            number, source = one
            named = without_password(source)
            earlier = known.pages.get(named.url_to_fetch or "")
            validators = earlier and Validators(earlier.final_url, earlier.etag, earlier.last_modified)
            now = datetime.now(UTC)
            found = fetch_input(replace(source, given=named.given), limits, client, now, validators)
            on_page()
            return Fetched(number, named, now, known.pages[found.url] if isinstance(found, NotModified) else found)

        def host(one: tuple[int, Input]) -> str:
            return host_of(one[1].url_to_fetch or "")

        to_ask = [one for one in numbered if without_password(one[1]).url_to_fetch not in known.had]
        asked = work_in_turns(fetch, to_ask, host, run.hosts, run.settings.fetch.at_once, is_over.is_set)
    done = {fetched.number: fetched for fetched in asked}
    return [done.get(number) or _had(number, source, known) for number, source in numbered]


def _had(number: int, source: Input, known: Known) -> Fetched:
    named = without_password(source)
    return Fetched(number, named, datetime.now(UTC), known.had[named.url_to_fetch or ""])


def _known(sources: Sequence[Input], run: Run) -> Known:
    asked = [without_password(source).url_to_fetch or "" for source in sources]
    made_by = (run.stamp.extractor_version, run.stamp.reader_version)
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        had: dict[str, Had] = {}
        if run.backfill_id is not None:
            had = had_before(connection, run.backfill_id, asked, made_by, with_finished=run.is_backfill_closed)
        return Known(known_pages(connection, asked, made_by), had)


def is_to_be_fetched(source: Input) -> bool:
    """Whether it has its bytes from an address that was not asked for yet."""
    return source.url_to_fetch is not None and source.fetched is None and source.ended is None


def without_password(source: Input) -> Input:
    """The input as it may be stored: the user name and password of an address are for its server alone."""
    url = source.url_to_fetch
    return replace(
        source,
        given=without_credentials(source.given),
        url_to_fetch=None if url is None else without_credentials(url),
    )
