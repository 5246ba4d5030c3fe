"""Fingerprints of the golden pages for each number of pipelines/versions.py: python -m tests.golden.fingerprints

For each of the three numbers, `fingerprints.toml` has a hash of the input and a hash of the output of each page that
was new or changed with that number. The command writes the fingerprints of the current code. It refuses a page whose
output changed while its input and the number did not.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from hearsay.flows.config.languages import languages
from hearsay.flows.run.page_work import read_and_resolve
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.inputs import FileInput, Hints
from hearsay.pipelines.reader import read_article
from hearsay.pipelines.records import Article, Capture, Rejection
from hearsay.pipelines.versions import EXTRACTOR, READER, RULES

FILE = Path(__file__).with_name("fingerprints.toml")
PAGES = Path(__file__).parents[2] / "samples" / "pages"
NUMBERS = {"extractor": EXTRACTOR, "reader": READER, "rules": RULES}
HEAD = """\
# Written by `python -m tests.golden.fingerprints`. Per number of pipelines/versions.py: page = "input output".
"""

_CAPTURED_AT = datetime(2026, 3, 31, 12, tzinfo=UTC)

Fingerprints = Mapping[str, Mapping[int, Mapping[str, str]]]
"""Stage → number → page → hashes of input and output, separated by a blank."""


@dataclass(frozen=True, slots=True)
class Change:
    """Page whose output differs from the stored fingerprint."""

    stage: str
    page: str
    is_input_the_same: bool


def fingerprints_of(page: Path) -> Iterator[tuple[str, str]]:
    """Yield each stage with the hashes of its input and its output for a page."""
    body = page.read_bytes()
    source = FileInput(page.name, str(page), Hints(captured_at=_CAPTURED_AT))
    capture = capture_input(source, Limits().max_bytes)
    assert isinstance(capture, Capture), capture
    article = extract_article(capture, Limits(), languages())
    yield "extractor", f"{_hash(body)} {_hash(repr(_without_wording(article)).encode())}"
    if isinstance(article, Rejection):
        return
    article = replace(article, extractor_version="")
    reading = replace(read_article(article, languages()), reader_version="")
    yield "reader", f"{_hash(article.text.encode())} {_hash(repr((reading, reading.signals)).encode())}"
    _, resolution = read_and_resolve(article, _CAPTURED_AT)
    yield "rules", f"{_hash(repr((article, reading, reading.signals)).encode())} {_hash(repr(resolution).encode())}"


def _without_wording(article: Article | Rejection) -> Article | Rejection:
    """Return the output of extraction without the version and without the sentence of a rejection.

    A sentence can be reworded without an effect on any page, so that it asks for no new number.
    """
    return replace(article, extractor_version="") if isinstance(article, Article) else replace(article, detail="")


def golden_pages() -> list[Path]:
    """Return the sample pages, by name."""
    return sorted(path for path in PAGES.glob("*/*") if path.is_file())


def today() -> dict[str, dict[str, str]]:
    """Return the fingerprints of the golden pages by the current code, by stage and page."""
    fingerprints: dict[str, dict[str, str]] = {stage: {} for stage in NUMBERS}
    for page in golden_pages():
        for stage, fingerprint in fingerprints_of(page):
            fingerprints[stage][page.name] = fingerprint
    return fingerprints


def written() -> Fingerprints:
    """Return the contents of `fingerprints.toml`."""
    stages = tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return {stage: {int(number): pages for number, pages in stages.get(stage, {}).items()} for stage in NUMBERS}


def latest(numbers: Mapping[int, Mapping[str, str]], before: int | None = None) -> dict[str, str]:
    """Return each page's newest fingerprint, of numbers below `before` if this is not None."""
    merged: dict[str, str] = {}
    for number in sorted(numbers):
        if before is None or number < before:
            merged |= numbers[number]
    return merged


def changes(current: Mapping[str, Mapping[str, str]], stored: Fingerprints) -> list[Change]:
    """Return the pages whose output differs from the stored fingerprint."""
    return [
        Change(stage, page, was.split()[0] == fingerprint.split()[0])
        for stage, pages in current.items()
        for page, fingerprint in pages.items()
        if (was := latest(stored[stage]).get(page)) is not None and was != fingerprint
    ]


def unraised(current: Mapping[str, Mapping[str, str]], stored: Fingerprints) -> list[Change]:
    """Return the changed pages whose stage still has the stored number."""
    return [
        change
        for change in changes(current, stored)
        if change.is_input_the_same and NUMBERS[change.stage] <= max(stored[change.stage], default=0)
    ]


def unshown(stored: Fingerprints) -> list[str]:
    """Return the numbers after the first that no page justifies, because no output changed."""
    return [
        f"{stage} {number}"
        for stage, numbers in stored.items()
        for number, pages in numbers.items()
        if number > 1
        and not any(latest(numbers, number).get(page) != fingerprint for page, fingerprint in pages.items())
    ]


def write(current: Mapping[str, Mapping[str, str]], stored: Fingerprints) -> None:
    """Write the new and changed pages under the current numbers."""
    lines = [HEAD]
    for stage, pages in current.items():
        numbers = {number: dict(held) for number, held in stored[stage].items()}
        fresh = {page: fingerprint for page, fingerprint in pages.items() if latest(numbers).get(page) != fingerprint}
        numbers[NUMBERS[stage]] = numbers.get(NUMBERS[stage], {}) | fresh
        for number, held in sorted(numbers.items()):
            lines.append(
                f"[{stage}.{number}]\n"
                + "".join(f'"{page}" = "{fingerprint}"\n' for page, fingerprint in sorted(held.items()))
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
