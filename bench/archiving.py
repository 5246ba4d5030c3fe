"""What archiving costs of a run: python bench/archiving.py FOLDER [PAGES].

Takes in that many pages of a folder, in this process and its workers, and sets the stage that archives them against
the rest of the same run, so that a busy machine slows both.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def main(folder: str, pages: int, scratch: Path) -> None:
    from flows.pool import started_early
    from flows.prefect_server import prefect_api
    from flows.settings import Settings, settings_json, worker_limits

    inbox = scratch / "pages"
    inbox.mkdir()
    for number, page in enumerate(sorted(path for path in Path(folder).iterdir() if path.is_file())[:pages]):
        (inbox / f"{number:05}-{page.name}").symlink_to(page.resolve())
    spent = {"archive": [0.0, 0.0]}

    def timed(name, step):
        def clocked(*arguments, **named):
            wall, processor = time.perf_counter(), time.process_time()
            result = step(*arguments, **named)
            spent[name][0] += time.perf_counter() - wall
            spent[name][1] += time.process_time() - processor
            return result

        return clocked

    settings = Settings()
    with prefect_api(), started_early(worker_limits(settings, 2)):
        from flows import ingest
        from flows.prefect_run import run_now
        from warehouse.connection import open_for_reading

        ingest.archive_pages = timed("archive", ingest.archive_pages)
        started = time.perf_counter()
        warehouse = scratch / "w.duckdb"
        run_now(
            sources=[str(inbox)],
            warehouse=str(warehouse),
            settings=settings_json(settings),
            captured_at=None,
            kind=None,
            columns={},
        )
        run_seconds = time.perf_counter() - started
    with open_for_reading(warehouse) as connection:
        inputs, work = connection.execute("SELECT count(*), sum(seconds) FROM inputs").fetchone()
        (stored,) = connection.execute("SELECT sum(byte_count) FROM captures").fetchone()
    packed = sum(file.stat().st_size for file in (scratch / "w-archive").glob("*.warc.gz"))
    wall, processor = spent["archive"]
    print("| pages | run, s | archiving, s | of the run | archiving, CPU s | extraction and reading, CPU s | ratio |")
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {inputs} | {run_seconds:.1f} | {wall:.2f} | {wall / run_seconds:.1%} | {processor:.2f} | {work:.1f} "
        f"| {processor / work:.2%} |"
    )
    print(f"{stored:,} bytes of pages, {packed:,} bytes of archive ({packed / stored:.0%})")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200, Path(folder))
