"""JSON records for the `extract` and `read` commands. Nothing is stored."""

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from hearsay.flows.config.languages import languages
from hearsay.flows.config.settings import Settings
from hearsay.flows.config.worker_limits import worker_limits
from hearsay.flows.run import page_work
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.cells import cells_of
from hearsay.pipelines.inputs import BytesInput, Hints
from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article, Capture, Failure, Mention, Rejection
from hearsay.pipelines.sources.lines import line_input
from hearsay.pipelines.sources.rows import RowInput
from hearsay.pipelines.sources.source import Source
from hearsay.pipelines.versions import extractor_version
from hearsay.pipelines.workers import Done, WorkerPool

_AHEAD = 64
"""Pages in one batch: enough to keep the workers busy, few enough to hold in memory."""

_NOT_SHOWN = ("capture_id", "domain")
"""Fields of an article that its JSON record lacks."""
_LAST = ("text", "is_paywalled", "removed", "extractor_version")
"""Last fields of the JSON record, in this order. The other fields stand before them, in the order of Article."""


@dataclass(frozen=True, slots=True)
class Record:
    """The result of extracting a page, as `hearsay extract` prints it."""

    id: object
    result: Article | Rejection | Failure

    @property
    def is_article(self) -> bool:
        """True if the page has an article."""
        return isinstance(self.result, Article)

    def as_json(self, indent: int | None = None) -> str:
        """Return a JSON object. A page without an article has the same fields, empty."""
        if isinstance(self.result, Article):
            fields = _article_fields(self.result) | {"outcome": "extracted", "reason": None}
        else:
            kind = "rejected" if isinstance(self.result, Rejection) else "failed"
            fields = _empty_fields() | {"outcome": kind, "reason": self.result.reason, "detail": self.result.detail}
        return json.dumps({"id": self.id} | fields, ensure_ascii=False, indent=indent, default=datetime.isoformat)


def _article_fields(article: Article) -> dict[str, Any]:
    """Return the fields of an article's JSON record, in their order."""
    cells = cells_of(article) | {"extractor_version": article.extractor_version or extractor_version()}
    first = [name for name in cells if name not in (*_NOT_SHOWN, *_LAST)]
    return {name: cells[name] for name in (*first, *_LAST)}


def _empty_fields() -> dict[str, Any]:
    """Return the fields of the JSON record of a page without an article: None, or an empty list."""
    return {name: [] if isinstance(value, list) else None for name, value in _article_fields(Article("", "")).items()}


def extract_page(body: bytes, name: str, url: str | None, captured_at: datetime | None, settings: Settings) -> Record:
    """Return the record of one page."""
    source = BytesInput(name, body, Hints(url=url, captured_at=captured_at))
    with WorkerPool(worker_limits(settings, 1), _no_warm_up) as pool:
        (record,) = _records([(name, source)], pool, settings)
    return record


def extract_lines(lines: Iterable[bytes], out: TextIO, settings: Settings) -> None:
    """Write a record for each line that is not blank, in order. Rejected pages have a record too."""
    with WorkerPool(worker_limits(settings, settings.limits.workers), _no_warm_up) as pool:
        for record in _records(_numbered_inputs(lines), pool, settings):
            out.write(record.as_json() + "\n")


def _numbered_inputs(lines: Iterable[bytes]) -> Iterator[tuple[object, RowInput]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _id_of(line, number), line_input(line, f"line {number}", Source("-"))


def _id_of(line: bytes, number: int) -> object:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return number
    return fields.get("id", number) if isinstance(fields, dict) else number


def _records(inputs: Iterable[tuple[object, RowInput]], pool: WorkerPool, settings: Settings) -> Iterator[Record]:
    limits = settings.limits.of_page
    pending = iter(inputs)
    while batch := list(itertools.islice(pending, _AHEAD)):
        captured = [(name, capture_input(source, limits.max_bytes)) for name, source in batch]
        captures = [(capture, limits) for _, capture in captured if isinstance(capture, Capture)]
        results = pool.map(page_work.extract, captures)
        for name, capture in captured:
            done: Done[Article | Rejection] | None = next(results) if isinstance(capture, Capture) else None
            yield Record(name, done.result if done else capture)  # type: ignore[arg-type]


def _no_warm_up() -> None:
    """Do nothing: extraction needs no reader."""


def reading_json(text: str, name: object = None, indent: int | None = None, *, with_text: bool = False) -> str:
    """Return the mentions and attributions of a text as a JSON object, with the text itself if `with_text`."""
    reading = read_text(text, languages().default)
    fields: dict[str, Any] = {} if name is None else {"id": name}
    if with_text:
        fields["text"] = text
    fields["mentions"] = [_mention_fields(mention, text) for mention in reading.mentions]
    fields["attributions"] = [cells_of(attribution) for attribution in reading.attributions]
    fields["reader_version"] = reading.reader_version
    return json.dumps(fields, ensure_ascii=False, indent=indent)


def _mention_fields(mention: Mention, text: str) -> dict[str, Any]:
    """Return start, end, type and text, then the other fields of a mention."""
    cells = cells_of(mention)
    start, end, entity_type = cells.pop("start"), cells.pop("end"), cells.pop("entity_type")
    return {"start": start, "end": end, "type": entity_type, "text": text[start:end]} | cells


def read_lines(lines: Iterable[bytes], out: TextIO) -> None:
    """Write a reading for each line that is not blank, in order. An unusable line gets a reason in `error`."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            out.write(_read_line(line, number) + "\n")


def _read_line(line: bytes, number: int) -> str:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _no_reading(number, f"line {number} is not JSON: {error}")
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        return _no_reading(number, f'line {number} is not an object {{"id", "text"}} with a text')
    return reading_json(fields["text"], fields.get("id", number))


def _no_reading(number: int, problem: str) -> str:
    return json.dumps({"id": number, "mentions": [], "attributions": [], "error": problem}, ensure_ascii=False)
