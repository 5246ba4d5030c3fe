"""Fetching of a chunk's URLs, with conditional requests for pages that the warehouse has already."""

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event
from typing import NamedTuple

from hearsay.flows.run.active_run import Run
from hearsay.pipelines.fetch.addresses import host_of
from hearsay.pipelines.fetch.client import open_client
from hearsay.pipelines.fetch.credentials import without_credentials
from hearsay.pipelines.fetch.page import fetch_input
from hearsay.pipelines.fetch.turns import work_in_turns
from hearsay.pipelines.inputs import AddressInput, Input
from hearsay.pipelines.records import Capture, Failure, NotModified, Rejection, Validators
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.lookup import EarlierOutcome, KnownPage, earlier_outcomes, known_pages

NumberedInputs = list[tuple[int, Input]]
NumberedAddresses = list[tuple[int, AddressInput]]


class EarlierFetches(NamedTuple):
    """Earlier results by URL: pages for conditional requests, and inputs that the same backfill has done."""

    pages: dict[str, KnownPage]
    done: dict[str, EarlierOutcome]


class Fetched(NamedTuple):
    """Result of fetching one URL, and its time.

    The result is a KnownPage if the server answered 304, and an EarlierOutcome,
    without a request, if an earlier run of the same backfill has done the URL.
    """

    number: int
    source: AddressInput
    at: datetime
    result: Capture | KnownPage | EarlierOutcome | Rejection | Failure


class Fetching:
    """The running fetch of a chunk's URLs, in a thread."""

    def __init__(self, future: Future[list[Fetched]] | None) -> None:
        self._future = future

    @property
    def is_done(self) -> bool:
        """True if the results are there, so that nobody has to wait for them."""
        return self._future is None or self._future.done()

    def results(self) -> list[Fetched]:
        """Wait, and return the result of each URL in the order of the inputs. Raises the exception of the thread."""
        return [] if self._future is None else self._future.result()


def fetch_ahead(
    chunks: Iterable[NumberedInputs], run: Run, on_page: Callable[[], None]
) -> Generator[tuple[NumberedInputs, Fetching], None, None]:
    """Yield each chunk with the fetching of its URLs. While a chunk is in work, only the next chunk is fetched.

    A chunk without URLs is yielded at once.

    Args:
        chunks: Numbered inputs, in chunks.
        run: The run, with its settings.
        on_page: Called for each fetched URL, from a thread.
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
                        yield waiting  # an error in a source must not lose the chunk before it
                    raise
                begun = None if chunk is None else (chunk, _begin(chunk, run, thread, on_page, is_over))
                if waiting:
                    yield waiting
                waiting = begun
                if begun is None:
                    return
                if not _to_be_fetched(begun[0]):
                    yield begun
                    waiting = None
        finally:
            is_over.set()


def _begin(
    chunk: NumberedInputs, run: Run, thread: ThreadPoolExecutor, on_page: Callable[[], None], is_over: Event
) -> Fetching:
    numbered = _to_be_fetched(chunk)
    if not numbered:
        return Fetching(None)
    # The query runs here, in the thread that also writes, because DuckDB cannot have a file open for reading and for
    # writing at the same time.
    earlier = _earlier_fetches([source for _, source in numbered], run)
    return Fetching(thread.submit(copy_context().run, _fetch, numbered, earlier, run, on_page, is_over))


def _fetch(
    numbered: NumberedAddresses, earlier: EarlierFetches, run: Run, on_page: Callable[[], None], is_over: Event
) -> list[Fetched]:
    """Fetch all URLs: many hosts at the same time, each host slowly. Return results in the order of the inputs.

    A user name and password in an address are used here only, and are not passed on.
    """
    max_bytes = run.settings.limits.max_bytes
    with open_client(run.settings.fetch, run.hosts) as client:

        def fetch(numbered_input: tuple[int, AddressInput]) -> Fetched:
            number, source = numbered_input
            named = without_password(source)
            page = earlier.pages.get(named.address)
            validators = page and Validators(page.final_url, page.etag, page.last_modified)
            now = datetime.now(UTC)
            result = fetch_input(replace(source, given=named.given), max_bytes, client, now, validators)
            on_page()
            return Fetched(
                number, named, now, earlier.pages[result.url] if isinstance(result, NotModified) else result
            )

        def host(numbered_input: tuple[int, AddressInput]) -> str:
            return host_of(numbered_input[1].address)

        to_fetch = [
            (number, source) for number, source in numbered if _url_without_password(source) not in earlier.done
        ]
        results = work_in_turns(fetch, to_fetch, host, run.hosts, run.settings.fetch.at_once, is_over.is_set)
    fetched = {result.number: result for result in results}
    return [fetched.get(number) or _done_earlier(number, source, earlier) for number, source in numbered]


def _done_earlier(number: int, source: AddressInput, earlier: EarlierFetches) -> Fetched:
    return Fetched(number, without_password(source), datetime.now(UTC), earlier.done[_url_without_password(source)])


def _earlier_fetches(sources: Sequence[AddressInput], run: Run) -> EarlierFetches:
    urls = [_url_without_password(source) for source in sources]
    made_by = (run.stamp.extractor_version, run.stamp.reader_version)
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        done: dict[str, EarlierOutcome] = {}
        if run.backfill_id is not None:
            done = earlier_outcomes(connection, run.backfill_id, urls, made_by, with_finished=run.is_backfill_closed)
        return EarlierFetches(known_pages(connection, urls, made_by), done)


def _url_without_password(source: AddressInput) -> str:
    return without_password(source).address


def _to_be_fetched(chunk: NumberedInputs) -> NumberedAddresses:
    """Return the inputs at an address that was not fetched yet."""
    return [
        (number, source) for number, source in chunk if isinstance(source, AddressInput) and source.fetched is None
    ]


def without_password(source: AddressInput) -> AddressInput:
    """Return the input for storage, without the user name and password in its address."""
    return replace(source, given=without_credentials(source.given), address=without_credentials(source.address))
