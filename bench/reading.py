"""Processor time of the reader over plain Trafilatura's: python bench/reading.py FOLDER_OF_PAGES...

Trafilatura extracts each page, with metadata; the reader reads the article text that hearsay has of that page. One
process, one thread each, after a warm-up; who is first alternates. A run does not read what is in a language that the
reader does not know; here that is read too, and counted apart. Also prints the reader's speed in words a second.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def main(folders: list[str]) -> None:
    from trafilatura import bare_extraction

    from hearsay.pipelines.capture import capture_input
    from hearsay.pipelines.extract import Limits, extract_article
    from hearsay.pipelines.reader import knows_language, read_text
    from hearsay.pipelines.records import Article, Capture, Input

    paths = [path for folder in folders for path in sorted(Path(folder).iterdir())]
    found = (capture_input(Input(given=path.name, path=str(path)), Limits().max_bytes) for path in paths)
    captures = [capture for capture in found if isinstance(capture, Capture)]
    articles = [extract_article(capture, Limits()) for capture in captures]
    pages = [(c, a) for c, a in zip(captures, articles, strict=True) if isinstance(a, Article)]

    def seconds(name: str, capture: Capture, article: Article) -> float:
        started = time.process_time()
        if name == "reader":
            read_text(article.text)
        else:
            bare_extraction(capture.body, include_comments=False, with_metadata=True)
        return time.process_time() - started

    names = ("reader", "trafilatura")
    for page in pages[:5]:
        for name in names:
            seconds(name, *page)
    spent = []
    for number, page in enumerate(pages):
        spent.append({name: seconds(name, *page) for name in sorted(names, reverse=bool(number % 2))})
    known = [knows_language(article.language) for _, article in pages]
    words = sum(len(article.text.split()) for (_, article), knows in zip(pages, known, strict=True) if knows)
    of_known = {name: sum(one[name] for one, knows in zip(spent, known, strict=True) if knows) for name in names}
    of_all = {name: sum(one[name] for one in spent) for name in names}
    print("| pages | reader, seconds | trafilatura, seconds | ratio |\n|---|---|---|---|")
    for told, reader, plain in (
        (f"{sum(known)} in languages that the reader knows", of_known["reader"], of_known["trafilatura"]),
        (f"all {len(pages)} as a run reads them, the rest not at all", of_known["reader"], of_all["trafilatura"]),
        (f"all {len(pages)}, read whatever their language", of_all["reader"], of_all["trafilatura"]),
    ):
        print(f"| {told} | {reader:.1f} | {plain:.1f} | {reader / plain:.2f} |")
    print(f"\n{words / of_known['reader']:,.0f} words a second of the pages that the reader knows")


if __name__ == "__main__":
    main(sys.argv[1:])
