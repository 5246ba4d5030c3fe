"""Peak memory of a run by its number of pages: python bench/memory.py FOLDER_OF_PAGES [PAGES ...].

Makes a WARC of so many pages (400 and 2,000 unless told) from those of the folder, each copy under an address of its
own and with a word in each paragraph put in another place, so that it is another article; takes it in by
`hearsay ingest` in a new Prefect home; and samples, ten times a second, the resident memory of the command and of the
processes below it (with psutil, which is no dependency of the project). The embedded Prefect server leaves the
command's process group but not its family, so that it counts.
"""

import gzip
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psutil
from fastwarc.warc import WarcRecord, WarcRecordType

ROOT = Path(__file__).parents[1]
EVERY_SECONDS = 0.1
PARAGRAPH = re.compile(rb">([^<>]{40,})<")
ADDRESS = re.compile(rb"""(?:rel=["']?canonical|og:url)[^>]{0,300}""")
MEGABYTE = 1024 * 1024


def perturbed(page: bytes, number: int) -> bytes:
    """Another article that looks the same: words moved, and the address that it gives itself taken out."""
    chance = random.Random(number)  # noqa: S311

    def moved(match: re.Match[bytes]) -> bytes:
        words = match[1].split(b" ")
        words.insert(chance.randrange(len(words)), words.pop(chance.randrange(len(words))))
        return b">" + b" ".join(words) + b"<"

    return ADDRESS.sub(b"", PARAGRAPH.sub(moved, page))


def pages(folder: Path, count: int) -> Iterator[tuple[str, bytes]]:
    files = sorted(path for path in folder.rglob("*.html*") if path.is_file())
    for number in range(count):
        path = files[number % len(files)]
        body = path.read_bytes()
        body = gzip.decompress(body) if path.suffix == ".gz" else body
        yield f"http://news-{number % len(files)}.example/{number}", perturbed(body, number)


def write_archive(path: Path, folder: Path, count: int) -> None:
    with path.open("wb") as archive:
        for url, body in pages(folder, count):
            record = WarcRecord()
            record.init_headers(record_type=WarcRecordType.response)
            record.headers["WARC-Target-URI"] = url
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.headers["WARC-Date"] = "2026-03-01T10:00:00Z"
            record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body)
            written = BytesIO()
            record.write(written)
            archive.write(gzip.compress(written.getvalue(), 1))


def resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def peaks(command: list[str], environment: dict[str, str]) -> tuple[float, int, int, str]:
    """Seconds, the highest sum over all processes, the highest of the command itself, and what it printed."""
    started = time.monotonic()
    most_sum = most_own = 0
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT) as process,
    ):
        own = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                family = own.children(recursive=True)
            except psutil.Error:
                break
            mine = resident(own)
            most_own = max(most_own, mine)
            most_sum = max(most_sum, mine + sum(map(resident, family)))
            time.sleep(EVERY_SECONDS)
        process.wait()
        said.seek(0)
        return time.monotonic() - started, most_sum, most_own, said.read()


def main(folder: Path, counts: list[int]) -> None:
    print(
        "| pages | seconds | peak of all processes, MB | over the first | peak of the command, MB | over the first |"
    )
    print("|---|---|---|---|---|---|")
    first: tuple[int, int] | None = None
    for count in counts:
        with tempfile.TemporaryDirectory() as scratch:
            place = Path(scratch)
            write_archive(place / "pages.warc.gz", folder, count)
            command = [sys.executable, "-m", "hearsay.flows.command_line", "--warehouse", str(place / "w.duckdb")]
            environment = {**os.environ, "PREFECT_HOME": str(place / "prefect")}
            seconds, total, own, said = peaks([*command, "ingest", str(place / "pages.warc.gz")], environment)
        first = first or (total, own)
        print(
            f"| {count:,} | {seconds:.0f} | {total // MEGABYTE:,} | {total / first[0]:.2f} "
            f"| {own // MEGABYTE:,} | {own / first[1]:.2f} |",
            flush=True,
        )
        print(said, file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]).resolve(), [int(count) for count in sys.argv[2:]] or [400, 2000])
