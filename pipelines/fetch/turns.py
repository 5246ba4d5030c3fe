"""A scheduler for many hosts at once: the next item belongs to the host whose turn comes first."""

import heapq
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from contextvars import copy_context
from typing import TypeVar

from hearsay.pipelines.fetch.hosts import Hosts

T = TypeVar("T")
R = TypeVar("R")


def work_in_turns(
    work: Callable[[T], R],
    items: Sequence[T],
    host_of: Callable[[T], str],
    hosts: Hosts,
    at_once: int,
    is_over: Callable[[], bool] = lambda: False,
) -> list[R]:
    """Call `work` on every item, with a single item of a host at a time.

    Items are scheduled by host, so that a hundred pages of a slow host do not block all threads.

    Args:
        work: The function to call. An error ends the call, after the items under way.
        items: The items.
        host_of: Returns the host of an item.
        hosts: The state of the hosts.
        at_once: The largest number of hosts at the same time.
        is_over: Returns True if the work must stop.

    Returns:
        The results in the order of the items.

    Raises:
        CancelledError: `is_over` returned True before all items were done.
    """
    if not items:
        return []
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for index, item in enumerate(items):
        waiting[host_of(item)].append(index)
    ready = [(hosts.ready_at(host), order, host) for order, host in enumerate(waiting)]
    heapq.heapify(ready)
    lock = threading.Lock()
    results: dict[int, R] = {}

    def serve() -> None:
        # A host is either in `ready` or with the single thread that serves it and puts it back. So a thread that
        # finds `ready` empty is not needed.
        while True:
            with lock:
                if not ready or is_over():
                    return
                _, order, host = heapq.heappop(ready)
                index = waiting[host].popleft()
            results[index] = work(items[index])
            with lock:
                if waiting[host]:
                    heapq.heappush(ready, (hosts.ready_at(host), order, host))

    with ThreadPoolExecutor(max(1, min(at_once, len(waiting)))) as threads:
        try:
            for served in as_completed(
                [threads.submit(copy_context().run, serve) for _ in range(min(at_once, len(waiting)))]
            ):
                served.result()
        finally:  # after an error or Ctrl-C the remaining items are dropped
            with lock:
                ready.clear()
                waiting.clear()
    if is_over() and len(results) < len(items):
        raise CancelledError
    return [results[index] for index in range(len(items))]
