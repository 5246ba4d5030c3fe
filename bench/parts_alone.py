"""Processor seconds of extraction, reading, resolution and dates in one process: python -m bench.parts_alone FOLDER.

For the suite `overhead`. What a process loads, it loads before.
"""

import sys
import time
from pathlib import Path

from bench.saved_pages import captures_of
from hearsay.flows.run.page_work import extract, get_ready, read_and_resolve
from hearsay.pipelines.extract import Limits
from hearsay.pipelines.records import Article


def main(folder: str) -> None:
    """Print the processor seconds of the work on all pages of a folder."""
    get_ready()
    captures = captures_of(sorted(Path(folder).iterdir()))
    started = time.process_time()
    for capture in captures:
        article = extract(capture, Limits())
        if isinstance(article, Article):
            read_and_resolve(article, capture.fetched_at)
    print(time.process_time() - started)


if __name__ == "__main__":
    main(sys.argv[1])
