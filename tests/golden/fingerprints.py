"""What the golden pages came to under each number of pipelines/versions.py: python -m tests.golden.fingerprints

`fingerprints.toml` has, for each of the three numbers, a hash of the input and one of the output of each page
that was new or came out differently with that number. The command writes down the pages of today. It refuses a
page whose output changed while its input and the number did not.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from hearsay.flows.run.page_work import read_and_resolve
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.reader import read_article
from hearsay.pipelines.records import Article, Capture, Input
from hearsay.pipelines.versions import EXTRACTOR, READER, RULES

FILE = Path(__file__).with_name("fingerprints.toml")
PAGES = Path(__file__).parents[2] / "samples" / "pages"
NUMBERS = {"extractor": EXTRACTOR, "reader": READER, "rules": RULES}
HEAD = """\
# Written by `python -m tests.golden.fingerprints`. Per number of pipelines/versions.py: page = "input output".
"""

_CAPTURED_AT = datetime(2026, 3, 31, 12, tzinfo=UTC)

Fingerprints = Mapping[str, Mapping[int, Mapping[str, str]]]
"""Stage → number → page → hashes of what went in and what came out, a blank between them."""


@dataclass(frozen=True, slots=True)
class Change:
    """A page whose output differs from what is written down."""

    stage: str
    page: str
    is_input_the_same: bool


def fingerprints_of(page: Path) -> Iterator[tuple[str, str]]:
    """Yield each stage with the hashes of its input and its output for a page."""
    body = page.read_bytes()
    source = Input(given=page.name, path=str(page), captured_at=_CAPTURED_AT)
    capture = capture_input(source, Limits().max_bytes)
    assert isinstance(capture, Capture), capture
    article = extract_article(capture, Limits())
    article = replace(article, extractor_version="") if isinstance(article, Article) else article
    yield "extractor", f"{_hash(body)} {_hash(repr(article).encode())}"
    if not isinstance(article, Article):
        return
    reading = replace(read_article(article), reader_version="")
    yield "reader", f"{_hash(article.text.encode())} {_hash(repr((reading, reading.signals)).encode())}"
    _, resolution = read_and_resolve(article, _CAPTURED_AT)
    yield "rules", f"{_hash(repr((article, reading, reading.signals)).encode())} {_hash(repr(resolution).encode())}"


def golden_pages() -> list[Path]:
    """Return the sample pages, by name."""
    return sorted(path for path in PAGES.glob("*/*") if path.is_file())


def today() -> dict[str, dict[str, str]]:
    """Return the fingerprints of the golden pages as the code makes them now, by stage and page."""
    found: dict[str, dict[str, str]] = {stage: {} for stage in NUMBERS}
    for page in golden_pages():
        for stage, fingerprint in fingerprints_of(page):
            found[stage][page.name] = fingerprint
    return found


def written() -> Fingerprints:
    """Return what `fingerprints.toml` has."""
    stages = tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return {stage: {int(number): pages for number, pages in stages.get(stage, {}).items()} for stage in NUMBERS}


def latest(numbers: Mapping[int, Mapping[str, str]], before: int | None = None) -> dict[str, str]:
    """Return each page's newest fingerprint, of numbers below `before` where that is given."""
    merged: dict[str, str] = {}
    for number in sorted(numbers):
        if before is None or number < before:
            merged |= numbers[number]
    return merged


def changes(found: Mapping[str, Mapping[str, str]], known: Fingerprints) -> list[Change]:
    """Return the pages whose output is not what is written down."""
    return [
        Change(stage, page, was.split()[0] == fingerprint.split()[0])
        for stage, pages in found.items()
        for page, fingerprint in pages.items()
        if (was := latest(known[stage]).get(page)) is not None and was != fingerprint
    ]


def unraised(found: Mapping[str, Mapping[str, str]], known: Fingerprints) -> list[Change]:
    """Return the pages that came out differently while their stage's number is the one that is written down."""
    return [
        change
        for change in changes(found, known)
        if change.is_input_the_same and NUMBERS[change.stage] <= max(known[change.stage], default=0)
    ]


def unshown(known: Fingerprints) -> list[str]:
    """Return the numbers after the first that no page shows: each page came out as before."""
    return [
        f"{stage} {number}"
        for stage, numbers in known.items()
        for number, pages in numbers.items()
        if number > 1 and not any(latest(numbers, number).get(page) != one for page, one in pages.items())
    ]


def write(found: Mapping[str, Mapping[str, str]], known: Fingerprints) -> None:
    """Write down, under the numbers of today, the pages that are new or came out differently."""
    lines = [HEAD]
    for stage, pages in found.items():
        numbers = {number: dict(held) for number, held in known[stage].items()}
        fresh = {page: one for page, one in pages.items() if latest(numbers).get(page) != one}
        numbers[NUMBERS[stage]] = numbers.get(NUMBERS[stage], {}) | fresh
        for number, held in sorted(numbers.items()):
            lines.append(
                f"[{stage}.{number}]\n" + "".join(f'"{page}" = "{one}"\n' for page, one in sorted(held.items()))
            )
    FILE.write_text("\n".join(lines), encoding="utf-8")


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]


if __name__ == "__main__":
    before, now = written(), today()
    if refused := unraised(now, before):
        names = ", ".join(sorted({change.stage.upper() for change in refused}))
        pages = ", ".join(sorted({change.page for change in refused}))
        sys.exit(f"raise {names} in pipelines/versions.py: these pages come out differently: {pages}")
    write(now, before)
