"""Processor time of extraction over plain Trafilatura's: python bench/extraction.py FOLDER_OF_PAGES...

Both take the same pages in turn in one process, after a warm-up, with metadata; who is first alternates.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def main(folders: list[str]) -> None:
    from trafilatura import bare_extraction

    from hearsay.pipelines.capture import capture_input
    from hearsay.pipelines.extract import Limits, extract_article
    from hearsay.pipelines.records import Capture, Input

    paths = [path for folder in folders for path in sorted(Path(folder).iterdir())]
    found = (capture_input(Input(given=path.name, path=str(path)), Limits().max_bytes) for path in paths)
    captures = [capture for capture in found if isinstance(capture, Capture)]
    spent = {"hearsay": 0.0, "trafilatura": 0.0}

    def take(name: str, capture: Capture) -> None:
        started = time.process_time()
        if name == "hearsay":
            extract_article(capture, Limits())
        else:
            bare_extraction(capture.body, include_comments=False, with_metadata=True)
        spent[name] += time.process_time() - started

    for name in spent:
        for capture in captures[:5]:
            take(name, capture)
    spent = dict.fromkeys(spent, 0.0)
    for number, capture in enumerate(captures):
        for name in sorted(spent, reverse=bool(number % 2)):
            take(name, capture)
    print(
        f"{len(captures)} pages: hearsay {spent['hearsay']:.1f} s, trafilatura {spent['trafilatura']:.1f} s, ", end=""
    )
    print(f"ratio {spent['hearsay'] / spent['trafilatura']:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
