"""Processor time of the reader over plain Trafilatura's: python bench/reading.py FOLDER_OF_PAGES...

Trafilatura extracts each page, with metadata; the reader reads the article text that hearsay has of that page. One
process, one thread each, after a warm-up; who is first alternates. Also prints the reader's speed in words a second.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def main(folders: list[str]) -> None:
    from trafilatura import bare_extraction

    from pipelines.capture import capture_input
    from pipelines.extract import Limits, extract_article
    from pipelines.reader import read_text
    from pipelines.records import Article, Capture, Input

    paths = [path for folder in folders for path in sorted(Path(folder).iterdir())]
    found = (capture_input(Input(given=path.name, path=str(path)), Limits().max_bytes) for path in paths)
    captures = [capture for capture in found if isinstance(capture, Capture)]
    articles = [extract_article(capture, Limits()) for capture in captures]
    pages = [(c, a.text) for c, a in zip(captures, articles, strict=True) if isinstance(a, Article)]
    spent = {"reader": 0.0, "trafilatura": 0.0}

    def take(name: str, capture: Capture, text: str) -> None:
        started = time.process_time()
        if name == "reader":
            read_text(text)
        else:
            bare_extraction(capture.body, include_comments=False, with_metadata=True)
        spent[name] += time.process_time() - started

    for name in spent:
        for page in pages[:5]:
            take(name, *page)
    spent = dict.fromkeys(spent, 0.0)
    for number, page in enumerate(pages):
        for name in sorted(spent, reverse=bool(number % 2)):
            take(name, *page)
    words = sum(len(text.split()) for _, text in pages)
    print(
        f"{len(pages)} pages, {words:,} words: reader {spent['reader']:.1f} s ({words / spent['reader']:,.0f} words",
        end="",
    )
    print(f" a second), trafilatura {spent['trafilatura']:.1f} s, ratio {spent['reader'] / spent['trafilatura']:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
