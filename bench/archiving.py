"""What archiving costs beside extraction and reading: python bench/archiving.py FOLDER [PAGES].

The same pages in one process: captured, archived, archived again (as known bytes), extracted and read. Processor time
alone is told, but for the disk's part, which is in the seconds of archiving.
"""

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def main(folder: str, pages: int, archive_folder: Path) -> None:
    from hearsay.flows.run.page_work import extract, get_ready, read_and_resolve
    from hearsay.pipelines.archive import Sight, open_archive
    from hearsay.pipelines.capture import capture_input
    from hearsay.pipelines.extract import Limits
    from hearsay.pipelines.records import Article, Capture, Input

    get_ready()
    now = datetime.now(UTC)
    files = sorted(path for path in Path(folder).iterdir() if path.is_file())[:pages]
    inputs = [Input(given=file.name, path=str(file), captured_at=now) for file in files]
    captures = [found for one in inputs if isinstance(found := capture_input(one, 5_000_000), Capture)]
    sights = [Sight(capture.capture_id, now, capture) for capture in captures]
    spent = []
    with open_archive(
        archive_folder, run_id="0" * 32, started_at=now, software="bench", file_bytes=10**9, wait_seconds=60.0
    ) as archive:
        for _ in ("new", "known"):
            wall, processor = time.perf_counter(), time.process_time()
            for start in range(0, len(sights), 100):
                archive.keep(sights[start : start + 100])
            spent.append((time.perf_counter() - wall, time.process_time() - processor))
    packed = sum(file.stat().st_size for file in archive_folder.glob("*.warc.gz"))
    started = time.process_time()
    for capture in captures:
        article = extract(capture, Limits())
        if isinstance(article, Article):
            read_and_resolve(article, now)
    work = time.process_time() - started
    stored = sum(len(capture.body) for capture in captures)
    print("| pages | extraction and reading, CPU s | archiving, CPU s | ratio | archiving, s | known bytes, CPU s |")
    print("|---|---|---|---|---|---|")
    print(
        f"| {len(captures)} | {work:.1f} | {spent[0][1]:.2f} | {spent[0][1] / work:.3f} | {spent[0][0]:.2f} "
        f"| {spent[1][1]:.3f} |"
    )
    print(f"{stored:,} bytes of pages, {packed:,} bytes of archive ({packed / stored:.0%})")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200, Path(scratch))
