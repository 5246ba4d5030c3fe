"""Peak memory of a run by its number of pages.

Makes a WARC of so many pages from saved pages: each copy has an address of its own and a word in each paragraph moved
to another place, so that it is another article. `hearsay ingest` reads it in a new Prefect home, and the resident
memory of the command and of the processes below it is sampled ten times a second.
"""

import gzip
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from fastwarc.warc import WarcRecord, WarcRecordType

from bench.commands import HEARSAY, environment
from bench.figure import Figure, Row, figures_of
from bench.processes import Ended, run_sampled
from bench.saved_pages import ALL_SETS, saved_files

COUNTS = (400, 2000)
PARAGRAPH = re.compile(rb">([^<>]{40,})<")
ADDRESS = re.compile(rb"""(?:rel=["']?canonical|og:url)[^>]{0,300}""")
MEGABYTE = 1024 * 1024


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the peaks of all processes and of the command, and their growth from the first number to the last."""
    files = saved_files(gold)
    peaks = {count: ingest(files, count) for count in COUNTS}
    first, last = peaks[COUNTS[0]], peaks[COUNTS[-1]]
    growth = f"{COUNTS[-1]:,} pages over {COUNTS[0]:,}"
    rows: list[Row] = [
        (f"all processes, {growth}", last.peak / first.peak, None, "ratio"),
        (f"the command, {growth}", last.own_peak / first.own_peak, None, "ratio"),
    ]
    for count, ended in peaks.items():
        rows.append((f"all processes, {count:,} pages", ended.peak / MEGABYTE, None, "MB"))
        rows.append((f"the command, {count:,} pages", ended.own_peak / MEGABYTE, None, "MB"))
        rows.append((f"wall time, {count:,} pages", ended.seconds, None, "s"))
    return figures_of("memory", rows, COUNTS[-1], ALL_SETS, "changed copies", "pages")


def ingest(files: Sequence[Path], count: int) -> Ended:
    """Ingest so many pages into a new warehouse. Raises RuntimeError where the run itself fails."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_archive(folder / "pages.warc.gz", files, count)
        command = [*HEARSAY, "--warehouse", "w.duckdb", "ingest", "pages.warc.gz"]
        ended = run_sampled(command, folder, environment(PREFECT_HOME=str(folder / "prefect")))
    if ended.code not in (0, 1):
        raise RuntimeError(f"hearsay ended with {ended.code}: {ended.errors[-500:]}")
    return ended


def perturbed(page: bytes, number: int) -> bytes:
    """Return another article that looks the same: words are moved, and the page's own address is removed."""
    chance = random.Random(number)  # noqa: S311

    def moved(match: re.Match[bytes]) -> bytes:
        words = match[1].split(b" ")
        words.insert(chance.randrange(len(words)), words.pop(chance.randrange(len(words))))
        return b">" + b" ".join(words) + b"<"

    return ADDRESS.sub(b"", PARAGRAPH.sub(moved, page))


def pages(files: Sequence[Path], count: int) -> Iterator[tuple[str, bytes]]:
    """Yield the addresses and bytes of so many pages."""
    for number in range(count):
        path = files[number % len(files)]
        body = path.read_bytes()
        body = gzip.decompress(body) if path.suffix == ".gz" else body
        yield f"http://news-{number % len(files)}.example/{number}", perturbed(body, number)


def write_archive(path: Path, files: Sequence[Path], count: int) -> None:
    """Write a WARC of so many pages."""
    with path.open("wb") as archive:
        for url, body in pages(files, count):
            record = WarcRecord()
            record.init_headers(record_type=WarcRecordType.response)
            record.headers["WARC-Target-URI"] = url
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.headers["WARC-Date"] = "2026-03-01T10:00:00Z"
            record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body)
            written = BytesIO()
            record.write(written)
            archive.write(gzip.compress(written.getvalue(), 1))
