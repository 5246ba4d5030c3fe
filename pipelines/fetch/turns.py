"""Many hosts at once, one host slowly: who works next is whoever may be asked first."""

import heapq
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
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
    """`work` on every item, for one item of a host at a time and up to `at_once` hosts at once; results in order.

    A hundred pages of one host must not keep all threads waiting while other hosts could be asked. An error of `work`
    ends all of it, when what is under way is done. So does `is_over`; it raises CancelledError then.
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
        # A host is in `ready` or with the one thread that serves it, which puts it back; so a thread that finds
        # `ready` empty is one too many.
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
            for served in as_completed([threads.submit(serve) for _ in range(min(at_once, len(waiting)))]):
                served.result()
        finally:  # after an error or Ctrl-C nobody waits for the rest
            with lock:
                ready.clear()
                waiting.clear()
    if is_over() and len(results) < len(items):
        raise CancelledError
    return [results[index] for index in range(len(items))]
